"""What is typed by mistake for the vector-Jacobian product of an activation that mixes its neurons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nablacheck.oracle.explaining.parts import Applies, WrongPart, of_log_softmax, of_softmax, of_softmin
from nablacheck.reference.backprop import Pass, VectorJacobian

Array = Any


def _along(of: Callable[[Array, Array, Array], Array]) -> Callable[[Pass, int], VectorJacobian]:
    """A vector-Jacobian product as a formula in a, g and a sum over the neurons of the layer."""
    return lambda t, l: VectorJacobian(lambda g: of(t.a[l], g, (t.a[l] * g).sum(axis=-2, keepdims=True)))


def _of_probabilities(sigma: str, sign: int, applies: Applies) -> tuple[WrongPart, ...]:
    """Wrong forms of a ⊙ (g − Σ a g), the Jacobian of softmax, or of minus that, of softmin."""
    s = "−" if sign < 0 else ""
    right = f"{s}a ⊙ (g − Σ a g)"
    return (
        WrongPart(
            f"diagonal of {sigma}",
            f"only the diagonal {s}a(1 − a) of {sigma}'s Jacobian was used",
            lambda t, l: t.a[l] * (1 - t.a[l]) * sign,
            applies,
        ),
        WrongPart(
            f"{sigma} without its sum",
            f"{sigma}'s Jacobian lacks its sum: {s}a ⊙ g for {right}",
            lambda t, l: t.a[l] * sign,
            applies,
        ),
        WrongPart(
            f"{sigma} with its sum alone",
            f"of {sigma}'s Jacobian only the sum is there: {'' if s else '−'}a Σ a g for {right}",
            _along(lambda a, g, total: a * total * -sign),
            applies,
        ),
        WrongPart(
            f"{sigma} with a plus",
            f"{sigma}'s Jacobian has a plus for its minus: "
            + (f"diag(a) + aaᵀ, so a ⊙ (g + Σ a g) for {right}" if sign > 0 else f"−a ⊙ (g + Σ a g) for {right}"),
            _along(lambda a, g, total: a * (g + total) * sign),
            applies,
        ),
        WrongPart(
            f"{sigma} without its diagonal",
            f"of {sigma}'s Jacobian the diagonal {s}a(1 − a) is missing",
            _along(lambda a, g, total: a * (a * g - total) * sign),
            applies,
        ),
        WrongPart(
            f"{sigma} without its a",
            f"{sigma}'s Jacobian lacks a factor a: {'Σ a g − g' if s else 'g − Σ a g'} for {right}",
            _along(lambda a, g, total: (g - total) * sign),
            applies,
        ),
        WrongPart(
            f"{sigma} with a plain sum",
            f"{sigma}'s Jacobian has Σ g where it should have Σ a g",
            _along(lambda a, g, total: a * (g - g.sum(axis=-2, keepdims=True)) * sign),
            applies,
        ),
        WrongPart(
            f"{sigma} summed over the examples",
            f"the sum in {sigma}'s Jacobian goes over the examples, not over the neurons",
            _along(lambda a, g, total: a * (g - (a * g).sum(axis=-1, keepdims=True)) * sign),
            applies,
        ),
        WrongPart(
            f"{sigma} with a square",
            f"{s}a² was used for {sigma}'s Jacobian",
            lambda t, l: t.a[l] * t.a[l] * sign,
            applies,
        ),
    )


WRONG_JACOBIANS: tuple[WrongPart, ...] = (
    *_of_probabilities("softmax", 1, of_softmax),
    *_of_probabilities("softmin", -1, of_softmin),
    WrongPart(
        "log-softmax with its output",
        "log-softmax's Jacobian has its output where it should have softmax: g − a Σ g for g − e^a Σ g",
        _along(lambda a, g, total: g - a * g.sum(axis=-2, keepdims=True)),
        of_log_softmax,
    ),
    WrongPart(
        "log-softmax with its sum alone",
        "of log-softmax's Jacobian only −e^a Σ g is there",
        lambda t, l: VectorJacobian(lambda g: -t.xp.exp(t.a[l]) * g.sum(axis=-2, keepdims=True)),
        of_log_softmax,
    ),
    WrongPart(
        "log-softmax without its sum",
        "log-softmax's Jacobian has e^a where it should have e^a Σ g",
        lambda t, l: VectorJacobian(lambda g: g - t.xp.exp(t.a[l]) * g),
        of_log_softmax,
    ),
)
