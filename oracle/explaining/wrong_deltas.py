"""Every wrong δ^l: what is sent back times what stands for σ′, one of the two wrong or both, or another form of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
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
from nablacheck.oracle.explaining.sifted_pairs import AT_ONCE, Pair, Sieve, sifted
from nablacheck.reference.backprop import Pass

Array = Any
Parts = Sequence[WrongPart]
KEPT = 2**10
"""So many numbers of δ^l at most, and all that stands in its two places is kept for the next search."""
TURNED = "neurons turned round", "δ^l has its neurons in reverse order"


class WrongDeltas:
    """Every wrong δ^l of a pass that has come back as far as δ^{l+1}; what its parts are is computed once."""

    def __init__(self, t: Pass, equation: str, l: int, claimed: Claimed) -> None:
        self.t, self.equation, self.l, self.claimed = t, equation, l, claimed
        self._values: dict[tuple[int, str], Array] = {}

    def sifted(self, sieve: Sieve) -> Iterator[Hypothesis]:
        """Those that a sieve lets through: one part wrong first, then both."""
        firsts, seconds = self._parts
        yield from self._of(self._one_part(firsts, seconds, sieve))
        yield from self._wholes(None)
        if not sieve.simple:
            yield from self._of(self._alone(firsts, seconds, True, sieve))
        if sieve.open:
            yield from self._of(self._two_parts(firsts, seconds, sieve))
        self._let_go()

    def called(self, names: Names) -> Iterator[Hypothesis]:
        """Those whose mistakes are called so."""
        made_of = parts_of(self.equation, names)
        firsts, seconds = ([part for part in parts if part.name in made_of] for parts in self._parts)
        yield from self._of(self._one_part(firsts, seconds), names)
        yield from self._wholes(names)
        yield from self._of(self._alone(firsts, seconds, True), names)
        yield from self._of(self._two_parts(firsts, seconds), names)
        self._let_go()

    @property
    def _numbers(self) -> int:
        """The numbers of δ^l."""
        return self.t.problem.network.widths[self.l] * self.t.problem.batch

    def _let_go(self) -> None:
        """Forgets what the parts are where that is much."""
        if self._numbers > KEPT:
            self._values.clear()

    @cached_property
    def _parts(self) -> tuple[Parts, Parts]:
        """What may stand in the first place of δ^l, and in the second."""
        t, l = self.t, self.l
        both = _sent_back(t, l, self.claimed), primes.every(t, l)
        firsts, seconds = ([part for part in parts if part.applies(t, l)] for parts in both)
        return firsts, seconds

    def _value(self, which: int, part: WrongPart) -> Array:
        """What stands in the first place (0) or in the second (1)."""
        key = which, part.name
        if key not in self._values:
            self._values[key] = part.gives(self.t, self.l)
        return self._values[key]

    def _of(self, pairs: Iterable[Pair], only: Names | None = None) -> Iterator[Hypothesis]:
        """The products of two parts, of those that are called so."""
        for first, second in pairs:
            names = names_of(self.equation, first.name, second.name)
            if names and only in (None, names):
                gives, late = partial(self._product, first, second), first.late or second.late
                of_prime = bool(second.name and not first.name)
                yield Hypothesis(mistakes_of(first, second, self.equation), gives, of_prime, late)

    def _product(self, first: WrongPart, second: WrongPart) -> Array:
        return self._value(0, first) * self._value(1, second)

    def _pairs(self, firsts: Parts, seconds: Parts, sieve: Sieve | None) -> Iterator[Pair]:
        if sieve is None:
            return iter(product(firsts, seconds))
        return sifted(self.t, self.l, firsts, seconds, self._value, sieve)

    def _alone(self, firsts: Parts, seconds: Parts, late: bool, sieve: Sieve | None = None) -> Iterator[Pair]:
        """One part wrong: of those of which there are many, as slips in the formula of a part, or of the others."""
        yield from self._pairs([first for first in firsts if first.late is late], [primes.RIGHT], sieve)
        some, together = [second for second in seconds if second.late is late], max(1, AT_ONCE // self._numbers)
        for i in range(0, len(some), together):
            yield from self._pairs([sent_back.RIGHT], some[i : i + together], sieve)

    def _one_part(self, firsts: Parts, seconds: Parts, sieve: Sieve | None = None) -> Iterator[Pair]:
        """One part wrong, or two that have a name together; without those of which there are many."""
        yield from self._alone(firsts, seconds, False, sieve)
        yield from (pair for pair in product(firsts, seconds) if self._known(*pair))

    def _wholes(self, only: Names | None) -> Iterator[Hypothesis]:
        for part in self._whole_parts:
            if only in (None, (part.name,)):
                yield Hypothesis((mistake(part, self.equation),), partial(part.gives, self.t, self.l))

    @cached_property
    def _whole_parts(self) -> Parts:
        """Other forms of δ^l."""
        t, l = self.t, self.l
        forms = output_errors.errors(t, l) if l == t.L else hidden_deltas.wholes(t, l)
        found = [*forms, *guarded.guarded(t, l), *typed.products(t, l)]
        if t.problem.network.widths[l] > 1:
            turned = partial(right, equation=self.equation)
            found.append(WrongPart(*TURNED, lambda t, l: t.xp.like(turned(t, l=l), t.z[l])[..., ::-1, :]))
        return found

    def _two_parts(self, firsts: Parts, seconds: Parts, sieve: Sieve | None = None) -> Iterator[Pair]:
        """Both parts wrong; a slip of the first only where σ′ is missing."""
        plain = [[part for part in parts if not part.late] for parts in (firsts, seconds)]
        yield from (pair for pair in self._pairs(plain[0], plain[1], sieve) if not self._known(*pair))
        if elementwise(self.t, self.l) and (sieve is None or sieve.open):
            yield from self._pairs([first for first in firsts if first.late], [primes.ONE], sieve)

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
