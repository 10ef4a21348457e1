"""Every wrong δ^l: what is sent back times what stands for σ′, one of the two wrong or both, or another form of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import product
from typing import Any

from nablacheck.oracle.explaining import (
    backward_products,
    cost_gradients,
    guarded,
    hidden_deltas,
    output_errors,
    primes,
    sent_back,
    typed,
)
from nablacheck.oracle.explaining.by_the_book import right
from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.early_updates import sent_back_late
from nablacheck.oracle.explaining.hypotheses import Hypothesis, Names
from nablacheck.oracle.explaining.named_parts import ALONE, mistake, mistakes_of, names_of, parts_of
from nablacheck.oracle.explaining.parts import WrongPart, elementwise
from nablacheck.oracle.explaining.sifted_pairs import Pair, Sieve, sifted
from nablacheck.reference.backprop import Pass

Array = Any
TURNED = "neurons turned round", "δ^l has its neurons in reverse order"


def of_delta(
    t: Pass, equation: str, l: int, claimed: Claimed, only: Names | None = None, sieve: Sieve | None = None
) -> Iterator[Hypothesis]:
    """Every wrong δ^l: one part wrong first, then both; of those only what a `sieve` lets through."""
    delta = _Delta(t, equation, l, claimed, only)
    yield from delta.of(delta.one_part(), only)
    for part in delta.wholes():
        if only in (None, (part.name,)):
            yield Hypothesis((mistake(part, equation),), lambda part=part: part.gives(t, l))  # type: ignore[misc]
    yield from delta.of(delta.one_of_many(), only)
    yield from delta.of(delta.two_parts(sieve if only is None else None), only)


class _Delta:
    """What may stand in the two places of δ^l; `only` what is part of mistakes of these names."""

    def __init__(self, t: Pass, equation: str, l: int, claimed: Claimed, only: Names | None) -> None:
        self.t, self.equation, self.l = t, equation, l
        called = None if only is None else parts_of(equation, only)
        self.firsts, self.seconds = (
            [part for part in parts if (called is None or part.name in called) and part.applies(t, l)]
            for parts in (_sent_back(t, l, claimed), primes.every(t, l))
        )
        self._values: dict[tuple[int, str], Array] = {}

    def value(self, which: int, part: WrongPart) -> Array:
        """What stands in the first place (0) or in the second (1)."""
        key = which, part.name
        if key not in self._values:
            self._values[key] = part.gives(self.t, self.l)
        return self._values[key]

    def of(self, pairs: Iterable[Pair], only: Names | None) -> Iterator[Hypothesis]:
        """The products of two parts, of those that are called so."""
        for first, second in pairs:
            names = names_of(self.equation, first.name, second.name)
            if names and only in (None, names):
                gives, late = partial(self._product, first, second), first.late or second.late
                of_prime = bool(second.name and not first.name)
                yield Hypothesis(mistakes_of(first, second, self.equation), gives, of_prime, late)

    def _product(self, first: WrongPart, second: WrongPart) -> Array:
        return self.value(0, first) * self.value(1, second)

    def _alone(self, late: bool) -> Iterator[Pair]:
        yield from ((first, primes.RIGHT) for first in self.firsts if first.late is late)
        yield from ((sent_back.RIGHT, second) for second in self.seconds if second.late is late)

    def one_part(self) -> Iterator[Pair]:
        """One part wrong, or two that have a name together; without those of which there are many."""
        yield from self._alone(late=False)
        yield from (pair for pair in product(self.firsts, self.seconds) if self._known(*pair))

    def one_of_many(self) -> Iterator[Pair]:
        """A slip in the formula of a part, or σ′ of another variant of an activation."""
        yield from self._alone(late=True)

    def wholes(self) -> Iterator[WrongPart]:
        """Other forms of δ^l."""
        t, l = self.t, self.l
        yield from output_errors.errors(t, l) if l == t.L else hidden_deltas.wholes(t, l)
        yield from guarded.guarded(t, l)
        yield from typed.products(t, l)
        if t.problem.network.widths[l] > 1:
            turned = partial(right, equation=self.equation)
            yield WrongPart(*TURNED, lambda t, l: t.xp.like(turned(t, l=l), t.z[l])[..., ::-1, :])

    def two_parts(self, sieve: Sieve | None) -> Iterator[Pair]:
        """Both parts wrong; a slip of the first only where σ′ is missing."""
        firsts, seconds = ([part for part in parts if not part.late] for parts in (self.firsts, self.seconds))
        pairs = product(firsts, seconds) if sieve is None else sifted(self.t, self.l, firsts, seconds, self.value, sieve)
        yield from (pair for pair in pairs if not self._known(*pair))
        if elementwise(self.t, self.l) and (sieve is None or sieve.open):
            yield from ((first, primes.ONE) for first in self.firsts if first.late)

    def _known(self, first: WrongPart, second: WrongPart) -> bool:
        return (self.equation, first.name, second.name) in ALONE


def _sent_back(t: Pass, l: int, claimed: Claimed) -> Iterator[WrongPart]:
    if l == t.L:
        yield from (*cost_gradients.AT_THE_OUTPUT, *cost_gradients.MARGINS)
        yield from cost_gradients.other_costs(t)
        yield from typed.gradients(t, l)
    else:
        yield from backward_products.BELOW
        if rate := claimed.learning_rate:
            yield sent_back_late(claimed, rate)
