"""Every wrong ∇b^l and ∇w^l: another form of it, or wrong parts of the sum that it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any

from nablacheck.oracle.explaining import sums
from nablacheck.oracle.explaining.by_the_book import right
from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.hypotheses import Hypothesis, Names
from nablacheck.oracle.explaining.mistakes import Mistake, known
from nablacheck.oracle.explaining.parts import WrongPart
from nablacheck.oracle.explaining.wrong_updates import wrong_updates
from nablacheck.reference.backprop import BOOK, Pass

Array = Any
OF_SUMS = {
    ("BP3", "only the last example"): "bias of the last example",
    ("BP3", "summed over the layer"): "bias summed over the layer",
    ("BP4", "only the last example"): "weights of the last example",
}
"""A part of a sum that has a name of its own as a mistake in an equation."""


def of_b(t: Pass, l: int, claimed: Claimed, only: Names | None = None) -> Iterator[Hypothesis]:
    """Every wrong ∇b^l; `only` those whose mistakes are called so."""
    yield from _wholes("BP3", sums.wholes_of_b(t, l), only)
    yield from wrong_updates(t, "∇b", l, claimed, only)
    deltas, some_of = (_named_in(only, "BP3", t, l, parts) for parts in (sums.DELTAS, sums.examples(t)))
    for delta, some, (name, says, add) in product(deltas, some_of, sums.SUMS):
        if only in (None, _names("BP3", delta.name, some.name, name)):
            mistakes = _mistakes("BP3", (delta.name, delta.says), (some.name, some.says), (name, says))
            if mistakes:
                yield Hypothesis(
                    mistakes,
                    lambda delta=delta, some=some, add=add: add(delta.gives(t, l)[..., some.gives(t, l)]),  # type: ignore[misc]
                )


def of_w(t: Pass, l: int, claimed: Claimed, only: Names | None = None) -> Iterator[Hypothesis]:
    """Every wrong ∇w^l: wholes first, then one, two or three wrong parts of the product."""
    yield from _wholes("BP4", sums.wholes_of_w(t, l), only)
    yield from wrong_updates(t, "∇w", l, claimed, only)
    for name, says, mask in sums.only_part_of(t.problem.network.w[l]):
        if only in (None, (name,)) and not mask.all():
            yield Hypothesis((Mistake(name, "BP4", says, BOOK.bp4),), lambda mask=mask: right(t, "BP4", l) * mask)  # type: ignore[misc]
    factors = (sums.DELTAS, sums.ACTIVATIONS_BEFORE, sums.examples(t))
    for delta, before, some in product(*(_named_in(only, "BP4", t, l, parts) for parts in factors)):
        if only in (None, _names("BP4", delta.name, before.name, some.name)):
            mistakes = _mistakes("BP4", *((part.name, part.says) for part in (delta, before, some)))
            if mistakes:
                yield Hypothesis(
                    mistakes,
                    lambda delta=delta, before=before, some=some: (  # type: ignore[misc]
                        delta.gives(t, l)[..., some.gives(t, l)] @ before.gives(t, l)[..., some.gives(t, l)].mT
                    ),
                )


def _wholes(equation: str, wholes: Iterable[tuple[str, str, Array]], only: Names | None) -> Iterator[Hypothesis]:
    for name, says, ball in wholes:
        if only in (None, (name,)):
            mistake = known(name, equation) or Mistake(name, equation, says, getattr(BOOK, equation.lower()))
            yield Hypothesis((mistake,), lambda ball=ball: ball)  # type: ignore[misc]


def _named_in(only: Names | None, equation: str, t: Pass, l: int, parts: Iterable[WrongPart]) -> Sequence[WrongPart]:
    """The parts that are looked for by their names, the right ones among them; all that can be wrong where none is named."""
    applicable = (part for part in parts if part.applies(t, l))
    return [part for part in applicable if only is None or {*_names(equation, part.name)} <= {*only}]


@cache
def _names(equation: str, *parts: str) -> Names:
    """What the mistakes of some parts are called."""
    return tuple(OF_SUMS.get((equation, part), part) for part in parts if part)


def _mistakes(equation: str, *parts: tuple[str, str]) -> tuple[Mistake, ...]:
    """What parts are as mistakes, each by its name and what it says, of which the right part is none."""
    return tuple(
        known(OF_SUMS.get((equation, name), name), equation) or Mistake(name, equation, says, BOOK.bp3)
        for name, says in parts
        if name
    )
