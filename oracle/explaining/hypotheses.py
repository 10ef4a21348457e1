"""What an equation may have been by mistake: every wrong δ, ∇b and ∇w that the tables make, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import product
from typing import Any, Protocol

import numpy as np

from nablacheck.oracle.explaining import (
    backward_products,
    cost_gradients,
    guarded,
    hidden_deltas,
    output_errors,
    primes,
    sent_back,
    sums,
    typed,
)
from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.mistakes import CATALOGUE, Mistake
from nablacheck.oracle.explaining.parts import WrongPart, elementwise
from nablacheck.reference.arithmetic import Ball, Balls
from nablacheck.reference.backprop import BOOK, Pass, VectorJacobian, output_error

Array = Any
Names = tuple[str, ...]
Pair = tuple[WrongPart, WrongPart]


@dataclass(frozen=True)
class Hypothesis:
    """Mistakes that were made together in one equation, and what the equation then gives, when it is asked for.

    `of_prime` says that σ′ alone is wrong, `late` that it is looked for where nothing plainer is found.
    """

    mistakes: tuple[Mistake, ...]
    gives: Callable[[], Array]
    of_prime: bool = False
    late: bool = False

    @property
    def names(self) -> Names:
        """The mistakes by their names."""
        return tuple(mistake.name for mistake in self.mistakes)


class Sieve(Protocol):
    """What is known of an equation before a hypothesis about it is looked at closely."""

    @property
    def open(self) -> bool:
        """Whether anything is still looked for."""

    def lets_through(self, balls: Ball) -> Array:
        """Which of many balls, along leading axes, may be what was given, times a constant."""


KNOWN = {mistake.name: mistake for mistake in CATALOGUE}
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
    known = KNOWN.get(ALONE.get((equation, "", part.name), part.name))
    if known and known.equation == equation:
        return known
    return Mistake(part.name, equation, part.told(equation), part.gives)


def _together(first: WrongPart, second: WrongPart, equation: str) -> tuple[Mistake, ...]:
    name = ALONE.get((equation, first.name, second.name))
    if name:
        return (KNOWN[name],)
    return tuple(mistake(part, equation) for part in (first, second) if part.name)


@cache
def _names(equation: str, first: str, second: str) -> Names:
    """What the mistakes of two parts are called."""
    if name := ALONE.get((equation, first, second)):
        return (name,)
    known = (ALONE.get((equation, "", part), part) for part in (first, second) if part)
    return tuple(known)


@cache
def _parts_of(equation: str, names: Names) -> frozenset[str]:
    """The names of the parts that mistakes of these names are made of; "" is the right one."""
    made = (parts for (of, *parts), name in ALONE.items() if of == equation and name in names)
    return frozenset(("", *names, *(part for parts in made for part in parts)))


def right(t: Pass, equation: str, l: int) -> Ball:
    """What the book says."""
    if equation == "BP1":
        return output_error(t)  # type: ignore[no-any-return]
    ball: Ball = getattr(BOOK, equation.lower())(t, l)
    return ball


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
        called = None if only is None else _parts_of(equation, only)
        self.firsts, self.seconds = (
            _applicable(t, l, (part for part in parts if called is None or part.name in called))
            for parts in (_firsts(t, l, claimed), primes.every(t, l))
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
            if only in (None, _names(self.equation, first.name, second.name)):
                mistakes = _together(first, second, self.equation)
                if mistakes and only in (None, tuple(mistake.name for mistake in mistakes)):
                    gives = partial(self._product, first, second)
                    late = first.late or second.late
                    yield Hypothesis(mistakes, gives, of_prime=bool(second.name and not first.name), late=late)

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
        pairs = product(firsts, seconds) if sieve is None else _sifted(self.t, self.l, firsts, seconds, self.value, sieve)
        yield from (pair for pair in pairs if not self._known(*pair))
        if elementwise(self.t, self.l) and (sieve is None or sieve.open):
            yield from ((first, primes.ONE) for first in self.firsts if first.late)

    def _known(self, first: WrongPart, second: WrongPart) -> bool:
        return (self.equation, first.name, second.name) in ALONE


TURNED = "neurons turned round", "δ^l has its neurons in reverse order"
AT_ONCE = 2**18
"""Numbers that are computed with at once."""


def _sifted(
    t: Pass,
    l: int,
    firsts: Sequence[WrongPart],
    seconds: Sequence[WrongPart],
    value: Callable[[int, WrongPart], Array],
    sieve: Sieve,
) -> Iterator[Pair]:
    """The pairs of parts that may be it; thousands of products are looked at with one array."""
    if not sieve.open or not firsts:
        return
    each = [part for part in seconds if not isinstance(value(1, part), VectorJacobian)]
    mixing = [part for part in seconds if isinstance(value(1, part), VectorJacobian)]
    n = t.problem.network.widths
    together = max(1, AT_ONCE // (max(len(each), 1) * n[l] * max(t.problem.batch, n[l - 1])))
    for i in range(0, len(firsts), together):
        some = firsts[i : i + together]
        sent = _stacked(t, l, [value(0, part) for part in some])
        found = []
        if each:
            products = sent[:, None] * _stacked(t, l, [value(1, part) for part in each])[None]
            found += [(some[i], each[j]) for i, j in np.argwhere(sieve.lets_through(products)).tolist()]
        for part in mixing:
            passes = sieve.lets_through(t.xp.lift(sent * value(1, part)))
            found += [(some[i], part) for i in np.flatnonzero(passes).tolist()]
        order = {part.name: place for place, part in enumerate(seconds)}
        yield from sorted(found, key=lambda pair: (some.index(pair[0]), order[pair[1].name]))


def _stacked(t: Pass, l: int, values: Sequence[Array]) -> Ball:
    """Letters of a layer one behind the other along a new first axis."""
    shape = t.problem.network.widths[l], t.problem.batch
    given = [t.xp.lift(value) for value in values]
    mid, rad, size = (
        np.stack([np.broadcast_to(getattr(ball, part), shape) for ball in given]) for part in ("mid", "rad", "size")
    )
    model: Balls = given[0].model
    return model.whole(Ball(mid, rad, size, model))


def _firsts(t: Pass, l: int, claimed: Claimed) -> Iterator[WrongPart]:
    if l == t.L:
        yield from (*cost_gradients.AT_THE_OUTPUT, *cost_gradients.MARGINS)
        yield from cost_gradients.other_costs(t)
        yield from typed.gradients(t, l)
    else:
        yield from backward_products.BELOW
        if rate := claimed.learning_rate:
            yield WrongPart(
                "weights already updated",
                "BP2 used w^{l+1} after the step, not before it",
                lambda t, l: sent_back.back(t, l) - (claimed.raw("∇w", l + 1) * rate).mT @ t.delta[l + 1],
            )


def _applicable(t: Pass, l: int, parts: Any) -> list[WrongPart]:
    return [part for part in parts if part.applies(t, l)]


def _named_in(only: Names | None, equation: str, parts: Sequence[WrongPart]) -> Sequence[WrongPart]:
    """The parts that are looked for by their names, the right ones among them; all where none is named."""
    return parts if only is None else [part for part in parts if {*_sum_names(equation, part.name)} <= {*only}]


def of_b(t: Pass, l: int, claimed: Claimed, only: Names | None = None) -> Iterator[Hypothesis]:
    """Every wrong ∇b^l."""
    for name, says, ball in sums.wholes_of_b(t, l):
        if only in (None, (name,)):
            yield Hypothesis((KNOWN.get(name) or Mistake(name, "BP3", says, BOOK.bp3),), lambda ball=ball: ball)  # type: ignore[misc]
    yield from _steps(t, "∇b", l, claimed, only)
    some_of = _named_in(only, "BP3", _applicable(t, l, sums.examples(t)))
    for delta in _named_in(only, "BP3", _applicable(t, l, sums.DELTAS)):
        for some in some_of:
            for name, says, add in sums.SUMS:
                if only not in (None, _sum_names("BP3", delta.name, some.name, name)):
                    continue
                if mistakes := _sum_mistakes("BP3", delta, some, (name, says)):
                    yield Hypothesis(
                        mistakes,
                        lambda delta=delta, some=some, add=add: add(delta.gives(t, l)[..., some.gives(t, l)]),  # type: ignore[misc]
                    )


OF_SUMS = {
    ("BP3", "only the last example"): "bias of the last example",
    ("BP3", "summed over the layer"): "bias summed over the layer",
    ("BP4", "only the last example"): "weights of the last example",
}


@cache
def _sum_names(equation: str, *parts: str) -> Names:
    """What the mistakes of some parts are called."""
    return tuple(OF_SUMS.get((equation, part), part) for part in parts if part)


def _sum_mistakes(equation: str, *parts: WrongPart | tuple[str, str]) -> tuple[Mistake, ...]:
    made = []
    for part in parts:
        name, says = part if isinstance(part, tuple) else (part.name, part.says)
        if name:
            known = KNOWN.get(OF_SUMS.get((equation, name), name))
            made.append(known if known and known.equation == equation else Mistake(name, equation, says, BOOK.bp3))
    return tuple(made)


def of_w(t: Pass, l: int, claimed: Claimed, only: Names | None = None) -> Iterator[Hypothesis]:
    """Every wrong ∇w^l: wholes first, then one, two or three wrong parts of the product."""
    for name, says, ball in sums.wholes_of_w(t, l):
        if only in (None, (name,)):
            yield Hypothesis((KNOWN.get(name) or Mistake(name, "BP4", says, BOOK.bp4),), lambda ball=ball: ball)  # type: ignore[misc]
    yield from _steps(t, "∇w", l, claimed, only)
    for name, says, mask in sums.only_part_of(t.problem.network.w[l]):
        if only in (None, (name,)) and not mask.all():
            yield Hypothesis((Mistake(name, "BP4", says, BOOK.bp4),), lambda mask=mask: right(t, "BP4", l) * mask)  # type: ignore[misc]
    some_of = _named_in(only, "BP4", _applicable(t, l, sums.examples(t)))
    befores = _named_in(only, "BP4", _applicable(t, l, sums.ACTIVATIONS_BEFORE))
    for delta in _named_in(only, "BP4", _applicable(t, l, sums.DELTAS)):
        for before in befores:
            for some in some_of:
                if only not in (None, _sum_names("BP4", delta.name, before.name, some.name)):
                    continue
                if mistakes := _sum_mistakes("BP4", delta, before, some):
                    yield Hypothesis(
                        mistakes,
                        lambda delta=delta, before=before, some=some: (  # type: ignore[misc]
                            delta.gives(t, l)[..., some.gives(t, l)] @ before.gives(t, l)[..., some.gives(t, l)].mT
                        ),
                    )


def _steps(t: Pass, letter: str, l: int, claimed: Claimed, only: Names | None) -> Iterator[Hypothesis]:
    """A step that does not start from the parameter: what it gives is a difference of the two, over the learning rate."""
    if not claimed.learning_rate:
        return
    equation, p = ("BP3", "b") if letter == "∇b" else ("BP4", "w")
    parameter, rate = t.xp.lift(claimed.parameter(letter, l)), claimed.learning_rate
    shrunk = 1 - claimed.decays.get(letter, 0.0) * rate
    for name, says, new in (
        *(
            [
                (
                    "shrunk after the step",
                    f"the new {p} is (1 − ηλ)({p} − η {letter}): the step shrinks too",
                    lambda g: parameter - g * (rate * shrunk),
                )
            ]
            if shrunk != 1
            else []
        ),
        ("step from 0", f"the new {p} does not start from {p}: it is the step alone, −η {letter}", lambda g: -g * rate),
        ("step upwards from 0", f"the new {p} does not start from {p}: it is η {letter}", lambda g: g * rate),
        ("step from 1", f"the new {p} does not start from {p}: it is 1 − η {letter}", lambda g: 1 - g * rate),
        ("gradient for a step", f"{letter} was returned in place of the new {p}", lambda g: g),
        ("step times the parameter", f"the new {p} is {p} − η {letter} ⊙ {p}", lambda g: parameter - g * parameter * rate),
        *(
            (
                "Adam's first step",
                f"the new {p} is that of Adam's first step, {p} − η {letter}/(|{letter}| + ε) with ε = {epsilon:g}",
                lambda g, epsilon=epsilon: parameter - g / (abs(g) + epsilon) * rate,
            )
            for epsilon in (1 / 10**8, 1 / 10**7)
        ),
        ("step of one minus", f"the new {p} is {p} (1 − η) − η {letter}", lambda g: parameter * (1 - rate) - g * rate),
    ):
        if only in (None, (name,)):
            made = Mistake(name, equation, says, BOOK.bp4)
            yield Hypothesis((made,), lambda new=new: (parameter - new(right(t, equation, l))) / rate)  # type: ignore[misc]


def batch_alone() -> frozenset[str]:
    """The mistakes that cannot be made with a single example, by their names."""
    of_deltas = (*cost_gradients.AT_THE_OUTPUT, *backward_products.BELOW, *hidden_deltas.WHOLES)
    parts = (*sums.DELTAS, *sums.ACTIVATIONS_BEFORE, *of_deltas)
    names = {part.name for part in parts if part.of_a_batch}
    names |= {"product of sums", "bias averaged", "weights averaged", "largest delta", "least delta", "median delta"}
    names |= {f"only example {k}" for k in range(1, LONGEST)}
    for some in ("only the first example", "only the last example", "all but the first example", "all but the last example"):
        names |= {some, OF_SUMS.get(("BP3", some), some), OF_SUMS.get(("BP4", some), some)}
    return frozenset(names)


LONGEST = 100
"""More examples than the networks of a check have."""


def early(t: Pass, l: int, claimed: Claimed) -> Ball:
    """What BP2 loses, in units of η, where w^{l+1} has moved by −η ∇w^{l+1} too early."""
    moved: Ball = (claimed.raw("∇w", l + 1).mT @ t.delta[l + 1]) * t.prime(l)
    return moved


def minus(x: Ball, y: Ball) -> Ball:
    """The difference of two balls, each of them rounded twice before."""
    rad = x.rad + y.rad + x.model.elementwise * (abs(x.mid) + abs(y.mid)) + x.model.floor
    return Ball(x.mid - y.mid, rad, x.size + y.size, x.model)
