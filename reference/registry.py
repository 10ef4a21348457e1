"""Entries by name: single ones, and families whose parameters are part of the name, as in `elu(alpha=0.5)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from inspect import signature
from typing import Any, Generic, Protocol, TypeVar

from nablacheck.reference.errors import InputError, unknown


class Entry(Protocol):
    """What a registry holds: an activation or a cost."""

    name: str
    family: str
    parameters: Mapping[str, float]


E = TypeVar("E", bound=Any)
Make = Callable[..., E]


@dataclass(frozen=True)
class Family(Generic[E]):
    """Entries that differ in their parameters; `draws` has the values to try of each, the default first.

    `origin` says where it comes from: a file or a package; nothing for what is here from the start.
    """

    name: str
    make: Make[E]
    draws: Mapping[str, tuple[float, ...]]
    origin: str = ""

    @property
    def defaults(self) -> dict[str, float]:
        """Each parameter at its default."""
        return {parameter: values[0] for parameter, values in self.draws.items()}

    def entry(self, given: Mapping[str, float]) -> E:
        """The entry with these parameters, the others at their defaults."""
        parameters = {**self.defaults, **given}
        changed = {name: value for name, value in parameters.items() if value != self.draws[name][0]}
        inside = ", ".join(f"{name}={_short(value)}" for name, value in changed.items())
        name = f"{self.name}({inside})" if changed else self.name
        return replace(self.make(**parameters), name=name, family=self.name, parameters=parameters)

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
        """Takes a family; InputError where `free` has one."""
        self.free(made.name)
        self.families[made.name] = made

    def free(self, name: str) -> None:
        """InputError for a name that is none, or that is taken."""
        if not re.fullmatch(r"[A-Za-z]\w*(?:[-_]\w+)*", name):
            raise InputError(f"{self.kind} {name!r}: a name has letters, digits, - and _ alone.")
        if name in self.families:
            raise InputError(f"{self.kind} {name!r} is there already: give the new one another name.")

    def remove(self, name: str) -> None:
        """Forgets a family, with its entries."""
        del self.families[name]
        self._entries = {full: entry for full, entry in self._entries.items() if entry.family != name}

    def __getitem__(self, name: str) -> E:
        """The entry of that name; InputError, with the nearest names, where there is none."""
        if name not in self._entries:
            entry = self._parsed(name)
            self._entries.setdefault(entry.name, entry)
            self._entries[name] = self._entries[entry.name]
        return self._entries[name]

    def _parsed(self, name: str) -> E:
        match = re.fullmatch(r"([^()]*)(?:\((.*)\))?", name) if isinstance(name, str) else None
        refused = self.more() if match and match[1] not in self.families else ()
        if not match or match[1] not in self.families:
            error = unknown(self.kind, name if not match else match[1], self.families)
            raise InputError("; ".join((str(error).rstrip("."), f"refused was: {' '.join(refused)}"))) if refused else error
        family, given = self.families[match[1]], {}
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
        return family.entry(given)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.partition("(")[0] in self.families

    def __iter__(self) -> Iterator[str]:
        return iter(self.families)

    def __len__(self) -> int:
        return len(self.families)


def _short(value: float) -> str:
    """The shortest text that is this number."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)
