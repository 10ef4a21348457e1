"""a^L − y, the error of the output, and what is typed in its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from nablacheck.oracle.explaining.cost_gradients import at_z, not_quadratic
from nablacheck.oracle.explaining.norms import norm, root_mean_square
from nablacheck.oracle.explaining.parts import DECIMALS, WrongPart, elementwise, rounded, several_outputs, to_decimals
from nablacheck.oracle.explaining.thresholds import sign, threshold, winners
from nablacheck.oracle.explaining.written_in_a import form_on_z
from nablacheck.reference.backprop import Pass

Array = Any


def error(t: Pass, l: int) -> Array:
    """a^L − y"""
    return t.a[l] - t.y


def _exchanged(t: Pass, l: int) -> Array:
    """∇_a C with y for a and a for y"""
    return t.problem.network.cost.gradient(t.y, t.xp.lift(t.a[l]), t.xp)


FEW = 4
"""Of the decimals to which an error may have been rounded so many are looked for."""
ERRORS: tuple[WrongPart, ...] = (
    WrongPart(
        "predicted class",
        "the predicted class was used for a^L: argmax, 1 for the largest output and 0 for the others, minus y",
        lambda t, l: winners(t, t.a[l]) - t.y,
        several_outputs,
    ),
    WrongPart(
        "output rounded",
        "a^L was rounded to 0 or 1 (a hard threshold at 1/2) before y was subtracted",
        lambda t, l: threshold(t, t.a[l], 0, 1) - t.y,
    ),
    WrongPart(
        "sign of the output",
        "the sign of a^L, −1 or 1, was used for a^L before y was subtracted",
        lambda t, l: sign(t, t.a[l]) - t.y,
    ),
    WrongPart(
        "cube of the error",
        "(a^L − y)³ was used for a^L − y",
        lambda t, l: error(t, l) * error(t, l) * error(t, l),
    ),
    WrongPart("square of the error", "(a^L − y)² was used for a^L − y", lambda t, l: error(t, l) * error(t, l)),
    WrongPart(
        "error over its norm",
        "a^L − y was divided by its norm over all examples, as under the cost ‖a^L − y‖ (the square is missing)",
        lambda t, l: error(t, l) / norm(t, error(t, l), (-2, -1)),
    ),
    WrongPart(
        "error over its norm in each example",
        "a^L − y was divided by its norm in each example, as under the cost ‖a^L − y‖ (the square is missing)",
        lambda t, l: error(t, l) / norm(t, error(t, l), (-2,)),
        several_outputs,
    ),
    WrongPart(
        "error over its mean square's root",
        "a^L − y was divided by the root of its mean square over all outputs and examples, as under the cost RMSE",
        lambda t, l: error(t, l) / root_mean_square(t, error(t, l), (-2, -1)),
    ),
    WrongPart(
        "error over its mean square's root in each example",
        "a^L − y was divided by the root of its mean square in each example, as under the cost RMSE",
        lambda t, l: error(t, l) / root_mean_square(t, error(t, l), (-2,)),
        several_outputs,
    ),
    WrongPart("error over y", "a^L − y was divided by y, as a relative error", lambda t, l: error(t, l) / t.y),
    WrongPart("error over a", "a^L − y was divided by a^L", lambda t, l: error(t, l) / t.a[l]),
    WrongPart(
        "difference of logarithms",
        "ln a^L − ln y was used for a^L − y",
        lambda t, l: t.xp.log(t.a[l]) - t.xp.log(t.y),
    ),
    WrongPart("error times a", "a^L − y was multiplied with a^L", lambda t, l: error(t, l) * t.a[l]),
    WrongPart("error times y", "a^L − y was multiplied with y", lambda t, l: error(t, l) * t.y),
    WrongPart(
        "error times 1 − a",
        "a^L − y was multiplied with 1 − a^L",
        lambda t, l: error(t, l) * (1 - t.a[l]),
    ),
    WrongPart(
        "error times y(1 − y)",
        "a^L − y was multiplied with y(1 − y), with y where a^L belongs",
        lambda t, l: error(t, l) * t.y * (1 - t.y),
    ),
    WrongPart(
        "sum of the errors",
        "a^L − y was summed over everything: each number has the same error",
        lambda t, l: 0 * t.a[l] + error(t, l).sum(axis=(-2, -1), keepdims=True),
    ),
    WrongPart(
        "error without its mean",
        "the mean over the outputs was subtracted from a^L − y",
        lambda t, l: error(t, l) - error(t, l).sum(axis=-2, keepdims=True) / t.problem.network.widths[l],
        several_outputs,
    ),
    WrongPart("−y", "−y was taken for ∇_a C", lambda t, l: -t.y + 0 * t.a[l]),
    WrongPart("y twice", "y was subtracted twice: a^L − 2y was taken for a^L − y", lambda t, l: t.a[l] - 2 * t.y),
    WrongPart("a twice", "2a^L − y was taken for a^L − y", lambda t, l: 2 * t.a[l] - t.y),
    WrongPart(
        "error times 1 − y",
        "a^L − y was multiplied with 1 − y",
        lambda t, l: error(t, l) * (1 - t.y),
    ),
    WrongPart(
        "e^a",
        "e^(a^L) − y was taken for a^L − y, as if a^L were a logarithm",
        lambda t, l: t.xp.exp(t.a[l]) - t.y,
    ),
    WrongPart("sum of a and y", "a^L + y was taken for a^L − y", lambda t, l: t.a[l] + t.y),
    WrongPart("a and y exchanged", "a^L and y are exchanged in ∇_a C", _exchanged, not_quadratic),
    WrongPart(
        "y times the logarithm",
        "y ln a^L, the terms of C, were taken for ∇_a C",
        lambda t, l: -t.y * t.xp.log(t.a[l]),
        not_quadratic,
    ),
)


def _rounded_error(decimals: int) -> WrongPart:
    says = f"a^L − y was rounded {to_decimals(decimals)}"
    return WrongPart(f"error rounded to {decimals}", says, lambda t, l: rounded(t.xp.lift(error(t, l)), decimals))


def _in_units_of_the_cost(part: WrongPart, t: Pass, l: int) -> Array:
    """What stands for a^L − y, each example with its share in the mean."""
    return t.per_example(part.gives(t, l))


def errors(t: Pass, l: int) -> Iterator[WrongPart]:
    """δ^L from another error, with σ′(z^L) and without, as where the cost cancels it."""
    if elementwise(t, l):
        yield WrongPart(
            "plus for ⊙ at the output",
            "σ′(z^L) was added to ∇_a C, not multiplied with it",
            lambda t, l: t.nabla_a + t.per_example(t.prime(l)),
        )
    prime = form_on_z(t, l)
    if prime is not None:
        yield WrongPart(
            "output layer without its sigma",
            "the output layer has no σ: z^L stands for a^L in ∇_a C, and in σ′ that is written with a^L",
            lambda t, l: at_z(t, l) * prime,
        )
    for part in (*ERRORS, *map(_rounded_error, DECIMALS[:FEW])):
        if part.applies(t, l):
            alone = partial(_in_units_of_the_cost, part)
            yield WrongPart(part.name, part.says, lambda t, l, alone=alone: alone(t, l) * t.prime(l))  # type: ignore[misc]
            yield WrongPart(f"{part.name}, alone", f"{part.says}, and taken for δ^L", alone)
