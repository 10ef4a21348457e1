"""What is typed in the place of σ′(z^l) by mistake, from the letters of the pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from nablacheck.oracle.explaining.evaluated import own_prime
from nablacheck.oracle.explaining.parts import WrongPart, as_wide, bent, both, elementwise, hidden
from nablacheck.oracle.explaining.written_in_a import has_form, of_two, own_on_z, reads_a
from nablacheck.reference.backprop import Pass, VectorJacobian


def _dropped(t: Pass, l: int) -> bool:
    return l in t.problem.masks


def _unit(t: Pass, l: int) -> bool:
    return t.problem.network.activations[l].range == (0, 1) and elementwise(t, l)


def _same_width(other: int) -> Any:
    return both(as_wide(0, other), lambda t, l: elementwise(t, l) and l + other in t.z and elementwise(t, l + other))


WRONG_PRIMES: tuple[WrongPart, ...] = (
    WrongPart(
        "mask forgotten", "the mask of layer {l} is missing on the way back", lambda t, l: own_prime(t, l, t.z[l]), _dropped
    ),
    WrongPart(
        "masked a for a",
        "a^{l} with its mask stands for a^{l} in σ′: σ′ takes a^{l} before the mask, which comes in beside it",
        lambda t, l: of_two(t, l, t.a[l], t.a[l]) * t.xp.lift(t.problem.masks[l].astype(t.problem.dtype)),
        both(_dropped, has_form),
    ),
    WrongPart(
        "masked a for a, mask forgotten",
        "a^{l} with its mask stands for a^{l} in σ′, and the mask is missing on the way back",
        lambda t, l: of_two(t, l, t.a[l], t.a[l]),
        both(_dropped, has_form),
    ),
    WrongPart(
        "gradient rectified",
        "what is sent back was set to 0 where it is negative itself, not where z^{l} is",
        lambda t, l: VectorJacobian(lambda g: t.xp.maximum(g, 0)),
        elementwise,
    ),
    WrongPart(
        "gradient rectified too",
        "what is sent back was set to 0 where it is negative, besides ⊙ σ′(z^{l})",
        lambda t, l: VectorJacobian(lambda g: t.xp.maximum(g, 0) * t.prime(l)),
        elementwise,
    ),
    WrongPart(
        "sigma prime of a",
        "σ′(a^{l}) was used where {eq} says σ′(z^{l})",
        lambda t, l: t.prime_at(l, t.a[l]),
        elementwise,
    ),
    WrongPart(
        "form of a applied to z",
        "the form of σ′ that is written with a^{l} was applied to z^{l}",
        own_on_z,
        reads_a,
    ),
    WrongPart(
        "form of a applied to z, by hand",
        "the form of σ′ that is written with a^{l} was applied to z^{l}",
        lambda t, l: of_two(t, l, t.z[l], t.z[l]),
        has_form,
    ),
    WrongPart(
        "z for the second a",
        "z^{l} stands for the second a^{l} in σ′",
        lambda t, l: of_two(t, l, t.a[l], t.z[l]),
        has_form,
    ),
    WrongPart(
        "z for the first a",
        "z^{l} stands for the first a^{l} in σ′",
        lambda t, l: of_two(t, l, t.z[l], t.a[l]),
        has_form,
    ),
    WrongPart(
        "error for a",
        "a^L − y stands for a^L in σ′ (as where y was subtracted in place)",
        lambda t, l: of_two(t, l, t.a[l] - t.y, t.a[l] - t.y),
        both(has_form, lambda t, l: l == t.L),
    ),
    WrongPart("sigma for sigma prime", "σ(z^{l}) was used for σ′(z^{l})", lambda t, l: t.a[l], elementwise),
    WrongPart("z for sigma prime", "z^{l} was used for σ′(z^{l})", lambda t, l: t.z[l], elementwise),
    WrongPart("1 − a", "1 − a^{l} was used for σ′(z^{l})", lambda t, l: 1 - t.a[l], elementwise),
    WrongPart("1 + a", "1 + a^{l} was used for σ′(z^{l})", lambda t, l: 1 + t.a[l], elementwise),
    WrongPart("a²", "(a^{l})² was used for σ′(z^{l})", lambda t, l: t.a[l] * t.a[l], elementwise),
    WrongPart("1 + a²", "1 + (a^{l})² was used for σ′(z^{l})", lambda t, l: 1 + t.a[l] * t.a[l], elementwise),
    WrongPart("(1 − a)²", "(1 − a^{l})² was used for σ′(z^{l})", lambda t, l: (1 - t.a[l]) * (1 - t.a[l]), elementwise),
    WrongPart("1 − 2a", "1 − 2a^{l} was used for σ′(z^{l})", lambda t, l: 1 - 2 * t.a[l], elementwise),
    WrongPart("a(1 + a)", "a^{l}(1 + a^{l}) was used for σ′(z^{l})", lambda t, l: t.a[l] * (1 + t.a[l]), elementwise),
    WrongPart(
        "a(a − 1)²", "a^{l}(1 − a^{l})² was used for σ′(z^{l})", lambda t, l: t.a[l] * (1 - t.a[l]) * (1 - t.a[l]), _unit
    ),
    WrongPart("a²(1 − a)", "(a^{l})²(1 − a^{l}) was used for σ′(z^{l})", lambda t, l: t.a[l] * t.a[l] * (1 - t.a[l]), _unit),
    WrongPart(
        "a(1 − a²)", "a^{l}(1 − (a^{l})²) was used for σ′(z^{l})", lambda t, l: t.a[l] * (1 - t.a[l] * t.a[l]), elementwise
    ),
    WrongPart(
        "a/z",
        "a^{l}/z^{l} was used for σ′(z^{l})",
        lambda t, l: t.a[l] / t.z[l],
        elementwise,
    ),
    WrongPart("e^−z", "e^(−z^{l}) was used for σ′(z^{l})", lambda t, l: t.xp.exp(-t.z[l]), elementwise),
    WrongPart("e^z", "e^(z^{l}) was used for σ′(z^{l})", lambda t, l: t.xp.exp(t.z[l]), elementwise),
    WrongPart("1 − z²", "1 − (z^{l})² was used for σ′(z^{l})", lambda t, l: 1 - t.z[l] * t.z[l], bent),
    WrongPart("z(1 − z)", "z^{l}(1 − z^{l}) was used for σ′(z^{l})", lambda t, l: t.z[l] * (1 - t.z[l]), bent),
    WrongPart(
        "the other branch",
        "the other branch of σ′ was used: σ′(−z^{l}) for σ′(z^{l})",
        lambda t, l: t.prime_at(l, -t.z[l]),
        elementwise,
    ),
    WrongPart("sigma prime at 0", "σ′(0) was used for σ′(z^{l})", lambda t, l: t.prime_at(l, 0 * t.z[l]), elementwise),
    WrongPart("sigma prime twice", "σ′(z^{l}) was multiplied with twice", lambda t, l: t.prime(l) * t.prime(l), elementwise),
    WrongPart("divided by sigma prime", "{eq} was divided by σ′(z^{l})", lambda t, l: 1 / t.prime(l), elementwise),
    WrongPart("1 − sigma prime", "1 − σ′(z^{l}) was used for σ′(z^{l})", lambda t, l: 1 - t.prime(l), elementwise),
    WrongPart("sigma twice", "σ′(z^{l}) was multiplied with a^{l} as well", lambda t, l: t.prime(l) * t.a[l], elementwise),
    WrongPart("z twice", "σ′(z^{l}) was multiplied with z^{l} as well", lambda t, l: t.prime(l) * t.z[l], elementwise),
    WrongPart(
        "sigma prime of the layer above",
        "σ′(z^{l+1}) was used where {eq} says σ′(z^{l})",
        lambda t, l: t.prime(l + 1),
        both(hidden, _same_width(1)),
    ),
    WrongPart(
        "sigma prime of the layer below",
        "σ′(z^{l-1}) was used where {eq} says σ′(z^{l})",
        lambda t, l: t.prime(l - 1),
        _same_width(-1),
    ),
    WrongPart(
        "sigma prime at the activation below",
        "σ′(a^{l-1}) was used where {eq} says σ′(z^{l})",
        lambda t, l: t.prime_at(l, t.a[l - 1]),
        both(elementwise, as_wide(0, -1)),
    ),
    WrongPart(
        "activation below for a",
        "a^{l-1} stands for a^{l} in σ′",
        lambda t, l: of_two(t, l, t.a[l - 1], t.a[l - 1]),
        both(has_form, as_wide(0, -1)),
    ),
    WrongPart(
        "activation above for a",
        "a^{l+1} stands for a^{l} in σ′",
        lambda t, l: of_two(t, l, t.a[l + 1], t.a[l + 1]),
        both(has_form, hidden, as_wide(0, 1)),
    ),
    WrongPart(
        "sigma prime without the bias",
        "σ′ was taken at w^{l} a^{l-1}, without the bias",
        lambda t, l: t.prime_at(l, t.w[l] @ t.a[l - 1]),
        both(elementwise, lambda t, l: bool(np.any(t.problem.network.b[l]))),
    ),
)
