"""What the mistakes are called that two parts of δ make, by themselves and together."""

from __future__ import annotations

from functools import cache

from nablacheck.oracle.explaining.hypotheses import Names
from nablacheck.oracle.explaining.mistakes import KNOWN, Mistake, known
from nablacheck.oracle.explaining.parts import WrongPart

ALONE = {
    ("BP1", "raw error", ""): "extra sigma prime",
    ("BP1", "raw error", "no prime"): "error without sigma prime",
    ("BP1", "raw error", "diagonal of softmax"): "extra diagonal of softmax",
    ("BP1", "", "no prime"): "sigma prime missing at the output",
    ("BP1", "", "sigma prime of a"): "sigma prime of a at the output",
    ("BP1", "", "diagonal of softmax"): "diagonal of softmax at the output",
    ("BP2", "", "no prime"): "sigma prime missing",
    ("BP2", "", "sigma prime of the layer above"): "sigma prime of another layer",
}
"""Two parts that together have a name of their own."""


def mistake(part: WrongPart, equation: str) -> Mistake:
    """A wrong part as a mistake in an equation."""
    name = ALONE.get((equation, "", part.name), part.name)
    return known(name, equation) or Mistake(part.name, equation, part.told(equation), part.gives)


def mistakes_of(first: WrongPart, second: WrongPart, equation: str) -> tuple[Mistake, ...]:
    """What two parts are as mistakes in an equation, of which the right part is none."""
    if name := ALONE.get((equation, first.name, second.name)):
        return (KNOWN[name],)
    return tuple(mistake(part, equation) for part in (first, second) if part.name)


@cache
def names_of(equation: str, first: str, second: str) -> Names:
    """What those are called, by the names of the parts."""
    if name := ALONE.get((equation, first, second)):
        return (name,)
    return tuple(ALONE.get((equation, "", part), part) for part in (first, second) if part)


@cache
def parts_of(equation: str, names: Names) -> frozenset[str]:
    """The names of the parts that mistakes of these names are made of; "" is the right one."""
    made = (parts for (of, *parts), name in ALONE.items() if of == equation and name in names)
    return frozenset(("", *names, *(part for parts in made for part in parts)))
