"""What δ is made of: something that is sent back, times something for σ′. Each part by itself may be a wrong one.

δ^L = ∇_a C ⊙ σ′(z^L) and δ^l = (w^{l+1})ᵀδ^{l+1} ⊙ σ′(z^l) have the same shape, so a wrong δ is a wrong first part, a
wrong second part, or both: what is looked for is written in two short tables, and what is found has a name in two halves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.activations.rows import log_softmax, softmax, softmin
from nablacheck.reference.arithmetic import Ball, balls, precision
from nablacheck.reference.backprop import Pass

Array = Any
Gives = Callable[[Pass, int], Array]
Applies = Callable[[Pass, int], bool]


def everywhere(t: Pass, l: int) -> bool:
    """Of what can be typed at any layer."""
    return True


@dataclass(frozen=True)
class WrongPart:
    """A wrong part of δ: its name, what it says (with {l} and {eq} for layer and equation), and its value at layer l."""

    name: str
    says: str
    gives: Gives
    applies: Applies = everywhere
    late: bool = False
    """Whether it is one of many, as the slips of a formula: looked for by itself, and where nothing plainer explains δ."""

    @property
    def of_a_batch(self) -> bool:
        """Whether it takes more than one example to make it."""
        return self.applies is batch

    def told(self, equation: str) -> str:
        """What it says in an equation."""
        return self.says.replace("{l}", "L" if equation == "BP1" else "l").replace("{eq}", equation)


def as_wide(l_from: int, l_to: int) -> Applies:
    """Whether layers l + l_from and l + l_to exist and are equally wide, so that one can be taken for the other."""

    def applies(t: Pass, l: int) -> bool:
        n = t.problem.network.widths
        return l + l_from in n and l + l_to in n and n[l + l_from] == n[l + l_to]

    return applies


def elementwise(t: Pass, l: int) -> bool:
    """Whether σ of the layer has a σ′."""
    return t.problem.network.activations[l].prime is not None


def bent(t: Pass, l: int) -> bool:
    """Whether a^l and z^l are two things, neuron by neuron."""
    return elementwise(t, l) and t.problem.network.activations[l] is not ACTIVATIONS["identity"]


def mixing(t: Pass, l: int) -> bool:
    """Whether σ of the layer mixes its neurons, as softmax does."""
    return not elementwise(t, l)


@cache
def computes(entry: Activation, known: Activation) -> bool:
    """Whether an activation, whoever wrote it and however it is called, has the values of a known one."""
    xp = balls(precision(np.dtype(np.float64)), "any")
    z = xp.lift(np.array([[0.5, -1.25], [-0.75, 0.25], [1.5, 0.125]]))
    own, other = (xp.like(one.value(z, xp), z) for one in (entry, known))
    return bool((abs(own.mid - other.mid) <= own.rad + other.rad).all())


def in_the_layer(*known: Activation) -> Applies:
    """Whether σ of the layer is one of these: what is said of a formula or a Jacobian is said of one that is there."""
    return lambda t, l: any(computes(t.problem.network.activations[l], one) for one in known)


of_softmax, of_softmin, of_log_softmax = map(in_the_layer, (softmax, softmin, log_softmax))


def hidden(t: Pass, l: int) -> bool:
    """Whether a layer follows."""
    return l < t.L


def batch(t: Pass, l: int) -> bool:
    """Whether there is more than one example."""
    return t.problem.batch > 1


def several_outputs(t: Pass, l: int) -> bool:
    """Whether there is more than one output."""
    return t.problem.network.widths[t.L] > 1


def both(*conditions: Applies) -> Applies:
    """Where all of them hold."""
    return lambda t, l: all(condition(t, l) for condition in conditions)


def like(t: Pass, l: int, number: float) -> Array:
    """One number for every neuron of the layer and every example."""
    return t.xp.like(number, t.z[l])


def spread(t: Pass, l: int, row: Array) -> Array:
    """One row of numbers for every neuron of the layer."""
    return row * like(t, l, 1)


DECIMALS = range(1, 9)
"""To how many decimals an activation or a σ′ may have been rounded."""


def to_decimals(decimals: int) -> str:
    """How that is said."""
    return f"to {decimals} decimal{'s' * (decimals != 1)}"


def rounded(ball: Array, decimals: int) -> Array:
    """A ball rounded to decimals: one number where all of it is rounded alike, else all that it may be rounded to.

    An array of floats is rounded as it is.
    """
    if not isinstance(ball, Ball):
        return np.round(ball, decimals)
    mid = np.round(ball.mid, decimals)
    reach = np.maximum(abs(np.round(ball.mid + ball.rad, decimals) - mid), abs(np.round(ball.mid - ball.rad, decimals) - mid))
    return Ball(mid, reach + abs(mid) * ball.model.elementwise, np.broadcast_to(abs(mid), mid.shape), ball.model)


def cast(ball: Ball, dtype: str) -> Ball:
    """A ball cast to a narrower dtype: one number where all of it is cast alike, else all that it may become."""
    with np.errstate(over="ignore"):  # what is beyond the narrower format is infinite there
        low, mid, high = (
            part.astype(dtype).astype(np.float64) for part in (ball.mid - ball.rad, ball.mid, ball.mid + ball.rad)
        )
    return Ball(mid, np.maximum(high - mid, mid - low), np.broadcast_to(abs(mid), mid.shape), ball.model)
