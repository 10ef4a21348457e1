"""Costs of the angle between the outputs and the targets, two vectors."""

from nablacheck.reference.arithmetic import Array, Namespace
from nablacheck.reference.costs.cost import COSTS, Cost, jump
from nablacheck.reference.errors import InputError


def unit(x: Array, xp: Namespace) -> tuple[Array, Array]:
    """x / ‖x‖ and ‖x‖, without the overflow of a square: x is divided by its largest entry first, if that exceeds 1

    By its root twice, because XLA multiplies by a reciprocal, which must not underflow. Squares of short vectors may: there
    balls decide nothing.
    """
    root = xp.sqrt(xp.maximum(xp.max(abs(x), axis=-2), 1))
    scaled = x / root / root
    length = xp.sqrt((scaled * scaled).sum(axis=-2, keepdims=True))
    return scaled / length, length * root * root


def cosine(a: Array, y: Array, xp: Namespace) -> Array:
    """cos ∠(a, y), one row"""
    return (unit(a, xp)[0] * unit(y, xp)[0]).sum(axis=-2, keepdims=True)


def cosine_slope(a: Array, y: Array, xp: Namespace) -> Array:
    """Its gradient by a, (ŷ − cos â) / ‖a‖"""
    (u, length), v = unit(a, xp), unit(y, xp)[0]
    return (v - (u * v).sum(axis=-2, keepdims=True) * u) / length


cosine_distance = COSTS.add(
    Cost(
        "cosine-distance",
        also=("cosine", "cosine similarity"),
        value=lambda a, y, xp: 1 - cosine(a, y, xp),
        nabla_a=lambda a, y, xp: -cosine_slope(a, y, xp),
    )
)


@COSTS.family(target=(-1.0, 1.0), margin=(0.0, 0.5, -0.5))
def cosine_embedding(target: float, margin: float) -> Cost:
    """1 − cos where the target is 1, and max(0, cos − margin) where it is −1; y is the other vector"""
    if target not in (-1, 1):
        raise InputError(f"target of cosine-embedding is {target:g}; it must be 1 or −1.")
    if target == 1:
        return Cost("", cosine_distance.value, cosine_distance.nabla_a)
    return Cost(
        "",
        value=lambda a, y, xp: xp.maximum(cosine(a, y, xp) - margin, 0),
        nabla_a=lambda a, y, xp, at_kink: jump(cosine(a, y, xp) - margin, 0, cosine_slope(a, y, xp), at_kink, xp),
        kinked=True,
    )
