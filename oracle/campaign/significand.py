"""How many bits of a number an adapter's products and sums keep: which format it really computes in, whatever it is called.

Measured by numbers that need one bit more each time: the factor 1 + 2^−k, and the sum 2^k + 1, of the inputs of a neuron and of
the examples of a batch. All results are exact in a format that has the bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.observe import observed
from nablacheck.reference.arithmetic import Precision, precision
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

Array = np.ndarray[Any, Any]
FORMATS = {53: "float64", 24: "float32", 11: "float16 or TF32", 8: "bfloat16"}
"""By the bits of a significand who has as many."""
LONG = 600
"""So many ones are 256 in bfloat16, one added after the other."""


@dataclass(frozen=True)
class Kept:
    """How many bits are kept of what, of how many; None where already the simplest number is wrong."""

    what: str
    bits: int | None
    of: int

    @property
    def says(self) -> str:
        """In words, with the format that has as many."""
        like = f", as many as {FORMATS[self.bits]} has" if self.bits in FORMATS else ""
        return f"{self.what} keep {self.bits} bits of {self.of}{like}"

    @property
    def fewer(self) -> bool:
        """Whether there are fewer than the format has."""
        return self.bits is not None and self.bits < self.of


def significand(p: Precision) -> int:
    """The bits of the significand of a format."""
    return round(-math.log2(p.u))


def kept(adapter: Adapter, dtype: str) -> Iterator[Kept]:
    """What an adapter keeps of products, of sums over the inputs and of sums over the examples."""
    p = precision(dtype)
    bits = significand(p)
    most = min(bits, math.floor(math.log2(p.largest)))
    yield Kept("products", _bits(lambda k: _sum(adapter, dtype, [1 + 2.0**-k], [1.0]) == 1 + 2.0**-k, bits), bits)
    sums: dict[str, Callable[[list[float]], float]] = {
        "sums over the inputs": lambda terms: _sum(adapter, dtype, terms, [1.0, 1.0]),
        "sums over the examples": lambda terms: _over_examples(adapter, dtype, terms),
    }
    for what, total in sums.items():
        yield Kept(what, _bits(partial(_adds_one, total), most), most)


def _adds_one(total: Callable[[list[float]], float], k: int) -> bool:
    return total([2.0**k, 1.0]) == 2.0**k + 1


def long_sums(adapter: Adapter, dtype: str) -> Iterator[str]:
    """Sums of many ones that are no such number, in words; only of formats that hold it."""
    if significand(precision(dtype)) < math.log2(LONG):
        return
    ones = [1.0] * LONG
    found = {"over the inputs": _sum(adapter, dtype, ones, ones), "over the examples": _over_examples(adapter, dtype, ones)}
    for name, total in found.items():
        if total != LONG:
            yield f"a sum of {LONG} ones {name} is {total:g}"


def _bits(right: Callable[[int], bool], of: int) -> int | None:
    """One more than the last k in a row for which an answer is right; None where it is wrong for the first."""
    k = 0
    while k < of - 1 and right(k + 1):
        k += 1
    return k + 1 if k else None


def _sum(adapter: Adapter, dtype: str, w: list[float], x: list[float]) -> float:
    """w · x, as the ∇w of a neuron with the quadratic cost and the target 0 shows it, where its last input is 1."""
    _, by_w = _slopes(adapter, np.array([w]), np.array([x]).T, np.zeros((1, 1)), 1.0, dtype)
    return by_w


def _over_examples(adapter: Adapter, dtype: str, delta: list[float]) -> float:
    """The sum of the δ of examples, the smaller of ∇b and ∇w: the inputs are 1, the outputs 0, and the targets −δ."""
    m = len(delta)
    return min(_slopes(adapter, np.zeros((1, 1)), np.ones((1, m)), -np.array([delta]), float(m), dtype))


def _slopes(adapter: Adapter, w: Array, x: Array, y: Array, scale: float, dtype: str) -> tuple[float, float]:
    """∇b, and ∇w by the last input, of one neuron; NaN where there is no answer."""
    network = Network({2: w.astype(dtype)}, {2: np.zeros((1, 1), dtype)}, {2: "identity"}, "quadratic")
    seen = observed(adapter.gradient, Problem(network, x.astype(dtype), y.astype(dtype), scale))
    if seen.result is None:
        return math.nan, math.nan
    return float(seen.result.nabla_b[2][0, 0]), float(seen.result.nabla_w[2][0, -1])
