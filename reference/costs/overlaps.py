"""Costs of the overlap of two sets, of which the outputs tell how surely each element is in one."""

from nablacheck.reference.activations.smooth import logistic
from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.costs.cost import COSTS, UNIT, Cost
from nablacheck.reference.errors import InputError


@COSTS.family(smooth=(1.0, 0.5, 4.0))
def binary_dice(smooth: float) -> Cost:
    """1 − (Σ p y + s) / (½ Σ p + ½ Σ y + s) with p = σ(a) (Milletari et al. 2016)"""
    if smooth <= 0:
        raise InputError(f"smooth of binary-dice is {smooth:g}; it must be positive.")

    def parts(a: Array, y: Array, xp: Namespace) -> tuple[Array, Array, Array]:
        p = logistic(a, xp)
        common = (p * y).sum(axis=-2, keepdims=True) + smooth
        return p, common, (p.sum(axis=-2, keepdims=True) + y.sum(axis=-2, keepdims=True)) / 2 + smooth

    def value(a: Array, y: Array, xp: Namespace) -> Array:
        _, common, both = parts(a, y, xp)
        return 1 - common / both

    def nabla_a(a: Array, y: Array, xp: Namespace) -> Array:
        p, common, both = parts(a, y, xp)
        return p * (1 - p) * (common / both / 2 - y) / both

    return Cost("", value, nabla_a, also=("dice",), targets=UNIT)
