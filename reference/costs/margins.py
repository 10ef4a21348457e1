"""Costs of a margin: of ya for targets −1 and 1, and of the label's output against the others."""

from dataclasses import replace

from nablacheck.reference.activations.activation import ACTIVATIONS
from nablacheck.reference.activations.smooth import log1p_exp, logistic
from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.costs.cost import COSTS, MIDDLE, UNIT, Cost, jump, over_outputs
from nablacheck.reference.costs.entropies import checked_ratio, weights
from nablacheck.reference.costs.targets import BITS, CLASSES, SIGNS
from nablacheck.reference.errors import InputError

BOTH = (-1.0, 1.0)


def signed(x: Array, y: Array, xp: Namespace) -> Array:
    """yx for a y of −1 or 1: the sign is exact, where a product might be rounded"""
    return xp.where(y > 0, x, -x)


def hinge_at(z: Array, at_kink: float, xp: Namespace) -> Array:
    """The derivative of max(0, z)"""
    return jump(z, 0, 1, at_kink, xp)


@COSTS.family(mean=(0.0, 1.0))
def soft_margin(mean: float) -> Cost:
    """log(1 + e^−ya)"""
    return over_outputs(
        Cost(
            "",
            value=lambda a, y, xp: log1p_exp(-signed(a, y, xp), xp),
            nabla_a=lambda a, y, xp: -signed(logistic(-signed(a, y, xp), xp), y, xp),
            targets=BOTH,
            kind=SIGNS,
        ),
        mean,
    )


hinge = COSTS.add(
    Cost(
        "hinge",
        also=("svm",),
        value=lambda a, y, xp: xp.maximum(1 - signed(a, y, xp), 0),
        nabla_a=lambda a, y, xp, at_kink: -signed(xp.like(hinge_at(1 - signed(a, y, xp), at_kink, xp), a), y, xp),
        targets=BOTH,
        kind=SIGNS,
        kinked=True,
    )
)

perceptron = COSTS.add(
    replace(
        hinge,
        name="perceptron",
        also=(),
        value=lambda a, y, xp: xp.maximum(-signed(a, y, xp), 0),
        nabla_a=lambda a, y, xp, at_kink: -signed(xp.like(hinge_at(-signed(a, y, xp), at_kink, xp), a), y, xp),
    )
)


def _missing(a: Array, y: Array, xp: Namespace) -> Array:
    """What ya lacks of 1"""
    return xp.maximum(1 - signed(a, y, xp), 0)


squared_hinge = COSTS.add(
    Cost(
        "squared-hinge",
        value=lambda a, y, xp: _missing(a, y, xp) * _missing(a, y, xp),
        nabla_a=lambda a, y, xp: -2 * signed(_missing(a, y, xp), y, xp),
        targets=BOTH,
        kind=SIGNS,
    )
)


@COSTS.family(margin=(1.0, 0.5, 0.0, -1.0), mean=(0.0, 1.0))
def hinge_embedding(margin: float, mean: float) -> Cost:
    """a where y is 1, and max(0, margin − a) where it is −1"""
    return over_outputs(
        Cost(
            "",
            value=lambda a, y, xp: xp.where(y > 0, a, xp.maximum(margin - a, 0)),
            nabla_a=lambda a, y, xp, at_kink: xp.where(y > 0, 1, -hinge_at(margin - a, at_kink, xp)),
            targets=BOTH,
            kind=SIGNS,
            kinked=True,
        ),
        mean,
    )


def _against(a: Array, y: Array, xp: Namespace) -> Array:
    """1 − 2y: the sign under which sparse_plus takes an output"""
    return xp.where(y > 0, -a, a)


_sparse_plus = ACTIVATIONS["sparse_plus"]

sparsemax = COSTS.add(
    Cost(
        "sparsemax",  # sparse_plus(a) for a y of 0, sparse_plus(−a) for 1 (Blondel, Martins, Niculae 2020, section 4.4)
        value=lambda a, y, xp: _sparse_plus.value(_against(a, y, xp), xp),
        nabla_a=lambda a, y, xp: _against(_sparse_plus.prime(_against(a, y, xp), a, xp), y, xp),  # type: ignore[misc]
        targets=UNIT,
        kind=BITS,
    )
)


@COSTS.family(p=(1.0, 2.0), margin=(1.0, 0.5, 0.0), ratio=(1.0, 0.5, 2.0, 0.0))
def multi_margin(p: float, margin: float, ratio: float) -> Cost:
    """1/n Σ_j max(0, margin − a_k + a_j)^p over the others than the label k, with the class weight ratio^k"""
    if p not in (1, 2):
        raise InputError(f"p of multi-margin is {p:g}; it must be 1 or 2.")
    checked_ratio(ratio, "multi-margin")

    def short(a: Array, y: Array, xp: Namespace) -> Array:
        return margin - (xp.where(y > 0, a, 0).sum(axis=-2, keepdims=True) - a)

    def share(a: Array, y: Array, xp: Namespace) -> Array:
        """The weight, for the others than the label"""
        weight = 1 if ratio == 1 else (weights(ratio, a, xp) * y).sum(axis=-2, keepdims=True)
        return (1 - y) * weight

    def gathered(nabla: Array, y: Array) -> Array:
        return nabla - y * nabla.sum(axis=-2, keepdims=True)

    def value(a: Array, y: Array, xp: Namespace) -> Array:
        return (xp.maximum(short(a, y, xp), 0) ** int(p) * share(a, y, xp)).sum(axis=-2, keepdims=True) / a.shape[-2]

    def nabla_a(a: Array, y: Array, xp: Namespace, at_kink: float = MIDDLE) -> Array:
        z = short(a, y, xp)
        slope = hinge_at(z, at_kink, xp) if p == 1 else 2 * xp.maximum(z, 0)
        return gathered(slope * share(a, y, xp) / a.shape[-2], y)

    also = ("multiclass hinge", "multiclass svm")
    return Cost("", value, nabla_a, also=also, targets=UNIT, kind=CLASSES, kinked=p == 1)
