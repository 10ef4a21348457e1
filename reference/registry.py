"""Entries by name: single ones, and families whose parameters are part of the name, as in `elu(alpha=0.5)`."""

from __future__ import annotations

import math
import pickle
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from inspect import signature
from typing import Any, Generic, Self, TypeVar, cast

from nablacheck.reference.errors import InputError, a_kind, unknown
from nablacheck.reference.own_formulas import BrokenFormula, Guarded, made_by
from nablacheck.reference.quoting import begin


@dataclass(frozen=True, eq=False)
class Entry:
    """What a registry holds, an activation or a cost: data, known by identity and never by its name alone.

    `family` and `parameters` are what the name of a registered entry is made of; the registry fills them in, and nobody else
    can. Tables of native functions, kinks and defects are read by family, so an entry that was not registered is found in none
    of them, whatever its name is. `audited` says that it was found to be what it declares; a variant has in `varies` the entry
    that it passes for, with what is different. `also` has other names by which people call it, which messages understand.
    """

    name: str
    also: tuple[str, ...] = field(default=(), kw_only=True)
    family: str = field(default="", init=False)
    parameters: Mapping[str, float] = field(default_factory=dict, init=False)
    audited: bool = field(default=False, init=False, repr=False)
    varies: tuple[Entry, Mapping[str, Any]] | None = field(default=None, init=False, repr=False)

    def variant(self, **changes: Any) -> Self:
        """The entry with other formulas on purpose: it passes for this one, with the kinks of its family, and unaudited."""
        made = replace(self, **changes).passing_for(self)
        object.__setattr__(made, "varies", (self, changes))  # the class is frozen
        return made

    def passing_for(self, other: Entry) -> Self:
        """The same formulas under the name, family and parameters of another entry."""
        return replace(self, name=other.name)._filled_in(other.family, other.parameters, other.audited)

    def _filled_in(self, family: str, parameters: Mapping[str, float], audited: bool) -> Self:
        for letter, value in (("family", family), ("parameters", parameters), ("audited", audited)):
            object.__setattr__(self, letter, value)  # the class is frozen
        return self

    def _guarded(self, kind: str) -> Self:
        """The entry with its own formulas guarded, those that others brought."""
        for letter, function in vars(self).items():
            if callable(function) and not isinstance(function, Guarded):
                object.__setattr__(self, letter, Guarded(function, f"{kind} {self.name!r}", letter))  # the class is frozen
        return self

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        """The entry itself: data that does not change needs no copy."""
        return self


E = TypeVar("E", bound=Any)
Make = Callable[..., E]


@dataclass(frozen=True)
class Family(Generic[E]):
    """Entries that differ in their parameters; `draws` has the values to try of each, the default first.

    `origin` says where it comes from: a file or a package; nothing for what is here from the start. `place` is the file or
    module that registered it, which may do so again.
    """

    name: str
    make: Make[E]
    draws: Mapping[str, tuple[float, ...]]
    origin: str = ""
    place: str = ""

    @property
    def defaults(self) -> dict[str, float]:
        """Each parameter at its default."""
        return {parameter: values[0] for parameter, values in self.draws.items()}

    def entry(self, given: Mapping[str, float]) -> E:
        """An entry with these parameters, the others at their defaults; the one of a family without parameters itself."""
        parameters = {**self.defaults, **given}
        for parameter, value in given.items():
            infinite = any(math.isinf(one) for one in self.draws.get(parameter, ()))
            if not (math.isfinite(value) or (infinite and math.isinf(value))):
                raise InputError(f"{parameter} of {self.name} is {value}; it must be a finite number.")
        changed = {name: value for name, value in parameters.items() if value != self.draws[name][0]}
        inside = ", ".join(f"{name}={_short(value)}" for name, value in changed.items())
        name = f"{self.name}({inside})" if changed else self.name
        made = self._made(parameters)
        return made if not self.draws and made.name == name and not made.family else replace(made, name=name)

    def _made(self, parameters: Mapping[str, float]) -> E:
        """What the function of the family gives, which may be foreign: with all that is foreign guarded."""
        if not self.place:
            return self.make(**parameters)
        given = ", ".join(f"{name}={_short(value)}" for name, value in parameters.items())
        made: Any = made_by(self.make, parameters, f"{self.name}({given})")
        if not isinstance(made, Entry):
            raise BrokenFormula(f"{begin(self.make)}{self.name}({given}) gives {a_kind(made)}; it must give an entry.")
        return cast(E, made)

    def entries(self) -> Iterator[E]:
        """The entries that `variants` names."""
        yield self.entry({})
        for parameter, values in self.draws.items():
            yield from (self.entry({parameter: value}) for value in values[1:])

    def variants(self) -> Iterator[str]:
        """The name of the entry with every parameter at its default, then with each of them changed by itself."""
        yield self.name
        for parameter, values in self.draws.items():
            yield from (f"{self.name}({parameter}={_short(value)})" for value in values[1:])


def family(**draws: tuple[float, ...]) -> Callable[[Make[E]], Family[E]]:
    """Makes a family of a function from parameters to an entry; each parameter with the values to try, the default first."""

    def made(make: Make[E]) -> Family[E]:
        takes = list(signature(make).parameters)
        if set(takes) != set(draws):
            raise InputError(
                f"{make.__name__} takes {', '.join(takes) or 'nothing'}, family(…) is given {', '.join(draws) or 'nothing'}; "
                "give the values to try of each parameter, the default first."
            )
        for parameter, values in draws.items():
            if not (isinstance(values, tuple) and values and all(isinstance(value, int | float) for value in values)):
                raise InputError(
                    f"{parameter} of {make.__name__} is given {values!r}; give a tuple of numbers, the default first."
                )
        return Family(make.__name__, make, draws)

    return made


def single(entry: E) -> Family[E]:
    """The family of an entry without parameters."""
    return Family(entry.name, lambda: entry, {})


class Registry(Mapping[str, E]):
    """The entries of one kind: iteration gives the families; a name, with parameters, finds its entry, always the same one."""

    def __init__(self, kind: str, joint: str = "_") -> None:
        self.kind, self.joint = kind, joint
        self.families: dict[str, Family[E]] = {}
        self._entries: dict[str, E] = {}
        self.more: Callable[[], tuple[str, ...]] = lambda: ()
        """Takes the entries of installed packages, before a name is called unknown; why some were refused."""
        self.audit: Callable[[E], None] = lambda entry: None
        """InputError unless an entry is what it declares."""

    def add(self, entry: E) -> E:
        """Takes an entry without parameters; InputError where there is one of that name."""
        self.take(single(entry))
        return entry

    def family(self, **draws: tuple[float, ...]) -> Callable[[Make[E]], Make[E]]:
        """Takes a function from parameters to an entry, under the function's name; each parameter with the values to try."""

        def take(make: Make[E]) -> Make[E]:
            made: Family[E] = family(**draws)(make)
            self.take(self.named(made))
            return make

        return take

    def variants(self) -> list[str]:
        """The names of the variants of every family."""
        return [name for made in self.families.values() for name in made.variants()]

    def named(self, made: Family[E]) -> Family[E]:
        """A family of a function, named as entries are here: `joint` stands for the underscores of the function's name."""
        return replace(made, name=made.name.replace("_", self.joint)) if made.draws else made

    def take(self, made: Family[E]) -> None:
        """Takes a family, in place of the one that the same place registered before; InputError where `free` has one."""
        self.free(made.name, made.place)
        if made.name in self.families:
            self.remove(made.name)
        self.families[made.name] = made
        if not made.draws:
            self[made.name]  # from now on that entry is the registered one

    def free(self, name: str, place: str = "") -> None:
        """InputError for a name that is none, or that another place than this one has taken."""
        if not (isinstance(name, str) and re.fullmatch(r"[A-Za-z]\w*(?:[-_]\w+)*", name)):
            raise InputError(f"{self.kind} {name!r}: a name has letters, digits, - and _ alone.")
        if name in self.families and not (place and self.families[name].place == place):
            of = f", of {origin}" if (origin := self.families[name].origin) else ""
            raise InputError(f"{self.kind} {name!r} is there already{of}: give the new one another name.")

    def remove(self, name: str) -> None:
        """Forgets a family; its entries become some that nobody registered."""
        del self.families[name]
        for entry in {id(entry): entry for entry in self._entries.values() if entry.family == name}.values():
            entry._filled_in("", {}, entry.audited)
        self._entries = {full: entry for full, entry in self._entries.items() if entry.family}

    def holds(self, entry: E) -> bool:
        """Whether this very entry is the registered one of its name."""
        return self._entries.get(entry.name) is entry

    def admitted(self, entry: E) -> E:
        """The entry, once it has been audited; InputError where it is not what it declares."""
        if not isinstance(entry.name, str):
            raise InputError(f"{self.kind} {entry.name!r}: its name is {a_kind(entry.name)}; it must be a text.")
        if not entry.audited:
            self.audit(entry._guarded(self.kind))
            entry._filled_in(entry.family, entry.parameters, True)
        return entry

    def pickled(self, entry: E, find: Callable[[str], E]) -> tuple[Callable[..., E], tuple[Any, ...]]:
        """How an entry is pickled: a registered one by its name, which `find` finds again, a variant by what is different.

        Another one goes by value. InputError where it has a function that pickle cannot take.
        """
        if self.holds(entry):
            return find, (entry.name,)
        for letter, function in (entry.varies[1] if entry.varies else vars(entry)).items():
            if callable(function) and not _importable(function):
                raise InputError(
                    f"{self.kind} {entry.name!r} cannot be pickled: {letter} is no function that a module has under its name; "
                    "define its functions at the top of a module, or register it in every process that needs it."
                )
        return (_varied, entry.varies) if entry.varies else (_unpickled, (type(entry), vars(entry)))

    def __getitem__(self, name: str) -> E:
        """The entry of that name; InputError, with the nearest names, where there is none."""
        if not isinstance(name, str) or name not in self._entries:
            family, given = self._parsed(name)
            entry = family.entry(given)
            if family.place:
                entry._guarded(self.kind)
            if entry.name not in self._entries:
                self._entries[entry.name] = entry._filled_in(family.name, {**family.defaults, **given}, True)
            self._entries[name] = self._entries[entry.name]
        return self._entries[name]

    def _parsed(self, name: str) -> tuple[Family[E], dict[str, float]]:
        match = re.fullmatch(r"([^()]*)(?:\((.*)\))?", name) if isinstance(name, str) else None
        refused = self.more() if match and match[1] not in self.families else ()
        if not match or match[1] not in self.families:
            also = {family.name: family.entry({}).also for family in self.families.values()}
            error = unknown(self.kind, name if not match else match[1], self.families, also)
            raise InputError("; ".join((str(error).rstrip("."), f"refused was: {' '.join(refused)}"))) if refused else error
        family, given = self.families[match[1]], dict[str, float]()
        for part in filter(None, (match[2] or "").split(",")):
            parameter, _, value = (word.strip() for word in part.partition("="))
            if parameter not in family.draws:
                if not family.draws:
                    raise InputError(f"{self.kind} {family.name!r} has no parameters; {name!r} gives it {parameter!r}.")
                raise unknown(f"parameter of {family.name}", parameter, family.draws)
            try:
                given[parameter] = float(value)
            except ValueError:
                raise InputError(f"{parameter} in {name!r} is {value!r}; it must be a number.") from None
        return family, given

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.partition("(")[0] in self.families

    def __iter__(self) -> Iterator[str]:
        return iter(self.families)

    def __len__(self) -> int:
        return len(self.families)


def _short(value: float) -> str:
    """The shortest text that is this number."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)


def _importable(function: object) -> bool:
    """Whether another process finds a function again."""
    try:
        pickle.dumps(function)
    except (pickle.PicklingError, AttributeError, TypeError):
        return False
    return True


def _varied(entry: Entry, changes: Mapping[str, Any]) -> Any:
    """A variant that was pickled."""
    return entry.variant(**changes)


def _unpickled(kind: type[E], letters: Mapping[str, Any]) -> E:
    """An entry that was pickled by value."""
    entry = object.__new__(kind)
    vars(entry).update(letters)
    return entry
