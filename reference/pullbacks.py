"""By which rules a cotangent goes back through each function of a formula, and what frameworks do differently there.

A rule is linear in what it is given, and is written with the operations of whichever arithmetic is at work: it pulls a
cotangent back and pushes a rate of change forward alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nablacheck.reference.arithmetic import Array


@dataclass(frozen=True)
class Pullbacks:
    """What frameworks do differently: |x|′ at 0, max′ by each of two equal numbers, and the derivative of x/y by y.

    `maximum` is what the first of two equal numbers gets, and the second, unless `maximum_second` says otherwise.

    `divides_by_square`, as in JAX: a cotangent g becomes (g · y⁻²) · x, which loses what y² or g · y⁻² does not hold, in
    place of g · ((x/y)/y). `masks_by_multiplying`, as in JAX: the cotangent of max is multiplied by 1, ½ or 0, so that a NaN
    stays one, in place of chosen or not; `where_by_multiplying`, as in MLX, is the same of where. `takes_exp_for_expm1`, as
    JAX does since 0.12: expm1′ is exp of the argument, and not expm1 + 1, which cancels. `tanh_by_factors`, as in JAX: tanh′ is
    (1 + tanh)(1 − tanh), whose own derivative cancels near 0, in place of 1 − tanh².
    """

    abs: float = 0.0
    maximum: float = 0.5
    maximum_second: float | None = None
    divides_by_square: bool = False
    masks_by_multiplying: bool = False
    where_by_multiplying: bool = False
    takes_exp_for_expm1: bool = False
    tanh_by_factors: bool = False


SMOOTH = Pullbacks()
"""Halfway between the one-sided derivatives: right where two branches of a smooth function meet."""


ELEMENTARY: Mapping[str, Callable[[Array, Array, Array, Any], Array]] = {
    "exp": lambda g, x, r, xp: g * r,
    "expm1": lambda g, x, r, xp: g * (r + 1),
    "log": lambda g, x, r, xp: g / x,
    "log1p": lambda g, x, r, xp: g / (1 + x),
    "tanh": lambda g, x, r, xp: g * (1 - r * r),
    "erf": lambda g, x, r, xp: g * (xp.exp(-x * x) * (2 / xp.sqrt(xp.pi))),
    "erfc": lambda g, x, r, xp: -g * (xp.exp(-x * x) * (2 / xp.sqrt(xp.pi))),
    "sqrt": lambda g, x, r, xp: g / (2 * r),
    "sin": lambda g, x, r, xp: g * xp.cos(x),
    "cos": lambda g, x, r, xp: -g * xp.sin(x),
    "atan": lambda g, x, r, xp: g / (1 + x * x),
    "sigmoid": lambda g, x, r, xp: g * (r * (1 - r)),
}
"""By elementary function r = g(x), the pullback of a cotangent g."""


def _by_exp(g: Array, x: Array, r: Array, xp: Any) -> Array:
    """That of expm1, of its argument."""
    return g * xp.exp(x)


def _by_factors(g: Array, x: Array, r: Array, xp: Any) -> Array:
    """That of tanh, (1 + tanh)(1 − tanh)."""
    return (g + g * r) * (1 - r)


def elementary(pullbacks: Pullbacks) -> Mapping[str, Callable[[Array, Array, Array, Any], Array]]:
    """The pullbacks of elementary functions, as somebody has them; each is linear, and pushes a rate forward as well."""
    expm1 = {"expm1": _by_exp} if pullbacks.takes_exp_for_expm1 else {}
    tanh = {"tanh": _by_factors} if pullbacks.tanh_by_factors else {}
    return {**ELEMENTARY, **expm1, **tanh}


FUNCTIONS = (*ELEMENTARY, "pow", "where", "maximum", "minimum", "max", "like")
"""What `xp` has, beside the number pi."""
