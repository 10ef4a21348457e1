"""Every wrong ∇b^l and ∇w^l: another form of it, or wrong parts of the sum that it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any

from nablacheck.oracle.explaining import sums
from nablacheck.oracle.explaining.by_the_book import right
from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.hypotheses import Hypothesis, Names
from nablacheck.oracle.explaining.mistakes import Mistake, known
from nablacheck.oracle.explaining.parts import WrongPart
from nablacheck.oracle.explaining.sifted_pairs import AT_ONCE, Sieve, stacked
from nablacheck.oracle.explaining.wrong_updates import wrong_updates
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Pass

Array = Any
Values = Callable[[int], Ball]
Passes = Callable[[int, int, WrongPart], bool]
OF_SUMS = {
    ("BP3", "only the last example"): "bias of the last example",
    ("BP3", "summed over the layer"): "bias summed over the layer",
    ("BP4", "only the last example"): "weights of the last example",
}
"""A part of a sum that has a name of its own as a mistake in an equation."""


def of_b(t: Pass, l: int, claimed: Claimed, only: Names | None = None, sieve: Sieve | None = None) -> Iterator[Hypothesis]:
    """Every wrong ∇b^l: those whose mistakes are called so, or of the sums those that a sieve lets through."""
    yield from _wholes("BP3", sums.wholes_of_b(t, l), only)
    yield from wrong_updates(t, "∇b", l, claimed, only)
    deltas, some_of = (_named_in(only, "BP3", t, l, parts) for parts in (sums.DELTAS, sums.examples(t)))
    values, ways = _values(t, l, deltas), [*product(some_of, sums.SUMS)]
    passing = dict[tuple[str, str], Array]()
    if sieve and len(deltas) * t.problem.network.widths[l] * t.problem.batch <= AT_ONCE:
        each = stacked([values(i) for i in range(len(deltas))], (t.problem.network.widths[l], t.problem.batch))
        ways = [(some, add) for some, add in ways if sieve.open or not (some.name and add[0])]
        passing = {(some.name, add[0]): sieve.lets_through(add[2](each[..., some.gives(t, l)])) for some, add in ways}
    for (i, delta), (some, (name, says, add)) in product(enumerate(deltas), ways):
        if only in (None, _names("BP3", delta.name, some.name, name)) and (not passing or passing[some.name, name][i]):
            mistakes = _mistakes("BP3", (delta.name, delta.says), (some.name, some.says), (name, says))
            if mistakes:
                yield Hypothesis(mistakes, lambda i=i, some=some, add=add: add(values(i)[..., some.gives(t, l)]))  # type: ignore[misc]


def of_w(t: Pass, l: int, claimed: Claimed, only: Names | None = None, sieve: Sieve | None = None) -> Iterator[Hypothesis]:
    """Every wrong ∇w^l: wholes first, then one, two or three wrong parts of the product; a sieve lets through some of these."""
    yield from _wholes("BP4", sums.wholes_of_w(t, l), only)
    yield from wrong_updates(t, "∇w", l, claimed, only)
    for name, says, mask in sums.only_part_of(t.problem.network.w[l]):
        if only in (None, (name,)) and not mask.all():
            yield Hypothesis((Mistake(name, "BP4", says, BOOK.bp4),), lambda mask=mask: right(t, "BP4", l) * mask)  # type: ignore[misc]
    factors = (sums.DELTAS, sums.ACTIVATIONS_BEFORE, sums.examples(t))
    deltas, befores, some_of = (_named_in(only, "BP4", t, l, parts) for parts in factors)
    lefts, rights = _values(t, l, deltas), _values(t, l, befores)
    n, m = t.problem.network.widths, t.problem.batch
    few = len(deltas) * len(befores) * max(n[l] * n[l - 1], n[l] * m, n[l - 1] * m) <= AT_ONCE
    passes: Passes = _everything
    if sieve and few:
        passes = _sieve_of_products(
            t, l, [lefts(i) for i in range(len(deltas))], [rights(j) for j in range(len(befores))], sieve
        )
    for (i, delta), (j, before), some in product(enumerate(deltas), enumerate(befores), some_of):
        if only in (None, _names("BP4", delta.name, before.name, some.name)) and passes(i, j, some):
            mistakes = _mistakes("BP4", *((part.name, part.says) for part in (delta, before, some)))
            if mistakes:
                yield Hypothesis(
                    mistakes,
                    lambda i=i, j=j, some=some: lefts(i)[..., some.gives(t, l)] @ rights(j)[..., some.gives(t, l)].mT,  # type: ignore[misc]
                )


def _values(t: Pass, l: int, parts: Sequence[WrongPart]) -> Values:
    """What parts are, by their place; computed once where all of them together are few numbers."""

    def of(i: int) -> Ball:
        ball: Ball = t.xp.lift(parts[i].gives(t, l))
        return ball

    return cache(of) if len(parts) * t.problem.network.widths[l] * t.problem.batch <= AT_ONCE else of


def _everything(i: int, j: int, some: WrongPart) -> bool:
    return True


def _sieve_of_products(t: Pass, l: int, lefts: Sequence[Ball], rights: Sequence[Ball], sieve: Sieve) -> Passes:
    """Whether a product of two parts over some examples may be ∇w^l; all are looked at with one array."""
    n, m = t.problem.network.widths, t.problem.batch
    of_deltas, before = stacked(lefts, (n[l], m))[:, None], stacked(rights, (n[l - 1], m))[None]
    known = dict[str, Array]()

    def passes(i: int, j: int, some: WrongPart) -> bool:
        if some.name and not sieve.open:  # one mistake is looked for, and that is the choice of the examples
            return i == j == 0
        if some.name not in known:
            chosen = some.gives(t, l)
            known[some.name] = sieve.lets_through(of_deltas[..., chosen] @ before[..., chosen].mT)
        return bool(known[some.name][i, j])

    return passes


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
