"""Certified arithmetic: object arrays of `flint.arb`, real numbers enclosed at any number of bits (Johansson 2017)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic.language import BRANCH, EXPONENT, exponent, refusal
from nablacheck.reference.arithmetic.trilean import Trilean
from nablacheck.reference.errors import optional

with optional("flint", who="certified arithmetic needs python-flint", install="python-flint"):
    import flint


class CertifiedArray(np.ndarray[Any, Any]):
    """An object array of `flint.arb` that compares as enclosures do: certainly, possibly, or not."""

    __bool__ = refusal(BRANCH)
    __rpow__ = refusal(EXPONENT.format("an array"))

    def moved(self, move: Callable[[Any], Any]) -> CertifiedArray:
        """The numbers after `move`, which puts entries of a NumPy array elsewhere, or zeros between them."""
        return _as_arb(move(self)).view(CertifiedArray)  # type: ignore[no-any-return]

    def __pow__(self, p: Any) -> CertifiedArray:  # type: ignore[override]
        return CERTIFIED.pow(self, p)  # type: ignore[no-any-return]

    def __matmul__(self, other: Any) -> Any:
        return _product(self, other) if isinstance(other, OPERANDS) else NotImplemented

    def __rmatmul__(self, other: Any) -> Any:
        return _product(other, self) if isinstance(other, OPERANDS) else NotImplemented

    def __gt__(self, other: Any) -> Trilean:  # type: ignore[override]
        if not isinstance(other, OPERANDS):
            return NotImplemented
        return Trilean(certain=_booleans(np.greater(self, other)), possible=~_booleans(np.less_equal(self, other)))

    def __lt__(self, other: Any) -> Trilean:  # type: ignore[override]
        if not isinstance(other, OPERANDS):
            return NotImplemented
        return Trilean(certain=_booleans(np.less(self, other)), possible=~_booleans(np.greater_equal(self, other)))

    def __ge__(self, other: Any) -> Trilean:  # type: ignore[override]
        if not isinstance(other, OPERANDS):
            return NotImplemented
        less: Trilean = self < other
        return ~less

    def __le__(self, other: Any) -> Trilean:  # type: ignore[override]
        if not isinstance(other, OPERANDS):
            return NotImplemented
        greater: Trilean = self > other
        return ~greater

    def __eq__(self, other: Any) -> Trilean:  # type: ignore[override]
        if not isinstance(other, OPERANDS):
            return NotImplemented
        # flint's != is "not certainly equal", so what is possible is asked for by overlap
        overlap = np.frompyfunc(lambda x, y: _arb(x).overlaps(_arb(y)), 2, 1)
        return Trilean(certain=_booleans(np.equal(self, other)), possible=_booleans(overlap(self, other)))

    def __ne__(self, other: Any) -> Trilean:  # type: ignore[override]
        if not isinstance(other, OPERANDS):
            return NotImplemented
        equal: Trilean = self == other
        return ~equal

    __hash__ = None


def _product(x: Any, y: Any) -> CertifiedArray:
    """A product of matrices, or of each pair of them, in FLINT, which multiplies whole matrices of integers at once."""
    draws, (rows, columns) = np.broadcast_shapes(x.shape[:-2], y.shape[:-2]), (x.shape[-2], y.shape[-1])
    try:
        pairs = zip(_matrices(x, draws), _matrices(y, draws), strict=True)
    except TypeError:  # entries that are more than numbers, power series say, are multiplied one by one
        return np.matmul(x.view(np.ndarray), y.view(np.ndarray)).view(CertifiedArray)  # type: ignore[no-any-return]
    result = np.empty((*draws, rows, columns), dtype=object)
    flat = result.reshape(-1, rows * columns)
    for d, (left, right) in enumerate(pairs):
        flat[d] = (left * right).entries()
    return result.view(CertifiedArray)


def _matrices(array: Any, draws: tuple[int, ...]) -> list[flint.arb_mat]:
    """FLINT's matrices of an array (…, n, m), one for each draw; one that all draws share is made once."""
    whole = array.reshape(-1, *array.shape[-2:])
    made = [flint.arb_mat(*matrix.shape, matrix.ravel().tolist()) for matrix in whole]
    index = np.broadcast_to(np.arange(len(made)).reshape(array.shape[:-2]), draws)
    return [made[d] for d in index.ravel()]


def _booleans(answers: Any) -> Any:
    """Answers entry by entry, as an array of NumPy's own."""
    return np.asarray(answers, dtype=bool)


OPERANDS = (np.ndarray, np.generic, flint.arb, int, float)
"""With others, as a number on a tape, Python asks those."""


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


def _sigmoid(x: flint.arb) -> flint.arb:
    """1 / (1 + e^−x), for x < 0 in the form whose exponential does not overflow."""
    if x < 0:
        e = x.exp()
        return e / (1 + e)
    return 1 / (1 + (-x).exp())


_as_arb = _elementwise(_arb, 1)
_lift = _elementwise(flint.arb, 1)


class Certified:
    """The text of the equations in `flint.arb` at `bits` bits."""

    name = "certified"
    exp, expm1, log, log1p, tanh, erf, erfc, sqrt, sin, cos, atan, sigmoid = (
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
            lambda x: _arb(x).sin(),
            lambda x: _arb(x).cos(),
            lambda x: _arb(x).atan(),
            lambda x: _sigmoid(_arb(x)),
        )
    )
    maximum = staticmethod(_elementwise(lambda x, y: _arb(x).max(_arb(y)), 2))
    minimum = staticmethod(_elementwise(lambda x, y: _arb(x).min(_arb(y)), 2))
    _where = staticmethod(_elementwise(_select, 4))
    _pow = staticmethod(_elementwise(lambda x, p: _arb(x) ** _arb(p), 2))

    def __init__(self, bits: int = 160) -> None:
        self.bits = bits

    @property
    def pi(self) -> flint.arb:
        """π at the working precision."""
        return flint.arb.pi()

    def pow(self, x: Any, p: Any) -> Any:
        """x^p for a constant p, a number or the enclosure of one."""
        enclosed = isinstance(p, flint.arb) or (isinstance(p, CertifiedArray) and not p.shape)
        return self._pow(x, p if enclosed else exponent(p))

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
        numbers = np.asarray(array, dtype=np.float64).astype(object)  # numbers of Python, which FLINT takes as they are
        return np.asarray(_lift(numbers), dtype=object).view(CertifiedArray)

    def box(self, array: Any, radius: float | Any) -> CertifiedArray:
        """Every real number within `radius` of the floats of an array."""
        return np.asarray(_elementwise(flint.arb, 2)(self.lift(array), radius), dtype=object).view(CertifiedArray)

    def like(self, value: Any, z: Any) -> CertifiedArray:
        """`value`, a number or an array, in the shape of `z`."""
        return np.broadcast_to(np.asarray(_as_arb(value), dtype=object), z.shape).view(CertifiedArray)

    def known(self, array: Any, other: Callable[[], Any]) -> Any:
        """The array, with enclosures from `other()` where its own are not finite."""
        finite = np.array(np.frompyfunc(lambda number: number.is_finite(), 1, 1)(array), dtype=bool, subok=False)
        return array if finite.all() else np.where(finite, array, other()).view(CertifiedArray)

    def apart(self, formula: Callable[[Any, Any], Any], z: Any) -> Any:
        """1: nothing underflows."""
        return 1

    def added(self, parts: Sequence[Any], terms: Sequence[int]) -> Any:
        """Their sum."""
        return reduce(operator.add, parts)

    def biased(self, product: Any, b: Any, terms: int) -> Any:
        """w a + b"""
        return product + b

    @contextmanager
    def working(self) -> Iterator[None]:
        """Sets FLINT's working precision for the block, and puts the caller's back."""
        with flint.ctx.workprec(self.bits):
            yield


CERTIFIED = Certified()
