"""Certified arithmetic: object arrays of `flint.arb`, real numbers enclosed at any number of bits (Johansson 2017)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic.trilean import Trilean
from nablacheck.reference.errors import optional

with optional("flint", who="certified arithmetic needs python-flint", install="python-flint"):
    import flint


class CertifiedArray(np.ndarray[Any, Any]):
    """An object array of `flint.arb` that compares as enclosures do: certainly, possibly, or not."""

    def __gt__(self, other: Any) -> Trilean:  # type: ignore[override]
        return Trilean(certain=np.greater(self, other), possible=~np.less_equal(self, other))

    def __lt__(self, other: Any) -> Trilean:  # type: ignore[override]
        return Trilean(certain=np.less(self, other), possible=~np.greater_equal(self, other))

    def __ge__(self, other: Any) -> Trilean:  # type: ignore[override]
        less: Trilean = self < other
        return ~less

    def __le__(self, other: Any) -> Trilean:  # type: ignore[override]
        greater: Trilean = self > other
        return ~greater

    def __eq__(self, other: Any) -> Trilean:  # type: ignore[override]
        # flint's != is "not certainly equal", so what is possible is asked for by overlap
        overlap = np.frompyfunc(lambda x, y: _arb(x).overlaps(_arb(y)), 2, 1)
        return Trilean(certain=np.equal(self, other), possible=overlap(self, other).astype(bool))

    __hash__ = None


def _elementwise(function: Callable[..., Any], inputs: int) -> Callable[..., Any]:
    ufunc = np.frompyfunc(function, inputs, 1)

    def apply(*arrays: Any) -> Any:
        result = ufunc(*arrays)
        return result.view(CertifiedArray) if isinstance(result, np.ndarray) else result

    return apply


def _arb(number: Any) -> flint.arb:
    return number if isinstance(number, flint.arb) else flint.arb(number)


def _select(certain: bool, possible: bool, x: Any, y: Any) -> flint.arb:
    if certain:
        return _arb(x)
    return _arb(x).union(_arb(y)) if possible else _arb(y)


_lift = _elementwise(lambda number: flint.arb(float(number)), 1)


class Certified:
    """The text of the equations in `flint.arb` at `bits` bits."""

    name = "certified"
    exp, expm1, log, log1p, tanh, erf, erfc, sqrt = (
        staticmethod(_elementwise(function, 1))
        for function in (
            lambda x: _arb(x).exp(),
            lambda x: _arb(x).expm1(),
            lambda x: _arb(x).log(),
            lambda x: _arb(x).log1p(),
            lambda x: _arb(x).tanh(),
            lambda x: _arb(x).erf(),
            lambda x: _arb(x).erfc(),
            lambda x: _arb(x).sqrt(),
        )
    )
    maximum = staticmethod(_elementwise(lambda x, y: _arb(x).max(_arb(y)), 2))
    minimum = staticmethod(_elementwise(lambda x, y: _arb(x).min(_arb(y)), 2))
    _where = staticmethod(_elementwise(_select, 4))

    def __init__(self, bits: int = 160) -> None:
        self.bits = bits

    @property
    def pi(self) -> flint.arb:
        """π at the working precision."""
        return flint.arb.pi()

    def where(self, condition: Trilean, x: Any, y: Any) -> Any:
        """x where the condition certainly holds, y where it certainly does not, their hull in between."""
        return self._where(condition.certain, condition.possible, x, y)

    def max(self, x: Any, axis: int) -> Any:
        """The largest entry along `axis`, which is kept."""
        largest = np.frompyfunc(lambda p, q: p.max(q), 2, 1).reduce(x, axis=axis)
        return np.expand_dims(largest, axis).view(CertifiedArray)

    def lift(self, array: Any) -> CertifiedArray:
        """An array of floats as exact real numbers."""
        if isinstance(array, CertifiedArray):
            return array
        return np.asarray(_lift(np.asarray(array)), dtype=object).view(CertifiedArray)

    def box(self, array: Any, radius: float | Any) -> CertifiedArray:
        """Every real number within `radius` of the floats of an array."""
        return np.asarray(_elementwise(flint.arb, 2)(self.lift(array), radius), dtype=object).view(CertifiedArray)

    def like(self, value: Any, z: Any) -> CertifiedArray:
        """`value`, a number or an array, in the shape of `z`."""
        return np.broadcast_to(np.asarray(_elementwise(_arb, 1)(value), dtype=object), z.shape).view(CertifiedArray)

    def known(self, array: Any, other: Callable[[], Any]) -> Any:
        """The array, with enclosures from `other()` where its own are not finite."""
        finite = np.frompyfunc(lambda number: number.is_finite(), 1, 1)(array).astype(bool)
        return array if finite.all() else np.where(finite, array, other()).view(CertifiedArray)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Sets FLINT's working precision for the block, and puts the caller's back."""
        with flint.ctx.workprec(self.bits):
            yield


CERTIFIED = Certified()
