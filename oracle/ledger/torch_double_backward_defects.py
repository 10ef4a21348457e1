"""Known defects of PyTorch's double backward, the hand-written derivatives of its backward passes: σ″, and those of ∇_a C.

The entries have the σ′ or ∇_a C of the book, and the derivative of it that PyTorch computes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nablacheck.oracle.ledger.cosines import either, largest
from nablacheck.oracle.ledger.defect import LINE, Defect, Shown, Span
from nablacheck.oracle.ledger.formulas import written
from nablacheck.reference.activations import Activation
from nablacheck.reference.activations.smooth import log1p_exp
from nablacheck.reference.arithmetic import Precision
from nablacheck.reference.costs import Cost
from nablacheck.reference.duals import with_slope

Array = Any
LIBRARY = "torch-double-backward"
DTYPES = ("float32", "float64")
GUARD = 1e-12
CANCELS = "σ(1 − σ) stands for the derivative of σ, which cancels for large z: 0 where σ is rounded to 1"


def _bend(z: Array, xp: Any) -> Array:
    """The derivative of the sigmoid, σ(1 − σ)"""
    a = xp.sigmoid(z)
    return (1 - a) * a


def _silu_prime(z: Array, xp: Any) -> Array:
    """σ(1 + z(1 − σ))"""
    a = xp.sigmoid(z)
    return a * (1 + z * (1 - a))


def _mish_prime(z: Array, xp: Any) -> Array:
    """t + zσ(1 − t²) with t = tanh(log(1 + e^z))"""
    t = xp.tanh(log1p_exp(z, xp))
    return t + z * xp.sigmoid(z) * (1 - t * t)


def _logsigmoid(entry: Activation) -> Activation:
    assert entry.prime is not None
    return replace(entry, prime=with_slope(entry.prime, lambda z, a, xp: -_bend(z, xp)))


def _with_curve(curve: Callable[..., Array]) -> Callable[[Cost], Cost]:
    """The cost with the derivative of ∇_a C as a formula of a, y, xp and the parameters but `mean`, which is taken of it."""

    def uses(entry: Cost) -> Cost:
        parameters = dict(entry.parameters)
        mean = parameters.pop("mean", 0)

        def slope(a: Array, y: Array, xp: Any) -> Array:
            curved = curve(a, y, xp, **parameters)
            return curved / a.shape[-2] if mean else curved

        return replace(entry, nabla_a=with_slope(entry.nabla_a, slope))

    return uses


def _of_probabilities(a: Array, y: Array, xp: Any) -> Array:
    """(a² − 2ay + y) / (a + ε)² / (1 − a + ε)²"""
    up, down = a + GUARD, 1 - a + GUARD
    return (a * a - 2 * a * y + y) / (up * up * (down * down))


def _of_logits(a: Array, y: Array, xp: Any, pos_weight: float) -> Array:
    return (1 + (pos_weight - 1) * y) * _bend(a, xp)


def _of_labels(a: Array, y: Array, xp: Any) -> Array:
    return (y * _bend(a, xp) + (1 - y) * _bend(-a, xp)) / a.shape[-2]


def _of_margins(a: Array, y: Array, xp: Any) -> Array:
    """y² z / (1 + z)² with z = e^(−ya); where the square may overflow, 0 or what it is, e^(ya)"""
    t, limit = -y * a, math.log(largest(xp)) / 2 - 1
    z = xp.exp(xp.minimum(t, limit))
    return y * y * xp.where(t > limit, either(0, xp.exp(-xp.maximum(t, limit)), xp), z / ((1 + z) * (1 + z)))


def _overflows(p: Precision) -> tuple[float, float]:
    """Where e^z is infinite; the logarithm is rounded."""
    return math.log(p.largest) - 1, math.inf


def _shown(call: str, at: str, returns: str, right: str) -> Shown:
    lines = [
        "import torch",
        "from torch.nn import functional as F",
        f"a = torch.tensor([{at}], requires_grad=True)",
        f"(slope,) = torch.autograd.grad({call}, a, create_graph=True)",
        "print(torch.autograd.grad(slope, a)[0].item())",
    ]
    return Shown("\n".join(lines), returns, right)


def _twice(
    function: str,
    cause: str,
    shown: Shown,
    uses: Callable[[Any], Any] | None,
    span: Span | Callable[[Precision], Span] = LINE,
) -> Defect:
    return Defect(function, True, LIBRARY, DTYPES, span, f"twice: {cause}", shown, uses, package="torch")


TORCH_DOUBLE_BACKWARD: tuple[Defect, ...] = (
    _twice("logsigmoid", CANCELS, _shown("F.logsigmoid(a)", "20.0", "0.0", "-2.0611537e-09"), _logsigmoid),
    _twice(
        "silu",
        "the backward pass that is differentiated is σ(1 + z(1 − σ)), of which 1 − σ cancels for large z",
        _shown("F.silu(a)", "20.0", "0.0", "-3.7100765e-08"),
        written(prime=_silu_prime),
    ),
    _twice(
        "mish",
        "the backward pass that is differentiated is t + zσ(1 − t²), of which 1 − t² cancels for large z",
        _shown("F.mish(a)", "12.0", "0.0", "-3.3220238e-09"),
        written(prime=_mish_prime),
    ),
    _twice(
        "mish",
        "the backward pass that is differentiated has log1p(exp(z)), whose derivative is 0 · ∞ where e^z overflows",
        _shown("F.mish(a)", "100.0", "nan", "0.0"),
        None,
        _overflows,
    ),
    _twice(
        "cross-entropy",
        "(a² − 2ay + y) / (a(1 − a))², with 1e-12 added to a and to 1 − a, cancels where a is near y",
        _shown("F.binary_cross_entropy(a, torch.ones(1))", "0.9999", "0.0", "1.0002000"),
        _with_curve(_of_probabilities),
        (0.0, 1.0),
    ),
    _twice(
        "cross-entropy-with-logits",
        CANCELS,
        _shown("F.binary_cross_entropy_with_logits(a, torch.ones(1))", "20.0", "0.0", "2.0611537e-09"),
        _with_curve(_of_logits),
    ),
    _twice(
        "multilabel-soft-margin",
        CANCELS,
        _shown("F.multilabel_soft_margin_loss(a[None], torch.ones(1, 1))", "20.0", "0.0", "2.0611537e-09"),
        _with_curve(_of_labels),
    ),
    _twice(
        "soft-margin",
        "z / (1 + z)² with z = e^(−ya), whose square overflows for a large −ya",
        _shown("F.soft_margin_loss(a, -torch.ones(1))", "50.0", "0.0", "1.9287499e-22"),
        _with_curve(_of_margins),
    ),
)
