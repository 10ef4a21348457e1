"""What may be typed for the weighted input z^l."""

from __future__ import annotations

import math
from typing import Any

from nablacheck.oracle.explaining.evaluated import own_value
from nablacheck.oracle.explaining.forward_steps import Step
from nablacheck.oracle.explaining.other_data import Other, other_x
from nablacheck.oracle.explaining.parts import as_wide, both
from nablacheck.reference.backprop import BOOK, Pass

Array = Any


def without_bias(t: Pass, l: int) -> Array:
    """w^l a^{l-1}"""
    return t.w[l] @ t.a[l - 1]


def _several_inputs(t: Pass, l: int) -> bool:
    return t.problem.network.widths[l - 1] > 1


COMMON_WEIGHTED_INPUTS: tuple[Step, ...] = (
    Step("bias forgotten", "z^l = w^l a^{l-1} was computed without + b^l", z=without_bias),
    Step("bias subtracted", "z^l was computed with − b^l where it has + b^l", z=lambda t, l: without_bias(t, l) - t.b[l]),
    Step("bias twice", "b^l was added twice in z^l", z=lambda t, l: without_bias(t, l) + t.b[l] + t.b[l]),
    Step(
        "bias for each input",
        "b^l was added once for each neuron of layer l−1, n_{l-1} times, in z^l",
        z=lambda t, l: without_bias(t, l) + t.b[l] * t.problem.network.widths[l - 1],
    ),
    Step(
        "bias outside of sigma",
        "b^l was added outside of σ: a^l = σ(w^l a^{l-1}) + b^l",
        z=without_bias,
        a=lambda t, l: own_value(t, l, t.z[l]) + t.b[l],
    ),
    Step(
        "bias of the layer before",
        "z^l was computed with b^{l-1} where it has b^l",
        z=lambda t, l: without_bias(t, l) + t.b[l - 1],
        applies=both(as_wide(0, -1), lambda t, l: l - 1 in t.b),
    ),
    Step(
        "transposed weights forward",
        "z^l was computed with (w^l)ᵀ where it has w^l",
        z=lambda t, l: t.w[l].mT @ t.a[l - 1] + t.b[l],
        applies=as_wide(0, -1),
    ),
    Step(
        "mean of the inputs",
        "z^l has the mean over the neurons of layer l−1 where it has their sum",
        z=lambda t, l: without_bias(t, l) / t.problem.network.widths[l - 1] + t.b[l],
        applies=_several_inputs,
    ),
    Step(
        "inputs over √n",
        "w^l a^{l-1} was divided by the square root of the number of neurons of layer l−1 in z^l",
        z=lambda t, l: without_bias(t, l) / math.sqrt(t.problem.network.widths[l - 1]) + t.b[l],
        applies=_several_inputs,
    ),
    Step(
        "z over √n",
        "z^l was divided by the square root of the number of neurons of layer l−1",
        z=lambda t, l: BOOK.z(t, l) / math.sqrt(t.problem.network.widths[l - 1]),
        applies=_several_inputs,
    ),
)
RARE_WEIGHTED_INPUTS: tuple[Step, ...] = (
    Step(
        "biases summed",
        "z^l was computed with the sum of all b^l, the same for each neuron",
        z=lambda t, l: without_bias(t, l) + t.b[l].sum(axis=-2, keepdims=True),
    ),
    Step(
        "biases averaged",
        "z^l was computed with the mean of all b^l, the same for each neuron",
        z=lambda t, l: without_bias(t, l) + t.b[l].sum(axis=-2, keepdims=True) / t.problem.network.widths[l],
    ),
    Step(
        "bias of the first neuron",
        "z^l was computed with the bias of the first neuron for each neuron of the layer",
        z=lambda t, l: without_bias(t, l) + t.b[l][:1],
    ),
    Step(
        "bias of the last neuron",
        "z^l was computed with the bias of the last neuron for each neuron of the layer",
        z=lambda t, l: without_bias(t, l) + t.b[l][-1:],
    ),
    Step("one for the bias", "z^l was computed with + 1 where it has + b^l", z=lambda t, l: without_bias(t, l) + 1),
    Step(
        "bias times", "z^l was computed with w^l a^{l-1} ⊙ b^l where it has + b^l", z=lambda t, l: without_bias(t, l) * t.b[l]
    ),
    Step("size of w forward", "|w^l| was used in z^l where it has w^l", z=lambda t, l: abs(t.w[l]) @ t.a[l - 1] + t.b[l]),
)


def of_another_x(other: Other) -> Step:
    """z^2 of an input that was changed in the forward pass alone."""
    return Step(
        f"{other.name} forward",
        f"{other.says}, in the forward pass alone: BP4 has x as it was given",
        z=lambda t, l: t.w[l] @ t.xp.lift(other_x(other, t.problem)) + t.b[l],
        applies=lambda t, l: l == 2 and other_x(other, t.problem) is not None,
    )
