"""Cross-entropies, of probabilities and of logits."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.activations.rows import log_softmax_of, softmax_of
from nablacheck.reference.activations.smooth import log1p_exp, logistic
from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.costs.cost import COSTS, UNIT, Cancelled, Cost, over_outputs
from nablacheck.reference.costs.targets import BITS, CLASSES, LABELS, PROBABILITIES, Kind
from nablacheck.reference.errors import InputError


@COSTS.family(mean=(0.0, 1.0))
def cross_entropy(mean: float) -> Cost:
    """−(y log a + (1 − y) log(1 − a))"""
    return over_outputs(
        Cost(
            "",
            also=("bce", "binary cross entropy", "log", "logistic"),
            value=lambda a, y, xp: -(y * xp.log(a) + (1 - y) * xp.log(1 - a)),
            nabla_a=lambda a, y, xp: (1 - y) / (1 - a) - y / a,
            outputs=UNIT,
            targets=UNIT,
            cancelled=Cancelled(
                ACTIVATIONS["sigmoid"],
                delta=lambda a, y, xp: (1 - y) * a - y * (1 - a),
                says="∇_a C divides by a(1 − a), which is rounded to 0 there, and σ′ = a(1 − a) multiplies with it: "
                "0 · ∞ is NaN. Write δ^L = (a^L − y)/m, or a cost of the logits.",
            ),
        ),
        mean,
    )


categorical_cross_entropy = COSTS.add(
    Cost(
        "categorical-cross-entropy",
        also=("cce", "cross entropy", "softmax", "multiclass cross entropy"),
        value=lambda a, y, xp: -y * xp.log(a),
        nabla_a=lambda a, y, xp: -y / a,
        outputs=UNIT,
        targets=UNIT,
        meant=CLASSES,
        cancelled=Cancelled(
            ACTIVATIONS["softmax"],
            delta=lambda a, y, xp: a * y.sum(axis=-2, keepdims=True) - y,
            says="∇_a C = −y/a divides by an output that is rounded to 0 there, and softmax's Jacobian multiplies with it: "
            "0 · ∞ is NaN. Write δ^L = (a^L − y)/m, or a cost of the logits.",
        ),
    )
)


@COSTS.family(pos_weight=(1.0, 0.5, 4.0, 0.0), mean=(0.0, 1.0))
def cross_entropy_with_logits(pos_weight: float, mean: float) -> Cost:
    """Cross-entropy of σ(a), a the logits, with a weight on y: −(w y log σ(a) + (1 − y) log(1 − σ(a)))"""
    if pos_weight < 0:
        raise InputError(f"pos_weight of cross-entropy-with-logits is {pos_weight:g}; it must not be negative.")
    return over_outputs(
        Cost(
            "",
            also=("bce with logits", "binary cross entropy with logits", "sigmoid cross entropy"),
            value=lambda a, y, xp: pos_weight * y * log1p_exp(-a, xp) + (1 - y) * log1p_exp(a, xp),
            nabla_a=lambda a, y, xp: (
                logistic(a, xp) - y if pos_weight == 1 else (1 + (pos_weight - 1) * y) * logistic(a, xp) - pos_weight * y
            ),
            targets=UNIT,
            of=(ACTIVATIONS["sigmoid"], COSTS["cross-entropy"]) if pos_weight == 1 and not mean else None,
        ),
        mean,
    )


multilabel_soft_margin = COSTS.add(replace(COSTS["cross-entropy-with-logits(mean=1)"], name="multilabel-soft-margin", also=()))


def weights(ratio: float, a: Array, xp: Namespace) -> Array:
    """The weight r^k of class k = 0, 1, …, in the shape of a"""
    return xp.like(np.array([[ratio**k] for k in range(a.shape[-2])]), a)


def checked_ratio(ratio: float, family: str) -> float:
    """The ratio of the weights of neighbouring classes, whose powers every dtype must hold."""
    if math.frexp(ratio)[0] not in (0, 0.5):
        raise InputError(f"ratio of {family} is {ratio:g}; it must be 0 or a power of two.")
    return ratio


def _weighted(ratio: float, t: Array, a: Array, xp: Namespace) -> Array:
    return t if ratio == 1 else weights(ratio, a, xp) * t


def _of_softmax(ratio: float, smoothing: float, total: Callable[[Array], Array], kind: Kind | None = None) -> Cost:
    """−Σ_k w_k t_k log softmax(a)_k with w_k = ratio^k and t = (1 − s) y + s/n · total(y), s the smoothing"""

    def value(a: Array, y: Array, xp: Namespace) -> Array:
        each = _weighted(ratio, log_softmax_of(a, xp), a, xp)
        if not smoothing:
            return each * -y
        uniform = (each * total(y)).sum(axis=-2, keepdims=True) * (smoothing / a.shape[-2])
        return (each * y).sum(axis=-2, keepdims=True) * (smoothing - 1) - uniform

    def nabla_a(a: Array, y: Array, xp: Namespace) -> Array:
        smoothed = (1 - smoothing) * y + smoothing / a.shape[-2] * total(y) if smoothing else y
        t = _weighted(ratio, smoothed, a, xp)
        return softmax_of(a, xp) * t.sum(axis=-2, keepdims=True) - t

    return Cost("", value, nabla_a, targets=UNIT, kind=kind, meant=CLASSES if kind else PROBABILITIES)


def _checked(ratio: float, smoothing: float, family: str) -> None:
    checked_ratio(ratio, family)
    if not 0 <= smoothing <= 1:
        raise InputError(f"smoothing of {family} is {smoothing:g}; it must be a number from 0 to 1.")


@COSTS.family(ratio=(1.0, 0.5, 2.0, 0.0), smoothing=(0.0, 0.125, 1.0))
def categorical_cross_entropy_with_logits(ratio: float, smoothing: float) -> Cost:
    """Categorical cross-entropy of softmax(a); class k has the weight ratio^k, and a column of y moves towards 1/n"""
    _checked(ratio, smoothing, "categorical-cross-entropy-with-logits")
    plain = (ratio, smoothing) == (1, 0)
    of = (ACTIVATIONS["softmax"], categorical_cross_entropy) if plain else None
    also = ("cross entropy", "softmax cross entropy", "softmax cross entropy with logits", "cross entropy with softmax")
    return replace(_of_softmax(ratio, smoothing, lambda y: 1), of=of, also=also)


@COSTS.family(ratio=(1.0, 0.5, 2.0, 0.0), smoothing=(0.0, 0.125, 1.0))
def label_cross_entropy(ratio: float, smoothing: float) -> Cost:
    """The same of a single label, the 1 in a column of y; a column of zeros is an example that is ignored"""
    _checked(ratio, smoothing, "label-cross-entropy")
    also = ("sparse categorical cross entropy", "sparse softmax cross entropy")
    of = (ACTIVATIONS["softmax"], categorical_cross_entropy) if (ratio, smoothing) == (1, 0) else None
    return replace(_of_softmax(ratio, smoothing, lambda y: y.sum(axis=-2, keepdims=True), LABELS), of=of, also=also)


safe_softmax_cross_entropy = COSTS.add(
    replace(COSTS["categorical-cross-entropy-with-logits"], name="safe-softmax-cross-entropy", also=())
)


@COSTS.family(epsilon=(2.0, -1.0, 0.0))
def poly_cross_entropy(epsilon: float) -> Cost:
    """Categorical cross-entropy of p = softmax(a) plus ε Σ_k y_k (1 − p_k) (Leng et al. 2022)"""
    plain = COSTS["categorical-cross-entropy-with-logits"]

    def nabla_a(a: Array, y: Array, xp: Namespace) -> Array:
        p = softmax_of(a, xp)
        return plain.nabla_a(a, y, xp) - epsilon * p * (y - (y * p).sum(axis=-2, keepdims=True))

    return replace(
        plain,
        also=("poly loss",),
        value=lambda a, y, xp: plain.value(a, y, xp) + epsilon * (y * (1 - softmax_of(a, xp))),
        nabla_a=nabla_a,
        of=None,
    )


@COSTS.family(gamma=(2.0, 1.0, 0.0, 3.0), mean=(0.0, 1.0))
def sigmoid_focal(gamma: float, mean: float) -> Cost:
    """Cross-entropy of σ(a) times q^γ, with q the probability given to the other class (Lin et al. 2017)"""
    if gamma not in range(8):
        raise InputError(f"gamma of sigmoid-focal is {gamma:g}; it must be a whole number from 0 to 7.")
    plain, power = COSTS["cross-entropy-with-logits"], int(gamma)
    if not power:
        return over_outputs(replace(plain, also=("focal",)), mean)

    def other(a: Array, y: Array, xp: Namespace) -> Array:
        return y * logistic(-a, xp) + (1 - y) * logistic(a, xp)

    def nabla_a(a: Array, y: Array, xp: Namespace) -> Array:
        q = other(a, y, xp)
        slope = power * (1 - 2 * y) * logistic(a, xp) * logistic(-a, xp)
        rest = q ** (power - 1) if power > 1 else 1  # balls have no power of 0
        return (plain.nabla_a(a, y, xp) * q + plain.value(a, y, xp) * slope) * rest

    def value(a: Array, y: Array, xp: Namespace) -> Array:
        return plain.value(a, y, xp) * other(a, y, xp) ** power

    return over_outputs(replace(plain, also=("focal",), value=value, nabla_a=nabla_a, meant=BITS, of=None), mean)
