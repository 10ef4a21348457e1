"""What may be typed for a step of the forward pass: for z^l, or for σ(z^l)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nablacheck.oracle.explaining import known_elsewhere, typed
from nablacheck.oracle.explaining.evaluated import own_prime, own_value, prime_of, value_of
from nablacheck.oracle.explaining.other_activations import entries
from nablacheck.oracle.explaining.other_data import IN_X, OTHERS, Other, other_x
from nablacheck.oracle.explaining.parts import (
    DECIMALS,
    Applies,
    as_wide,
    batch,
    bent,
    both,
    everywhere,
    in_the_layer,
    of_softmax,
    rounded,
    to_decimals,
)
from nablacheck.reference.activations import ACTIVATIONS, Activation, rows, smooth
from nablacheck.reference.backprop import BOOK, Equation, Pass
from nablacheck.reference.network import Problem

Array = Any


@dataclass(frozen=True, eq=False)
class Step:
    """One step of the forward pass as it may have been typed: z^l, or a^l in place of σ(z^l); and σ′ of it, if it has its own.

    `chosen` says that another σ was taken, which at the output alone is a mistake in BP1 as well.
    """

    name: str
    says: str
    z: Equation = BOOK.z
    a: Equation | None = None
    own: Equation | None = None
    applies: Applies = everywhere
    chosen: bool = False
    inner: float = 1.0
    """The inner derivative that σ′ has beside it, where σ was taken at a multiple of z^l."""
    throughout: Step | None = None
    """The same step with a σ′ that goes along with it, if that is another one."""
    across: bool = False
    """Whether it goes across the examples, and leaves one by itself as it is."""
    once: bool = False
    """Whether it is in a formula that is written once for all layers that have this σ."""


def _entry(t: Pass, l: int) -> Activation:
    return t.problem.network.activations[l]


def _without_bias(t: Pass, l: int) -> Array:
    return t.w[l] @ t.a[l - 1]


_BY_EXPONENTIALS = in_the_layer(smooth.sigmoid, rows.softmax, rows.softmin, rows.log_softmax)
RIGHT = Step("", "")
STEPS: tuple[Step, ...] = (
    Step("bias forgotten", "z^l = w^l a^{l-1} was computed without + b^l", z=_without_bias),
    Step("bias subtracted", "z^l was computed with − b^l where it has + b^l", z=lambda t, l: t.w[l] @ t.a[l - 1] - t.b[l]),
    Step("bias twice", "b^l was added twice in z^l", z=lambda t, l: t.w[l] @ t.a[l - 1] + t.b[l] + t.b[l]),
    Step(
        "bias for each input",
        "b^l was added once for each neuron of layer l−1, n_{l-1} times, in z^l",
        z=lambda t, l: t.w[l] @ t.a[l - 1] + t.b[l] * t.problem.network.widths[l - 1],
    ),
    Step(
        "bias outside of sigma",
        "b^l was added outside of σ: a^l = σ(w^l a^{l-1}) + b^l",
        z=_without_bias,
        a=lambda t, l: own_value(t, l, t.z[l]) + t.b[l],
    ),
    Step(
        "bias of the layer before",
        "z^l was computed with b^{l-1} where it has b^l",
        z=lambda t, l: t.w[l] @ t.a[l - 1] + t.b[l - 1],
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
        z=lambda t, l: t.w[l] @ t.a[l - 1] / t.problem.network.widths[l - 1] + t.b[l],
        applies=lambda t, l: t.problem.network.widths[l - 1] > 1,
    ),
    Step(
        "inputs over √n",
        "w^l a^{l-1} was divided by the square root of the number of neurons of layer l−1 in z^l",
        z=lambda t, l: t.w[l] @ t.a[l - 1] / math.sqrt(t.problem.network.widths[l - 1]) + t.b[l],
        applies=lambda t, l: t.problem.network.widths[l - 1] > 1,
    ),
    Step(
        "z over √n",
        "z^l was divided by the square root of the number of neurons of layer l−1",
        z=lambda t, l: BOOK.z(t, l) / math.sqrt(t.problem.network.widths[l - 1]),
        applies=lambda t, l: t.problem.network.widths[l - 1] > 1,
    ),
    Step(
        "sigma twice",
        "σ was applied twice: a^l = σ(σ(z^l))",
        a=lambda t, l: own_value(t, l, own_value(t, l, t.z[l])),
        own=lambda t, l: own_prime(t, l, own_value(t, l, t.z[l])),
    ),
    Step(
        "sigma of −z",
        "σ(−z^l) was computed for σ(z^l): the sign of z^l is lost",
        a=lambda t, l: own_value(t, l, -t.z[l]),
        own=lambda t, l: own_prime(t, l, -t.z[l]),
        applies=bent,
    ),
    Step(
        "biases summed",
        "z^l was computed with the sum of all b^l, the same for each neuron",
        z=lambda t, l: _without_bias(t, l) + t.b[l].sum(axis=-2, keepdims=True),
    ),
    Step(
        "biases averaged",
        "z^l was computed with the mean of all b^l, the same for each neuron",
        z=lambda t, l: _without_bias(t, l) + t.b[l].sum(axis=-2, keepdims=True) / t.problem.network.widths[l],
    ),
    Step(
        "bias of the first neuron",
        "z^l was computed with the bias of the first neuron for each neuron of the layer",
        z=lambda t, l: _without_bias(t, l) + t.b[l][:1],
    ),
    Step(
        "bias of the last neuron",
        "z^l was computed with the bias of the last neuron for each neuron of the layer",
        z=lambda t, l: _without_bias(t, l) + t.b[l][-1:],
    ),
    Step("one for the bias", "z^l was computed with + 1 where it has + b^l", z=lambda t, l: _without_bias(t, l) + 1),
    Step(
        "bias times", "z^l was computed with w^l a^{l-1} ⊙ b^l where it has + b^l", z=lambda t, l: _without_bias(t, l) * t.b[l]
    ),
    Step("size of w forward", "|w^l| was used in z^l where it has w^l", z=lambda t, l: abs(t.w[l]) @ t.a[l - 1] + t.b[l]),
    *(
        Step(
            f"z times {c:g}",
            f"σ(z^l) was computed at {says}",
            a=lambda t, l, c=c: own_value(t, l, t.z[l] * c),  # type: ignore[misc]
            own=lambda t, l, c=c: own_prime(t, l, t.z[l] * c),  # type: ignore[misc]
        )
        for c, says in (
            (2.0, "2 z^l where it has z^l"),
            (0.5, "z^l/2 where it has z^l"),
            (10.0, "10 z^l where it has z^l"),
            (0.1, "z^l/10 where it has z^l"),
        )
    ),
    *(
        Step(
            f"z times {c:g} throughout",
            f"σ was computed at {says}, and σ′ with it: a slope (or temperature) that σ(z^l) does not have",
            a=lambda t, l, c=c: own_value(t, l, t.z[l] * c),  # type: ignore[misc]
            own=lambda t, l, c=c: own_prime(t, l, t.z[l] * c),  # type: ignore[misc]
            inner=c,
        )
        for c, says in ((2.0, "2 z^l"), (0.5, "z^l/2"), (10.0, "10 z^l"), (0.1, "z^l/10"))
    ),
    *(
        Step(
            f"σ {says}",
            f"a^l is {says} where it is σ(z^l)",
            a=lambda t, l, of=of: of(own_value(t, l, t.z[l])),  # type: ignore[misc]
            chosen=True,
        )
        for says, of in (
            ("2σ(z^l)", lambda a: 2 * a),
            ("σ(z^l)/2", lambda a: a / 2),
            ("−σ(z^l)", lambda a: -a),
            ("σ(z^l)²", lambda a: a * a),
            ("1 − σ(z^l)", lambda a: 1 - a),
            ("1 + σ(z^l)", lambda a: 1 + a),
        )
    ),
    Step(
        "base 2",
        "2^z was used where σ(z^l) has e^z",
        a=lambda t, l: own_value(t, l, t.z[l] * t.xp.log(t.xp.lift(2.0))),
        applies=_BY_EXPONENTIALS,
    ),
    Step(
        "base 10",
        "10^z was used where σ(z^l) has e^z",
        a=lambda t, l: own_value(t, l, t.z[l] * t.xp.log(t.xp.lift(10.0))),
        applies=_BY_EXPONENTIALS,
    ),
    Step(
        "activation added to its input",
        "a^{l-1} was added to a^l, as in a residual layer",
        a=lambda t, l: own_value(t, l, t.z[l]) + t.a[l - 1],
        applies=as_wide(0, -1),
    ),
    Step(
        "z over its norm",
        "z^l was divided by its norm before σ",
        z=lambda t, l: _over_its_norm(t, BOOK.z(t, l), (-2, -1)),
    ),
    Step(
        "z over its norm in each example",
        "z^l was divided by its norm in each example before σ",
        z=lambda t, l: _over_its_norm(t, BOOK.z(t, l), -2),
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
    *(
        Step(
            f"softmax, largest over {one}, sum over {other}",
            f"softmax subtracts the largest z over {one} and divides by the sum over {other}: two axes",
            a=lambda t, l, one=largest, other=total: _with_axes(t, l, one, other),  # type: ignore[misc]
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
            a=lambda t, l, above=above: _shifted(t, l, above),  # type: ignore[misc]
            applies=of_softmax,
        )
        for where, other, above in (("numerator", "denominator", True), ("denominator", "numerator", False))
    ),
    Step(
        "softmax over the examples",
        "the sum in softmax goes over the examples, not over the neurons of the layer",
        a=lambda t, l: _over(t, l, -1),
        applies=of_softmax,
    ),
    Step(
        "softmax over everything",
        "the sum in softmax goes over all numbers, those of the other examples too",
        a=lambda t, l: _over_everything(t, l),
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


def _shifted(t: Pass, l: int, above: bool) -> Array:
    """softmax with its largest z subtracted above the line, or below it"""
    shifted, plain = t.xp.exp(t.z[l] - t.xp.max(t.z[l], axis=-2)), t.xp.exp(t.z[l])
    numerator, denominator = (shifted, plain) if above else (plain, shifted)
    return numerator / denominator.sum(axis=-2, keepdims=True)


def _with_axes(t: Pass, l: int, largest: tuple[int, ...], total: tuple[int, ...]) -> Array:
    """softmax with an axis for its largest and another one for its sum"""
    top = t.z[l]
    for axis in largest:
        top = t.xp.max(top, axis=axis)
    e = t.xp.exp(t.z[l] - top)
    return e / e.sum(axis=total, keepdims=True)


def _over_its_norm(t: Pass, z: Array, axis: Any) -> Array:
    return z / t.xp.sqrt((z * z).sum(axis=axis, keepdims=True))


def _normalised(t: Pass, z: Array, axis: int, count: int) -> Array:
    """z less its mean, over its deviation"""
    centred = z - z.sum(axis=axis, keepdims=True) / count
    return centred / t.xp.sqrt((centred * centred).sum(axis=axis, keepdims=True) / count)


def _over(t: Pass, l: int, axis: int) -> Array:
    e = t.xp.exp(t.z[l] - t.xp.max(t.z[l], axis=axis))
    return e / e.sum(axis=axis, keepdims=True)


def _over_everything(t: Pass, l: int) -> Array:
    largest = t.xp.max(t.xp.max(t.z[l], axis=-1), axis=-2)
    e = t.xp.exp(t.z[l] - largest)
    return e / e.sum(axis=(-2, -1), keepdims=True)


def _rounded(decimals: int) -> Step:
    return Step(
        f"activation rounded to {decimals}",
        f"a^l is rounded {to_decimals(decimals)}",
        a=lambda t, l: rounded(own_value(t, l, t.z[l]), decimals),
    )


def _of_x(other: Other) -> Step:
    """The input that was changed in the forward pass alone; BP4 has x itself."""
    return Step(
        f"{other.name} forward",
        f"{other.says}, in the forward pass alone: BP4 has x as it was given",
        z=lambda t, l: t.w[l] @ t.xp.lift(other_x(other, t.problem)) + t.b[l],
        applies=lambda t, l: l == 2 and other_x(other, t.problem) is not None,
    )


def _another(entry: Activation) -> Step:
    return Step(
        f"sigma is {entry.name}",
        f"σ(z^l) is {entry.name}, and σ′(z^l) is that of what is declared",
        a=lambda t, l: value_of(entry, t, t.z[l]),
        applies=lambda t, l: _entry(t, l) is not entry,
        chosen=True,
    )


def _from_elsewhere(entry: Activation, here: str, says: str) -> Step:
    return Step(
        f"sigma is {entry.name}",
        says,
        a=lambda t, l: value_of(entry, t, t.z[l]),
        own=lambda t, l: prime_of(entry, t, t.z[l]),
        applies=lambda t, l: _entry(t, l) is ACTIVATIONS[here],
    )


def _slips(entry: Activation) -> Iterator[Step]:
    """σ(z^l) with a slip in its formula."""
    for says, gives in typed.values(entry):
        yield Step(
            f"σ {says}",
            f"σ(z^l) comes out as with {says}",
            a=gives,
            applies=lambda t, l: _entry(t, l) is entry,
            chosen=True,
            once=True,
        )


def steps(problem: Problem) -> Iterator[Step]:
    """Every step that may have been typed in a network, the likeliest first."""
    yield from STEPS
    yield from (_of_x(other) for other in OTHERS if other.equation == IN_X)
    yield from (_from_elsewhere(*known) for known in known_elsewhere.ENTRIES)
    yield from (_another(entry) for _, entry in entries())
    yield from map(_rounded, DECIMALS)
    for entry in dict.fromkeys(problem.network.activations.values()):
        yield from _slips(entry)
