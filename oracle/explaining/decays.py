"""What went wrong with a weight decay: what was given less what the equation says is a multiple of w, and tells which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.by_the_book import right
from nablacheck.oracle.explaining.claimed import Claimed, minus, predicts
from nablacheck.oracle.explaining.factors import ONE, SIMPLE, Factor, Factors, named, ratio, said
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.explaining.penalties import L1, L2, PENALTIES, Penalty
from nablacheck.oracle.explaining.quotients import WORDS
from nablacheck.oracle.explaining.reasons import Reason
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Pass

Array = Any


ODD: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("", np.ones_like),
    ("|{}|", np.abs),
    ("{}²", np.square),
    ("[{} > 0]", lambda w: 1.0 * (w > 0)),
    ("max({}, 0)", lambda w: np.maximum(w, 0)),
    ("Σ{}", lambda w: np.full_like(w, w.sum())),
    ("Σ{}²", lambda w: np.full_like(w, np.square(w).sum())),
    ("Σ|{}|", lambda w: np.full_like(w, np.abs(w).sum())),
    ("‖{}‖", lambda w: np.full_like(w, np.linalg.norm(w))),
    ("{0}/‖{0}‖", lambda w: w / (np.linalg.norm(w, axis=(-2, -1), keepdims=True) or 1.0)),
)
"""What people add in place of a penalty's derivative: a number, the size or square of w, and the derivative of a norm."""
PARTS: tuple[tuple[str, tuple[slice, slice]], ...] = (
    ("first column", (slice(None), slice(0, 1))),
    ("first row", (slice(0, 1), slice(None))),
    ("last column", (slice(None), slice(-1, None))),
    ("last row", (slice(-1, None), slice(None))),
)
"""What people leave out of a penalty, as though the biases stood there."""
NUMBERS = set("-0123456789/.()*^e")
"""What the name of a factor is written with that has no letter in it."""
USUAL = {
    "2lambda": "weight decay doubled",
    "lambda/m": "weight decay averaged",
    "lambda/2": "weight decay halved",
    "-lambda": "weight decay subtracted",
    "m*lambda": "weight decay times m",
}
"""By the factor in units of λ, how a decay of another size is called."""


def decayed(t: Pass, equation: str, l: int, claimed: Claimed) -> Iterator[Reason]:
    """What went wrong with the weight decay: missing, of another size, sign or kind, of the gradient, of what has none."""
    return _Decay(t, equation, l, claimed).reasons()


class _Decay:
    """∇w^l or ∇b^l as it was given, as the equation has it, and the penalties that are declared for it."""

    def __init__(self, t: Pass, equation: str, l: int, claimed: Claimed) -> None:
        self.equation, self.letter = equation, "∇b" if equation == "BP3" else "∇w"
        self.claimed, self.base, self.l = claimed, right(t, equation, l), l
        if self.letter == "∇b" and claimed.shared:
            self.base = self.base.sum(axis=-2, keepdims=True)
        self.raw, self.beside = claimed.raw(self.letter, l), claimed.target(self.letter, l)
        self.parameter = np.asarray(claimed.parameter(self.letter, l), dtype=np.float64)
        lambdas = {L2: claimed.decays.get(self.letter, 0.0), L1: claimed.pulls.get(self.letter, 0.0)}
        self.declared = {kind: lam for kind, lam in lambdas.items() if lam}

    def reasons(self) -> Iterator[Reason]:
        yield from self._missing()
        for kind in PENALTIES:
            yield from self._multiples(kind)
        yield from self._exchanged()
        yield from self._of_the_gradient()
        for kind, lam in self.declared.items():
            yield from self._in_part(kind, lam)
        for words, of in ODD:
            yield from self._odd(words.format(self.letter[1:]), of(self.parameter))

    def _missing(self) -> Iterator[Reason]:
        terms = [self._term(kind) for kind in self.declared]
        for kind, term in zip(self.declared, terms, strict=True):
            if predicts(self._without(kind), self.raw):
                of_b = self.letter == "∇b" and kind is L2
                name = "weight decay on the weights alone" if of_b else f"{kind.declared} missing"
                yield self._reason("weight decay missing" if kind is L2 and not of_b else name, f"{self.letter} lacks {term}")
        if len(terms) > 1 and predicts(self.base, self.raw):
            yield self._reason("weight decay missing, l1 missing", f"{self.letter} lacks {' and '.join(terms)}")

    def _multiples(self, kind: Penalty) -> Iterator[Reason]:
        """Another multiple of what the penalty adds: in its place, in that of the other one, or beside what is declared."""
        array = kind.of(self.parameter)
        if kind in self.declared:
            lambdas = {"lambda": self.declared[kind]}
            found = self._factors(minus(self.raw, self._without(kind)), array, lambdas)
            of_lambda = {name: factor for name, factor in found.items() if "lambda" in name}
            for name, factor in (of_lambda or found).items():
                yield self._reason(*self._of_declared(kind, name, factor))
            yield from self._divided(kind, array)
            return
        for other in self.declared:
            for name, factor in self._factors(minus(self.raw, self._without(other)), array).items():
                yield self._reason(*self._in_place(kind, other, name, factor))
        lam = self.claimed.decays.get("∇w", 0.0)
        of_weights = {"lambda": lam} if lam and kind is L2 else {}
        for name, factor in self._factors(minus(self.beside, self.base), array, of_weights).items():
            yield self._reason(*self._undeclared(kind, name, factor))

    def _exchanged(self) -> Iterator[Reason]:
        """The numbers of two declared penalties, each with the other one."""
        if len(self.declared) < 2:
            return
        (one, of_one), (other, of_other) = self.declared.items()
        lift = self.claimed.xp.lift
        if predicts(self.base + lift(one.of(self.parameter)) * of_other + lift(other.of(self.parameter)) * of_one, self.raw):
            says = f"the strengths of {one.declared} and {other.declared} are exchanged in {self.letter}"
            yield self._reason("strengths exchanged", says)

    def _divided(self, kind: Penalty, array: Array) -> Iterator[Reason]:
        """The declared penalty divided by another constant of the problem: by m − 1 where it is m."""
        declared = self.claimed.xp.lift(array) * self.declared[kind]
        interval = ratio(minus(self.raw, self._without(kind)), declared)
        for name, factor in self.claimed.factors.within(interval, self.l).items():
            if name in WORDS:
                says = f"the decay in {self.letter} is {name} times what it should be: {WORDS[name]}"
                yield self._reason(f"{kind.declared} of {self.letter} times {name}", says, factor)

    def _of_the_gradient(self) -> Iterator[Reason]:
        lam = self.declared.get(L2)
        if lam and (1 + lam) in ratio(self.raw, self.base):
            yield self._reason("weight decay of the gradient", f"λ{self.letter} was added where {self._term(L2)} belongs")
        sign = self.claimed.xp.where(self.base > 0, 1, self.claimed.xp.where(self.base < 0, -1, 0))
        for name, factor in self._within(ratio(minus(self.raw, self.base), sign)).items():
            added = f"{factor.value:g} sign({self.letter}) was added"
            yield self._reason(f"l1 of the gradient, {name}", f"{added}{self._where_it_belongs()}")

    def _in_part(self, kind: Penalty, lam: float) -> Iterator[Reason]:
        added = lam * kind.of(self.parameter)
        for words, (rows, columns) in PARTS:
            part = added.copy()
            part[..., rows, columns] = 0
            if part.any() and predicts(self._without(kind) + self.claimed.xp.lift(part), self.raw):
                yield self._reason(
                    f"{kind.declared} without the {words}", f"the {words} of {self.letter} lacks {self._term(kind)}"
                )

    def _odd(self, words: str, array: Array) -> Iterator[Reason]:
        for name, factor in self._factors(minus(self.raw, self.base), array).items():
            number = said(name) if name.isidentifier() else f"{factor.value:g}"
            to = f"{words} was added to" if words else "was added to every entry of"
            yield self._reason(f"{name} {words}", f"{number} {to} {self.letter}{self._where_it_belongs()}")

    # --- how it is called ---

    def _of_declared(self, kind: Penalty, name: str, factor: Factor) -> tuple[str, str]:
        gives = f"where {kind.in_the_cost(self.letter, self._over(kind))} gives {self._term(kind)}"
        if name in USUAL:
            called = USUAL[name] if kind is L2 else f"l1, {USUAL[name]}"
            has = f"{self.letter} has {kind.term(self.letter, self._over(kind), name)}"
            return called, f"the decay has the wrong sign: {has}" if name == "-lambda" else f"{has} {gives}"
        p = kind.adds.format(self.letter[1:]).strip()
        return f"{kind.declared} of {self.letter}, {name}", f"{self.letter} has {said(name)} {p} = {factor.value:g} {p} in it"

    def _in_place(self, kind: Penalty, other: Penalty, name: str, factor: Factor) -> tuple[str, str]:
        gives = f"where {other.in_the_cost(self.letter, self._over(other))} gives {self._term(other)}"
        multiple, declare = self._multiple(kind, name, factor)
        meant = f": declare {declare} in place of {other.declared} where that is meant" if declare else ""
        return f"{kind.declared} in place of {other.declared}, {name}", f"{self.letter} has {multiple} {gives}{meant}"

    def _undeclared(self, kind: Penalty, name: str, factor: Factor) -> tuple[str, str]:
        if self.letter == "∇b" and name == "lambda":
            return "weight decay on the biases", "λb was added to ∇b"
        multiple, declare = self._multiple(kind, name, factor)
        if self.letter == "∇b" and kind is L2:
            return f"decay of ∇b, {name}", f"∇b has {multiple} in it"
        called = "weight decay undeclared" if kind is L2 else kind.declared
        out = f"declare {declare} or take it out" if declare else "take it out"
        return f"{called}, {name}", f"{self.letter} is off by exactly {multiple}: {out}"

    def _multiple(self, kind: Penalty, name: str, factor: Factor) -> tuple[str, str]:
        """A multiple of w or of its signs, and the declaration of such a penalty, if there is one."""
        p = kind.adds.format(self.letter[1:]).strip()
        on = " and l2_on_biases=True" if self.letter == "∇b" else ""
        lam = factor.value * self.claimed.problem.batch
        if name == named(Fraction(lam).limit_denominator(SIMPLE), {"m": -1}):
            return f"{lam:g} {p}/m", f"{kind.declared}={lam:g} and {kind.declared}_over='m'{on}"
        if not set(name) <= NUMBERS:
            return f"{said(name)} {p} = {factor.value:g} {p}", ""
        return f"{factor.value:g} {p}", f"{kind.declared}={factor.value:g}{on}"

    def _where_it_belongs(self) -> str:
        return f" where {' + '.join(self._term(kind) for kind in self.declared)} belongs" if self.declared else ""

    def _term(self, kind: Penalty) -> str:
        return kind.term(self.letter, self._over(kind))

    def _over(self, kind: Penalty) -> str:
        return self.claimed.over.get(kind.declared, "")

    def _reason(self, name: str, says: str, factor: Factor = ONE) -> Reason:
        return Reason((Mistake(name, self.equation, says, BOOK.bp4),), Factor(ONE.name, 1.0, factor.cost), None)

    # --- what is computed ---

    def _without(self, kind: Penalty) -> Ball:
        """What the equation and the other declared penalty give."""
        ball = self.base
        for other, lam in self.declared.items():
            if other is not kind:
                ball = ball + self.claimed.xp.lift(other.of(self.parameter)) * lam
        return ball

    def _factors(self, part: Ball, array: Array, letters: dict[str, float] | None = None) -> dict[str, Factor]:
        return self._within(ratio(part, self.claimed.xp.lift(array)), letters)

    def _within(self, interval: Any, letters: dict[str, float] | None = None) -> dict[str, Factor]:
        """The factors in an interval; numbers and m before letters that only happen to have their value."""
        found = Factors(self.claimed.problem, self.claimed.learning_rate, **(letters or {})).simple(interval)
        return dict(sorted(found.items(), key=lambda item: not set(item[0]) <= NUMBERS.union("m", *(letters or ()))))
