"""Floating-point formats as the error model sees them: unit roundoff, smallest normal number, largest finite number.

The model is Higham's, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., (2.4), (2.8) and lemma 3.1:
fl(x ∘ y) = (x ∘ y)(1 + ε) + ι with |ε| ≤ u, |ι| ≤ η, and γ_k = ku / (1 − ku) for sums and products of k terms.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nablacheck.reference.errors import unknown


@dataclass(frozen=True)
class Precision:
    """A floating-point format, or the real numbers (unit roundoff 0).

    `u` is the unit roundoff, `eta` the smallest normal number (frameworks may flush what is smaller to zero), `largest`
    the largest finite number. Products and sums are accumulated in `accumulator`, or in the format itself. `narrows` says
    that numbers of a wider format are read, and rounded to this one where they are multiplied.
    """

    name: str
    u: float
    eta: float
    largest: float
    accumulator: "Precision | None" = None
    narrows: bool = False

    @property
    def digits(self) -> int:
        """So many decimal digits tell any two of its numbers apart: 1 + ⌈p log₁₀ 2⌉ for p bits (Matula 1968).

        Of the real numbers it is as many as of float64, in which their midpoints are.
        """
        return 1 + math.ceil(-math.log10(self.u or FLOAT64.u))

    def gamma(self, k: Any) -> Any:
        """γ_k = ku / (1 − ku), the relative error of a sum or product of k terms in any order; infinite where ku ≥ 1.

        k is a number, or an array of them. With a wider accumulator the terms are summed there, and the sum is rounded to the
        format at the end.
        """
        if self.accumulator:
            wide = self.accumulator.gamma(k)
            return wide + self.u * (1 + wide)
        ku = k * self.u
        if isinstance(ku, np.ndarray):
            return np.where(ku < 1, ku / np.where(ku < 1, 1 - ku, 1), math.inf)
        return ku / (1 - ku) if ku < 1 else math.inf

    def holds(self, number: float) -> bool:
        """Whether `number` is exactly representable (subnormals and overflow aside)."""
        if self.u == 0 or number == 0:
            return True
        mantissa, _ = math.frexp(number)
        return (mantissa / self.u).is_integer()


def _of_dtype(dtype: Any) -> Precision:
    info = np.finfo(dtype)
    return Precision(info.dtype.name, float(info.eps) / 2, float(info.tiny), float(info.max))


REAL = Precision("real numbers", 0.0, 0.0, math.inf)
FLOAT64 = _of_dtype(np.float64)
FLOAT32 = _of_dtype(np.float32)
FLOAT16 = _of_dtype(np.float16)
BFLOAT16 = Precision("bfloat16", 2.0**-8, FLOAT32.eta, (2 - 2.0**-7) * 2.0**127)
"""The upper half of a float32, which NumPy does not have."""

PRECISIONS = {p.name: p for p in (FLOAT16, BFLOAT16, FLOAT32, FLOAT64)}


NARROW = (FLOAT16.name, BFLOAT16.name)
"""The formats whose sums and products a library may keep in float32."""
OWN = "own"
ACCUMULATORS = (OWN, FLOAT32.name)


def precision(dtype: Any, accumulator: str = OWN) -> Precision:
    """The precision of a dtype or of its name; InputError for one that is not modelled.

    `accumulator` is what sums and products of a narrow format are kept in: `own`, the format itself, whose bound holds for
    both, or `float32`. A format that is not narrow keeps its own.
    """
    try:
        name = dtype if isinstance(dtype, str) else np.dtype(dtype).name
    except TypeError:
        raise unknown("dtype", dtype, PRECISIONS) from None
    if name not in PRECISIONS:
        raise unknown("dtype", name, PRECISIONS)
    if accumulator not in ACCUMULATORS:
        raise unknown("accumulator", accumulator, ACCUMULATORS)
    wide = accumulator != OWN and name in NARROW
    return replace(PRECISIONS[name], accumulator=FLOAT32) if wide else PRECISIONS[name]
