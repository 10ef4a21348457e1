"""What a teacher asks: the network and the conventions of an exercise, which a submission cannot make easier.

An exercise is a TOML file. What stands in it, and the default of `nablacheck.check` for what does not, holds for every
submission; `open` lists the names that a submission may declare as it likes. Opening a name frees the form alone: a
submission still gives the gradient of everything that the exercise trains.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from nablacheck.oracle.checking.checker import check
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.texts import read
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.quoting import shown

OPEN = "open"
OF = {
    "nabla_w": "w",
    "w": "w",
    "nabla_b": "b",
    "b": "b",
    "nabla_theta": "wb",
    "theta": "wb",
    "nabla_params": "wb",
    "params": "wb",
}
"""The letters that a word of `gives` holds the gradient, or the new value, of."""


def defaults() -> dict[str, Any]:
    """Every name that an exercise may hold, with the value that it has where nobody says otherwise."""
    arguments = inspect.signature(check).parameters.values()
    own = {argument.name: argument.default for argument in arguments if argument.kind is argument.KEYWORD_ONLY}
    return own | {field.name: field.default for field in fields(Conventions)}


@dataclass(frozen=True)
class Exercise:
    """What is pinned, by name, and the names that a submission may declare as it likes."""

    pinned: Mapping[str, Any]
    open: tuple[str, ...] = ()

    def arguments(self, declared: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of `nablacheck.check` for a submission; InputError for what it may not declare."""
        everywhere = defaults() | dict(self.pinned)
        for name, value in declared.items():
            if name not in everywhere:
                raise unknown("convention", name, everywhere)
            if name not in self.open and not _equal(name, value, everywhere[name]):
                raise InputError(
                    f"CONVENTIONS has {name}={shown(value)}, but the exercise {_has(name, everywhere[name])} and leaves "
                    f"{_names(self.open)} open; take {name} out and write the submission for the exercise."
                )
        own = {name: value for name, value in declared.items() if name in self.open}
        given = {name: value for name, value in {**self.pinned, **own}.items() if value is not None}
        self._check_ends(given)
        missing = trained(self.pinned) - trained(given)
        if missing:
            raise InputError(
                f"CONVENTIONS leaves out the gradient of {' and of '.join(sorted(missing))}, which the exercise asks for; "
                "give it too."
            )
        return given

    def _check_ends(self, given: Mapping[str, Any]) -> None:
        """InputError where a submission takes x or y as (m,), and so one number of each, unless the exercise has one."""
        widths = read({"widths": self.pinned["widths"]})["widths"] if "widths" in self.pinned else None
        for name, end in (("x", 0), ("y", -1)):
            if given.get(name) and not self.pinned.get(name) and not (widths and widths[end] == 1):
                raise InputError(
                    f"CONVENTIONS has {name}={given[name]!r}, one number for each example, which the exercise does not have; "
                    f"take {name} in the form of the others, or let the exercise have widths with 1 there."
                )


def trained(arguments: Mapping[str, Any]) -> set[str]:
    """w, b, and each bias by itself: what the gradient is asked of under these arguments."""
    names = {field.name for field in fields(Conventions)}
    c = Conventions.of(read({name: value for name, value in arguments.items() if name in names}))
    letters = {letter for word in c.gives.split() for letter in OF.get(word, "")}
    if c.biases == "none":
        return letters - {"b"}
    if c.folded:
        letters |= {"b"} if "w" in letters else set()
    return letters | ({"every single bias"} if "b" in letters and c.biases != "shared" else set())


def read_exercise(path: Path) -> Exercise:
    """The exercise of a TOML file; InputError, with the file's name, for one that cannot be used."""
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}; give a TOML file with the exercise.") from error
    except ValueError as error:
        raise InputError(f'{path} is not TOML: {error}; write lines such as activations = ["tanh", "sigmoid"].') from error
    try:
        return _exercise(written)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def _exercise(written: Mapping[str, Any]) -> Exercise:
    pinned = {name: value for name, value in written.items() if name != OPEN}
    free = written.get(OPEN, [])
    known = defaults()
    if not isinstance(free, list) or not all(isinstance(name, str) for name in free):
        raise InputError(f'{OPEN} is {free!r}; it must list names, as in {OPEN} = ["examples", "weights"].')
    for name in (*pinned, *free):
        if name not in known:
            raise unknown("name", name, (*known, OPEN))
    check(_nothing, **pinned)
    return Exercise(pinned, tuple(free))


def _nothing(*_: Any) -> None:
    """A submission that gives nothing: what `check` refuses to hand to it is wrong in the exercise."""


def _equal(name: str, declared: Any, pinned: Any) -> bool:
    """Whether two values say the same: one activation stands for all of three layers."""
    first, second = (list(value) if isinstance(value, list | tuple) else value for value in (declared, pinned))
    if name == "activations":
        first, second = ([value] * 3 if isinstance(value, str) else value for value in (first, second))
    return (type(first) is type(second) and bool(first == second)) or _number(first, second)


def _number(first: Any, second: Any) -> bool:
    """Whether both are the same number, of whatever kind, and neither is a truth value."""
    return all(type(value) in (int, float) for value in (first, second)) and first == second


def _has(name: str, value: Any) -> str:
    return f"leaves {name} to nablacheck" if value is None else f"has {name}={value!r}"


def _names(names: tuple[str, ...]) -> str:
    return f"only {', '.join(names)}" if names else "nothing"
