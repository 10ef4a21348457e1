"""Ball arithmetic: what the operations and functions of a formula enclose, for a precision and a library's accuracy.

The model of rounding stands in `ball`, with the numbers.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, reduce
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic.accuracy import FARTHEST, Accuracy, Rows, accuracy
from nablacheck.reference.arithmetic.ball import NUMBERS, Ball, Zero
from nablacheck.reference.arithmetic.language import exponent
from nablacheck.reference.arithmetic.precision import FLOAT64, REAL, Precision
from nablacheck.reference.arithmetic.radii import EXACT, OUTWARD, TINY, U, filling, greatest, least, without
from nablacheck.reference.arithmetic.slopes import ELEMENTARY, ONE_AT_ZERO, below, ends, slope_of_power
from nablacheck.reference.arithmetic.trilean import Trilean

HEADROOM = 4
"""An implementation may multiply by a constant (at most 4) before it divides by one: a result within a factor 4 of the largest
number is taken as one that may overflow."""


class Balls:
    """The text of the equations in balls, for a precision and the accuracy of a library's elementary functions.

    `bias_last` says that b is added to the finished product w a; else it may be any term of the sum, the first one say.
    """

    name = "balls"

    def __init__(self, precision: Precision, library: str | Rows = "numpy", bias_last: bool = False) -> None:
        self.precision, self.library, self.bias_last = precision, library, bias_last
        self.accuracy: Accuracy = accuracy(library, precision.name) if precision.u else {}
        self._own = accuracy("numpy", FLOAT64.name)
        self.elementwise = precision.u * (2 + precision.u)  # two roundings: (1 + u)² − 1
        self.floor = precision.eta + TINY
        self._constants: dict[float, Ball] = {}
        for function in ELEMENTARY:
            setattr(self, function, self._elementary(function))

    @property
    def modelled(self) -> tuple[Precision, str | Rows, bool]:
        """What it encloses the results of: the arguments of `balls`, and of `zonotopes`."""
        return self.precision, self.library, self.bias_last

    def __reduce__(self) -> tuple[Callable[..., Balls], tuple[Precision, str | Rows, bool]]:
        return balls, self.modelled

    exp: Callable[[Any], Ball]
    expm1: Callable[[Any], Ball]
    log: Callable[[Any], Ball]
    log1p: Callable[[Any], Ball]
    tanh: Callable[[Any], Ball]
    erf: Callable[[Any], Ball]
    erfc: Callable[[Any], Ball]
    sqrt: Callable[[Any], Ball]
    sin: Callable[[Any], Ball]
    cos: Callable[[Any], Ball]
    atan: Callable[[Any], Ball]
    sigmoid: Callable[[Any], Ball]

    @property
    def pi(self) -> Ball:
        """π, as a constant of the modelled precision."""
        return Ball(np.asarray(math.pi), np.asarray(math.pi * (self.precision.u + U) * OUTWARD), math.pi, self)

    def _elementary(self, name: str) -> Callable[[Any], Ball]:
        value, slope, moved = ELEMENTARY[name]
        farthest = FARTHEST.get(name)

        def apply(x: Any) -> Ball:
            x = self.lift(x)
            mid = np.asarray(value(x.mid))  # of a single number a function of the C library gives one of Python
            kappa, own = self.accuracy.get(name, 0) * self.precision.u, self._own[name] * U
            reach = x.rad + moved * self.precision.u * x.absolute if moved else x.rad
            spread = EXACT if x.exact and not moved else self._spread(x.mid, reach, slope)
            if farthest is not None and (beyond := ~(x.absolute + x.rad <= farthest)).any():
                spread = np.where(beyond, math.inf, spread)
            size, zero = abs(mid), lambda: x.is_zero() & (mid == 0)
            ball = self._enclose(mid, spread, size, size, kappa, own, zero)
            # g(0) is exact in every library, 0 as well as 1
            if name in ONE_AT_ZERO and not x.mid.all() and (at_zero := x.is_zero()).any():
                ball.rad = np.where(at_zero, 0.0, ball.rad)
            return ball

        return apply

    def pow(self, x: Any, p: Any) -> Ball:
        """x^p for a constant p, a number or the ball of one: for p = 1, 2, … a product, else as libraries have it."""
        x, p = self.lift(x), p if isinstance(p, Ball) and not p.shape else exponent(p)
        if isinstance(p, int) and p >= 1:
            product: Ball = math.prod([x] * (p - 1), start=x)
            return product
        return self.like(1, x) if isinstance(p, int) and p == 0 else self._power(x, self.lift(p))

    def _power(self, x: Ball, p: Ball) -> Ball:
        """x^p, for x > 0 or a whole p, of which x may be negative.

        x^q for another q in the ball of p is x^p e^((q − p) log x).
        """
        k = float(p.mid)
        far, near = abs(x.mid) + x.rad, np.maximum(below(abs(x.mid) - x.rad), 0)
        whole = p.exact and k.is_integer()
        mid = np.power(x.mid, k)
        zero = x.is_zero() & (k > 0)
        spread = EXACT if x.exact else self._spread(x.mid, x.rad, lambda *_: slope_of_power(far if k >= 1 else near, k))
        if not whole:
            spread = np.where((x.mid - x.rad < 0) & ~zero, math.inf, spread)
        longest = np.where(zero, 0.0, np.maximum(abs(np.log(far)), abs(np.log(near)))) if p.rad else 0.0
        off = np.expm1(p.rad * longest * OUTWARD)
        kappa = self.accuracy.get("pow", 0) * self.precision.u
        relative = (max(kappa, self._products(abs(k))) if whole else kappa) * (1 + off) + off
        size = abs(mid)
        return self._enclose(mid, spread, size, size, relative, self._own["pow"] * U, lambda: zero)

    def _products(self, k: float) -> float:
        """The relative error of a power with whole exponent as a product, with two roundings a factor: γ_2k."""
        ku = 2 * k * self.precision.u
        return ku / (1 - ku) if ku < 1 else math.inf

    @staticmethod
    def _spread(mid: Any, rad: Any, slope: Callable[[Any, Any, Any], Any]) -> Any:
        """r sup|g′|, by the mean value theorem; where r = 0 there is no spread, however steep g is."""
        return np.where(rad > 0, rad * slope(*ends(mid, rad)), 0.0)

    def rounded(self, mid: Any, spread: Any, size: Any, zero: Zero) -> Ball:
        """The ball of an elementwise step: two roundings of the modelled precision, one of float64."""
        return self._enclose(mid, spread, abs(mid), size, self.elementwise, U, zero)

    def summed(self, mid: Any, spread: Any, absolute: Any, terms: int, zero: Zero, added: Any = None) -> Ball:
        """The ball of a sum of `terms` terms, whose absolute values add up to `absolute` in exact numbers.

        `added` is how many of them are not exactly zero, entry by entry, if any is: what is zero is added without a rounding.
        """
        own, added = FLOAT64.gamma(terms), terms if added is None else added
        outward = 1 / (1 - own) if own < 1 else math.inf
        relative = self.precision.gamma(added + 2)
        return self._enclose(mid, spread, absolute, absolute, relative, own, zero, outward, underflows=2 * added)

    def _enclose(
        self,
        mid: Any,
        spread: Any,
        absolute: Any,
        size: Any,
        relative: Any,
        own: float,
        zero: Zero,
        outward: float = 1.0,
        underflows: Any = 1,
    ) -> Ball:
        """Everything within `relative` (modelled) and `own` (float64) of `absolute` around every exact result.

        A product with an exact zero is exactly zero. `outward` is what the sums behind `spread` and `absolute` have to be given
        back. Of a sum it is the absolute terms that may not overflow: in some order the largest of them come first.
        """
        outward, floor, lowest = outward * OUTWARD, underflows * self.floor, least(absolute)
        share = (relative + own) * outward
        rad = absolute * share
        if spread is not EXACT:
            rad += spread * ((1 + relative) * outward)
        # less than half of the last digit of every radius and every size changes none of them
        shown = not (isinstance(share, float) and floor * OUTWARD < lowest * min(share, 1 / 4) * (U / 2))
        if shown:
            rad += floor * OUTWARD
        largest, overflows, most = self.precision.largest / HEADROOM, None, greatest(absolute)
        # without a spread the largest radius belongs to the largest terms, and twice of it is enough for any rounding
        widest = 2 * (most * share + floor) if spread is EXACT and isinstance(share, float) else greatest(rad)
        if not most + widest <= largest:  # 0 · ∞ among them, which is NaN in floating point
            overflows = ~(absolute + rad <= largest)  # whatever the order of a sum
        exactly = None if lowest > 0 else zero()
        if shown or size is not absolute:
            size += 2 * floor  # in place: the array is not read again
        zeros = exactly is not None and bool(exactly.any())
        if exactly is not None and zeros:
            mid, rad, size = (without(exactly, part, finite=overflows is None) for part in (mid, rad, size))
        if overflows is not None and overflows.any():
            mid, size = np.where(np.isfinite(mid), mid, 0.0), np.where(overflows, 0.0, size)
            rad = np.where(overflows, math.inf, rad)
        return Ball(mid, rad, size, self).with_zeros(zeros)

    def lift(self, value: Any) -> Ball:
        """An array of the modelled precision as exact numbers; a Python number as the constant that it is rounded to.

        An implementation may read a subnormal number as zero, or where it rounds it, as up to twice of it. Of infinity, NaN and
        what the precision does not hold nothing is known.
        """
        if isinstance(value, Ball):
            return value
        if isinstance(value, NUMBERS):
            return self._constant(float(value))
        mid = np.asarray(value, dtype=np.float64)
        narrow = abs(value) if isinstance(value, np.ndarray) and value.dtype == np.float32 else None
        absolute = abs(mid) if narrow is None else narrow
        size = absolute if narrow is None else None
        if least(absolute) >= self.precision.eta and greatest(absolute) <= self.precision.largest:
            return Ball(mid, EXACT, size, self).with_zeros(False).with_narrow(narrow)
        largest = np.float64(self.precision.largest)  # as Python's number it would be cast to float32, and overflow
        subnormal, known = (absolute < self.precision.eta) & (absolute > 0), absolute <= largest
        if not (subnormal.any() or not known.all()):
            return Ball(mid, EXACT, size, self).with_narrow(narrow)
        size = abs(mid)
        rad = np.where(known, np.where(subnormal, size * (2 if self.precision.narrows else 1), 0.0), math.inf)
        size = np.where(subnormal, 2 * self.floor, np.where(known, size, 0.0))
        return Ball(np.where(known & ~subnormal, mid, 0.0), rad, size, self)

    def _constant(self, value: float) -> Ball:
        """The number of the precision that a constant is rounded to; every formula asks for the same few."""
        if value not in self._constants:
            rad = EXACT if self.precision.holds(value) else np.asarray(abs(value) * self.precision.u * OUTWARD)
            self._constants[value] = Ball(np.asarray(value), rad, abs(value), self)
        return self._constants[value]

    def unrounded(self, x: Ball) -> Ball:
        """Every number that is rounded to one of `x`: a compiler that fuses steps goes on with it, and returns it rounded."""
        return self.widened(x, abs(x.mid) * (self.precision.u * OUTWARD) + self.floor)

    def widened(self, x: Ball, by: Any) -> Ball:
        """Every number within `by` of one of `x`."""
        return Ball(x.mid, x.rad + by, x.size, self)

    def added(self, parts: Sequence[Ball], terms: Sequence[int]) -> Ball:
        """The sum of arrays that are sums themselves, of so many terms each, which may be added up in any order.

        In an order of its own every part is in its ball already. Of another order nothing is known but that it adds up all k
        terms: γ_{k+2} of their absolute values, as in one product. So every part is given what its own sum lacks of that; one
        term by itself may have met no rounding at all.
        """
        total, k = reduce(operator.add, parts), sum(terms)
        relative, own = self.precision.gamma(k + 2), FLOAT64.gamma(k)
        if len(parts) == 1 or not relative:
            return total
        if max(relative, own) == math.inf:
            return self.widened(total, np.full(total.shape, math.inf))
        absolute = [part.terms if n > 1 else part.absolute + part.rad for part, n in zip(parts, terms, strict=True)]
        lacks = [relative - self.precision.gamma(n + 2) if n > 1 else relative for n in terms]
        outward = OUTWARD / (1 - own)
        another = sum(part * (lack * outward) for part, lack in zip(absolute, lacks, strict=True))
        most = self.precision.largest / HEADROOM / OUTWARD
        if not sum(map(greatest, absolute)) <= most:  # in some order the largest terms come first
            another = np.where(sum(absolute) <= most, another, math.inf)
        return self.widened(total, another)

    def biased(self, product: Ball, b: Ball, terms: int) -> Ball:
        """w a + b; unless b is known to come last, a sum of one term more."""
        return product + b if self.bias_last else self.added([product, b], [terms, 1])

    def whole(self, ball: Ball) -> Ball:
        """A ball as one of this arithmetic."""
        return ball

    def joined(self, parts: Iterable[Ball]) -> Ball:
        """Arrays of balls, flattened, one after the other."""
        flat = [part.reshape(-1) for part in parts]
        mid, rad, size = (
            np.concatenate([np.broadcast_to(getattr(f, n), f.shape) for f in flat]) for n in ("mid", "rad", "size")
        )
        return Ball(mid, rad, size, self)

    def beside(self, blocks: Sequence[Ball]) -> Ball:
        """Blocks of examples, columns beside columns, as balls of one array."""
        if len(blocks) == 1:
            return Ball(blocks[0].mid, blocks[0].rad, blocks[0].size, self)
        mid, rad, size = (
            np.concatenate([filling(getattr(block, part), block.shape) for block in blocks], axis=-1)
            for part in ("mid", "rad", "size")
        )
        return Ball(mid, rad, size, self)

    def box(self, array: Any, radius: Any) -> Ball:
        """Every real number within `radius` of the floats of an array."""
        mid = np.asarray(array, dtype=np.float64)
        return Ball(mid, np.broadcast_to(np.asarray(radius, dtype=np.float64), mid.shape), abs(mid), self)

    def like(self, value: Any, z: Ball) -> Ball:
        """`value`, a number or balls, in the shape of `z`."""
        ball = self.lift(value)
        rad = ball.rad if ball.exact else filling(ball.rad, z.shape)
        return Ball(filling(ball.mid, z.shape), rad, filling(ball.size, z.shape), self)

    def where(self, condition: Trilean, x: Any, y: Any) -> Ball:
        """x where the condition certainly holds, y where it certainly does not, their hull in between."""
        x, y = self.lift(x), self.lift(y)
        certain, possible = condition.certain, condition.possible
        sure = certain is possible or bool((certain == possible).all())
        if sure and x.exact and y.exact:
            return Ball(np.where(certain, x.mid, y.mid), EXACT, None, self)
        mid, rad, size = (np.where(certain, getattr(x, p), getattr(y, p)) for p in ("mid", "rad", "size"))
        if sure:
            return Ball(mid, rad, size, self)
        low = np.minimum(x.mid - x.rad, y.mid - y.rad)
        high = np.maximum(x.mid + x.rad, y.mid + y.rad)
        middle = low / 2 + high / 2
        reach = np.maximum(np.maximum(abs(x.mid - middle) + x.rad, abs(y.mid - middle) + y.rad) * OUTWARD, 0)
        undecided = possible & ~certain
        return Ball(
            np.where(undecided, np.where(np.isfinite(middle), middle, 0.0), mid),
            np.where(undecided, np.where(np.isfinite(reach), reach, math.inf), rad),
            np.where(undecided, np.maximum(x.size, y.size), size),
            self,
        )

    def known(self, ball: Ball, other: Callable[[], Ball]) -> Ball:
        """The ball, and where its radius is infinite that of `other()`."""
        nothing = ball.rad == math.inf
        if not np.any(nothing):
            return ball
        instead = other()
        mid, rad, size = (np.where(nothing, getattr(instead, p), getattr(ball, p)) for p in ("mid", "rad", "size"))
        return Ball(mid, rad, size, self)

    def apart(self, formula: Callable[[Any, Any], Any], z: Ball) -> Any:
        """1, but 0 to 2 where the exact number is subnormal and its reciprocal does not overflow.

        There a compiler may divide by it as it is, since 1/(1/d) is d, and multiply with what it has flushed to 0 or rounded.
        Where the reciprocal overflows, what comes of it is not finite.
        """
        exact = Balls(REAL)
        value = exact.like(formula(Ball(z.mid, z.rad, z.size, exact), exact), z)
        largest, least = abs(value.mid) + value.rad, abs(value.mid) - value.rad
        twofold = ~((least >= self.precision.eta) | (largest < 1 / self.precision.largest))
        return Ball(np.ones(z.shape), np.where(twofold, 1.0, 0.0), np.ones(z.shape), self) if twofold.any() else 1

    def maximum(self, x: Any, y: Any) -> Ball:
        """The larger of two itself where it is certain, else between the larger lower end and the larger upper end."""
        x, y = self.lift(x), self.lift(y)
        if x.exact and y.exact:
            mid = np.maximum(x.mid, y.mid)
            return Ball(mid, EXACT, abs(mid), self)
        larger = x > y
        sure = self.where(Trilean(larger.certain, larger.certain), x, y)
        undecided = larger.possible & ~larger.certain
        if not undecided.any():
            return sure
        low, high = np.maximum(x.mid - x.rad, y.mid - y.rad), np.maximum(x.mid + x.rad, y.mid + y.rad)
        middle = low / 2 + high / 2
        # each end is rounded once, and so is the middle
        reach = (high / 2 - low / 2) * OUTWARD + 4 * U * np.maximum(abs(low), abs(high)) + TINY
        known = np.isfinite(reach)
        return Ball(
            np.where(undecided, np.where(known, middle, 0.0), sure.mid),
            np.where(undecided, np.where(known, reach, math.inf), sure.rad),
            np.where(undecided, np.maximum(x.size, y.size), sure.size),
            self,
        )

    def minimum(self, x: Any, y: Any) -> Ball:
        """The smaller of two, likewise."""
        return -self.maximum(-self.lift(x), -self.lift(y))

    def max(self, x: Ball, axis: int) -> Ball:
        """The largest entry along `axis`, which is kept: within the largest radius of the largest midpoint."""
        rad, size = filling(x.rad, x.shape), filling(x.size, x.shape)
        mid = x.mid.max(axis=axis, keepdims=True)
        if x.exact:
            return Ball(mid, EXACT, abs(mid), self)
        return Ball(mid, rad.max(axis=axis, keepdims=True), size.max(axis=axis, keepdims=True), self)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Overflow and division by zero inside become infinite radii."""
        with np.errstate(all="ignore"):
            yield


def balls(precision: Precision, library: str | Rows = "numpy", bias_last: bool = False) -> Balls:
    """Ball arithmetic for what `library`, or somebody with rows of accuracy of their own, computes; the same one each time."""
    return _balls(precision, library, bias_last)


_balls = cache(Balls)
