"""How elementary functions bend: their tangents, and sup|g″| over a ball, which bounds what a tangent is off by (Taylor)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = Any


class Bend(NamedTuple):
    """g′ at a point, and sup|g″| over a ball of which sup|g′| is `steep` and the largest |x| is `far`.

    `monotone` says that g′ has one sign everywhere. `squares` says that NumPy's g′ is computed from x²,
    whose rounding it enlarges by x².
    """

    prime: Callable[[Array], Array]
    curve: Callable[[Array, Array], Array]
    monotone: bool = True
    squares: bool = False


def _normal(x: Array) -> Array:
    """2/√π e^−x², the slope of erf"""
    return 2 / math.sqrt(math.pi) * np.exp(-x * x)


BENDS = {
    "exp": Bend(np.exp, lambda steep, far: steep),
    "expm1": Bend(np.exp, lambda steep, far: steep),
    # g″ = −g′²
    "log": Bend(lambda x: 1 / x, lambda steep, far: steep * steep),
    "log1p": Bend(lambda x: 1 / (1 + x), lambda steep, far: steep * steep),
    # g″ = −2 tanh(x) g′
    "tanh": Bend(lambda x: np.cosh(x) ** -2, lambda steep, far: 2 * steep * np.minimum(far, 1)),
    # g″ = −2x g′
    "erf": Bend(_normal, lambda steep, far: 2 * far * steep, squares=True),
    "erfc": Bend(lambda x: -_normal(x), lambda steep, far: 2 * far * steep, squares=True),
    # g″ = −2 g′³
    "sqrt": Bend(lambda x: 1 / (2 * np.sqrt(x)), lambda steep, far: 2 * steep * steep * steep),
    "sin": Bend(np.cos, lambda steep, far: 1.0, monotone=False),
    "cos": Bend(lambda x: -np.sin(x), lambda steep, far: 1.0, monotone=False),
    # g″ = −2x g′², and |x| g′ ≤ ½
    "atan": Bend(lambda x: 1 / (1 + x * x), lambda steep, far: steep * np.minimum(2 * far * steep, 1)),
    # g″ = −tanh(x/2) g′
    "sigmoid": Bend(lambda x: np.cosh(x / 2) ** -2 / 4, lambda steep, far: steep * np.minimum(far / 2, 1)),
}
"""By elementary function g."""


def bend_of_power(p: float, near: Array) -> Bend:
    """x^p over a ball that does not come nearer to 0 than `near`: g′ = p x^(p−1), g″ = p (p − 1) x^(p−2)."""

    def curve(steep: Array, far: Array) -> Array:
        end = far if p >= 2 else near
        return np.where(end > 0, abs(p * (p - 1)) * (np.power(end, p) + math.ulp(0.0)) / end / end, math.inf)

    return Bend(lambda x: p * np.power(x, p) / x, curve)
