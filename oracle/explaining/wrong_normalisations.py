"""What may be done with z^l before σ: divided by its norm, or normalised."""

from __future__ import annotations

from typing import Any

from nablacheck.oracle.explaining.forward_steps import Step
from nablacheck.oracle.explaining.norms import norm
from nablacheck.oracle.explaining.parts import batch
from nablacheck.reference.backprop import BOOK, Pass

Array = Any


def _normalised(t: Pass, z: Array, axis: int, count: int) -> Array:
    """z less its mean, over its deviation"""
    centred = z - z.sum(axis=axis, keepdims=True) / count
    return centred / t.xp.sqrt((centred * centred).sum(axis=axis, keepdims=True) / count)


WRONG_NORMALISATIONS: tuple[Step, ...] = (
    Step(
        "z over its norm",
        "z^l was divided by its norm before σ",
        z=lambda t, l: BOOK.z(t, l) / norm(t, BOOK.z(t, l), (-2, -1)),
    ),
    Step(
        "z over its norm in each example",
        "z^l was divided by its norm in each example before σ",
        z=lambda t, l: BOOK.z(t, l) / norm(t, BOOK.z(t, l), (-2,)),
    ),
    Step(
        "batch normalised",
        "z^l was normalised over the examples of the batch before σ, and the way back does not know of it",
        z=lambda t, l: _normalised(t, BOOK.z(t, l), -1, t.problem.batch),
        applies=batch,
    ),
    Step(
        "layer normalised",
        "z^l was normalised over the neurons of the layer before σ, and the way back does not know of it",
        z=lambda t, l: _normalised(t, BOOK.z(t, l), -2, t.problem.network.widths[l]),
    ),
)
