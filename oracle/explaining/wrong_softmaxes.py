"""What may be typed for softmax in the forward pass."""

from __future__ import annotations

from typing import Any

from nablacheck.oracle.explaining.forward_steps import Step
from nablacheck.oracle.explaining.parts import batch, both, of_softmax
from nablacheck.reference.backprop import Pass

Array = Any


def _shifted_once(t: Pass, l: int, above: bool) -> Array:
    """softmax with its largest z subtracted above the line, or below it"""
    shifted, plain = t.xp.exp(t.z[l] - t.xp.max(t.z[l], axis=-2)), t.xp.exp(t.z[l])
    numerator, denominator = (shifted, plain) if above else (plain, shifted)
    return numerator / denominator.sum(axis=-2, keepdims=True)


def _softmax(t: Pass, l: int, largest: tuple[int, ...], total: tuple[int, ...]) -> Array:
    """softmax with an axis for its largest and another one for its sum"""
    top = t.z[l]
    for axis in largest:
        top = t.xp.max(top, axis=axis)
    e = t.xp.exp(t.z[l] - top)
    return e / e.sum(axis=total, keepdims=True)


WRONG_SOFTMAXES: tuple[Step, ...] = (
    *(
        Step(
            f"softmax, largest over {one}, sum over {other}",
            f"softmax subtracts the largest z over {one} and divides by the sum over {other}: two axes",
            a=lambda t, l, one=largest, other=total: _softmax(t, l, one, other),  # type: ignore[misc]
            applies=of_softmax,
            across=True,
        )
        for one, largest, other, total in (
            ("the neurons", (-2,), "the examples", (-1,)),
            ("the neurons", (-2,), "everything", (-2, -1)),
            ("the examples", (-1,), "the neurons", (-2,)),
            ("the examples", (-1,), "everything", (-2, -1)),
        )
    ),
    *(
        Step(
            f"softmax, largest subtracted in the {where} alone",
            f"softmax subtracts the largest z in its {where} alone, and not in its {other}",
            a=lambda t, l, above=above: _shifted_once(t, l, above),  # type: ignore[misc]
            applies=of_softmax,
        )
        for where, other, above in (("numerator", "denominator", True), ("denominator", "numerator", False))
    ),
    Step(
        "softmax over the examples",
        "the sum in softmax goes over the examples, not over the neurons of the layer",
        a=lambda t, l: _softmax(t, l, (-1,), (-1,)),
        applies=of_softmax,
    ),
    Step(
        "softmax over everything",
        "the sum in softmax goes over all numbers, those of the other examples too",
        a=lambda t, l: _softmax(t, l, (-1, -2), (-2, -1)),
        applies=both(of_softmax, batch),
        across=True,
    ),
    Step(
        "softmax without its division",
        "softmax is not divided by its sum: a^l = e^(z^l)",
        a=lambda t, l: t.xp.exp(t.z[l]),
        applies=of_softmax,
    ),
)
