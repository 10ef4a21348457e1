"""Known defects of released frameworks: what they compute instead of the textbook formula.

A defect is data: the entry with the formula that the framework really uses. A disagreement is explained only where the
number lies in the ball of that formula, so that nothing else hides behind a known defect.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nablacheck.reference.activations import Activation, elu, gelu, sigmoid, softplus
from nablacheck.reference.costs import Cost, cross_entropy, cross_entropy_with_logits
from nablacheck.reference.network import Network, Problem

Array = Any
Namespace = Any


@dataclass(frozen=True)
class Defect:
    """An entry as one library computes it: `uses` has the name of the entry and the formula that loses accuracy.

    `dtypes` are the ones that show it, `says` what is lost and why.
    """

    library: str
    uses: Activation | Cost
    dtypes: tuple[str, ...]
    says: str

    def concerns(self, problem: Problem, library: str) -> bool:
        """Whether a library that computes this problem meets the defect."""
        network = problem.network
        used = {network.cost.name, *(entry.name for entry in network.activations.values())}
        return self.library == library and self.uses.name in used and problem.dtype.name in self.dtypes


def with_defects(problem: Problem, defects: Iterable[Defect]) -> Problem:
    """The problem with the formulas of the defects in place of the entries'."""
    network = problem.network
    uses = {defect.uses.name: defect.uses for defect in defects}
    activations: Any = {l: uses.get(entry.name, entry) for l, entry in network.activations.items()}
    cost: Any = uses.get(network.cost.name, network.cost)
    return replace(problem, network=Network(network.w, network.b, activations, cost))


SOFTPLUS_THRESHOLD = 20
BCE_LOG_CLAMP = -100
BCE_DENOMINATOR_CLAMP = float(np.float32(1e-12))  # a C++ float, in both dtypes

ONEDNN_ERF_ERROR = 2.0**-20
"""16u in float32; scans found 12u with AVX-512 (a minimax polynomial), 1.5e-7 elsewhere is published (Abramowitz and
Stegun, *Handbook of Mathematical Functions*, 7.1.26)."""

BOTH = ("float32", "float64")


def _clamped_cross_entropy(a: Array, y: Array, xp: Namespace) -> Array:
    log_a, log_rest = (xp.maximum(xp.log(p), BCE_LOG_CLAMP) for p in (a, 1 - a))
    return -(y * log_a + (1 - y) * log_rest)


def _clamped_cross_entropy_nabla_a(a: Array, y: Array, xp: Namespace) -> Array:
    """Where the denominator is not clamped the textbook formula, lest a fault hide in the wider ball of another one."""
    free = a * (1 - a) > BCE_DENOMINATOR_CLAMP
    return xp.where(free, cross_entropy.nabla_a(a, y, xp), (a - y) / BCE_DENOMINATOR_CLAMP)


def _coarse_normal_cdf(z: Array, xp: Namespace) -> Array:
    """Φ(z) with the absolute error of oneDNN's polynomials for erf."""
    return (1 + xp.erf(z / xp.sqrt(2)) + xp.box(0.0, ONEDNN_ERF_ERROR)) / 2


def _coarse_gelu_prime(z: Array, a: Array, xp: Namespace) -> Array:
    t = z / xp.sqrt(2)
    return _coarse_normal_cdf(z, xp) + z * xp.exp(-t * t) / xp.sqrt(2 * xp.pi)


LEDGER: tuple[Defect, ...] = (
    Defect(
        "torch",
        replace(
            softplus,
            value=lambda z, xp: xp.where(z > SOFTPLUS_THRESHOLD, z, softplus.value(z, xp)),
            prime=lambda z, a, xp: xp.where(z > SOFTPLUS_THRESHOLD, 1, sigmoid.value(z, xp)),
        ),
        ("float64",),
        "softplus is z and its derivative 1 above the default threshold 20, where the truth differs by e^−20 ≈ 2e-9",
    ),
    Defect(
        "torch",
        replace(
            cross_entropy,
            value=_clamped_cross_entropy,
            nabla_a=_clamped_cross_entropy_nabla_a,
        ),
        BOTH,
        "binary_cross_entropy clamps log at −100 and a(1 − a) at 1e-12, so a saturated output loses its gradient",
    ),
    Defect(
        "torch",
        replace(gelu, value=lambda z, xp: z * _coarse_normal_cdf(z, xp), prime=_coarse_gelu_prime),
        ("float32",),
        "gelu of a contiguous float32 tensor goes through oneDNN, whose erf is a polynomial with an absolute error of 12u",
    ),
    Defect(
        "jax",
        replace(elu, prime=lambda z, a, xp: xp.where(z > 0, 1, xp.expm1(z) + 1)),
        BOTH,
        "elu′ is rebuilt as expm1(z) + 1, which loses e^z to cancellation for negative z",
    ),
    Defect(
        "jax",
        replace(softplus, prime=lambda z, a, xp: xp.exp(z - a)),
        ("float64",),
        "softplus′ is exp(z − softplus(z)), whose relative error grows as |z|u",
    ),
    Defect(
        "jax",
        replace(cross_entropy_with_logits, nabla_a=lambda a, y, xp: xp.exp(a - softplus.value(a, xp)) - y),
        BOTH,
        "the sigmoid in the gradient is exp(a − softplus(a)), whose relative error grows as |a|u",
    ),
)
