"""The first part of δ: ∇_a C at the output, (w^{l+1})ᵀδ^{l+1} below it, and what is typed in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.parts import (
    DECIMALS,
    WrongPart,
    as_wide,
    batch,
    both,
    elementwise,
    hidden,
    rounded,
    to_decimals,
)
from nablacheck.oracle.explaining.primes import form_on_z
from nablacheck.reference.backprop import Pass
from nablacheck.reference.costs import COSTS
from nablacheck.reference.costs.squares import quadratic

Array = Any
RIGHT = WrongPart("", "", lambda t, l: t.nabla_a if l == t.L else back(t, l))


def back(t: Pass, l: int) -> Array:
    """(w^{l+1})ᵀ δ^{l+1}"""
    return t.w[l + 1].mT @ t.delta[l + 1]


def incoming(t: Pass, l: int) -> Array:
    """What reaches layer l where no layer above has multiplied with its σ′: (w^{l+1})ᵀ … (w^L)ᵀ ∇_a C"""
    return t.nabla_a if l == t.L else t.w[l + 1].mT @ incoming(t, l + 1)


def residual(t: Pass, l: int) -> Array:
    """a^L − y, the error of the quadratic cost, whatever the cost is"""
    return t.per_example(t.a[l] - t.y)


def not_quadratic(t: Pass, l: int) -> bool:
    """Whether ∇_a C is not a^L − y anyhow."""
    return t.problem.network.cost.family != quadratic.family


def like(t: Pass, l: int, number: float) -> Array:
    """One number for every neuron of the layer and every example."""
    return t.xp.like(number, t.z[l])


def spread(t: Pass, l: int, row: Array) -> Array:
    """One row of numbers for every neuron of the layer."""
    return row * like(t, l, 1)


def _outputs(t: Pass, l: int) -> bool:
    return t.problem.network.widths[t.L] > 1


def _next_is_wide(t: Pass, l: int) -> bool:
    return hidden(t, l) and t.problem.network.widths[l + 1] > 1


def _terms(first: float, second: float) -> Callable[[Pass, int], Array]:
    """−y/a and (1 − y)/(1 − a) of a cross-entropy, each times a number."""
    return lambda t, l: t.per_example(second * (1 - t.y) / (1 - t.a[l]) - first * t.y / t.a[l])


def _two_terms(t: Pass, l: int) -> bool:
    return t.problem.network.cost.family == COSTS["cross-entropy"].family


def _evenly(t: Pass, l: int) -> Array:
    """∇_a C of examples that all count the same."""
    cost = t.problem.network.cost
    return cost.gradient(t.a[l], t.y, t.xp) / t.m * t.problem.scale


AS_FOR_LABELS = frozenset({"y missing in ∇_a C", "∇_a C is the output"})
"""The names of what code for labels, as `where(y == 1, a - 1, a)`, looks like on fractions, of which none is 1."""
AT_THE_OUTPUT: tuple[WrongPart, ...] = (
    WrongPart("nothing from the cost", "δ^L is 0: nothing comes back from the cost", lambda t, l: like(t, l, 0)),
    WrongPart(
        "weights of the examples ignored",
        "the weights of the examples are missing in ∇_a C",
        _evenly,
        lambda t, l: t.problem.weights_of_examples is not None,
    ),
    WrongPart("raw error", "a^L − y was taken for ∇_a C, as under the quadratic cost", residual, not_quadratic),
    WrongPart("sign of the second term", "the sign of (1 − y)/(1 − a) in ∇_a C is wrong", _terms(1, -1), _two_terms),
    WrongPart("second term alone", "of ∇_a C only (1 − y)/(1 − a) is there, −y/a is missing", _terms(0, 1), _two_terms),
    WrongPart("first term alone", "of ∇_a C only −y/a is there, (1 − y)/(1 − a) is missing", _terms(1, 0), _two_terms),
    WrongPart(
        "raw error of z",
        "z^L stands for a^L in a^L − y, as if the output layer had no σ",
        lambda t, l: t.per_example(t.z[l] - t.y),
    ),
    WrongPart(
        "∇_a C at z",
        "∇_a C was taken at z^L, where BP1 takes it at a^L, as if the output layer had no σ",
        lambda t, l: t.per_example(t.problem.network.cost.gradient(t.z[l], t.y, t.xp)),
        not_quadratic,
    ),
    WrongPart(
        "∇_a C summed over the outputs",
        "∂C/∂a is summed over the outputs: each output gets the same error",
        lambda t, l: spread(t, l, t.nabla_a.sum(axis=-2, keepdims=True)),
        _outputs,
    ),
    WrongPart(
        "∇_a C summed over the examples",
        "∂C/∂a is summed over the examples: each example gets the same error",
        lambda t, l: t.nabla_a.sum(axis=-1, keepdims=True) * like(t, l, 1),
        batch,
    ),
    WrongPart(
        "the cost for its derivative",
        "the terms of C were taken for ∇_a C",
        lambda t, l: t.per_example(spread(t, l, t.problem.network.cost.value(t.a[l], t.y, t.xp))),
    ),
    WrongPart("∇_a C dropped", "∇_a C is missing: δ^L is σ′(z^L) alone", lambda t, l: t.per_example(like(t, l, 1))),
    WrongPart("∇_a C is the output", "a^L was taken for ∇_a C, y is missing", lambda t, l: t.per_example(t.a[l])),
    WrongPart(
        "y missing in ∇_a C",
        "y is missing in ∇_a C: 0 stands for it",
        lambda t, l: t.per_example(t.problem.network.cost.gradient(t.a[l], 0 * t.y, t.xp)),
        not_quadratic,
    ),
    WrongPart("∇_a C is the target", "y was taken for ∇_a C", lambda t, l: t.per_example(t.y)),
    WrongPart("size of ∇_a C", "the sign of ∇_a C is lost: |∇_a C| was used", lambda t, l: abs(t.nabla_a)),
    WrongPart(
        "sign of the error",
        "only the sign of a^L − y was used",
        lambda t, l: t.per_example(_sign(t, t.a[l] - t.y)),
        not_quadratic,
    ),
    WrongPart(
        "square of ∇_a C",
        "∇_a C was squared",
        lambda t, l: (t.nabla_a * t.m) * t.nabla_a,
    ),
)


def _of_margins(t: Pass, l: int) -> bool:
    return t.problem.network.cost.family == COSTS["multi-margin"].family


def _label_with(of: Callable[[Pass, Array], Array]) -> Callable[[Pass, int], Array]:
    """∇_a C of a cost of margins with something else at the output of the label, made of what the others have."""
    return lambda t, l: t.xp.where(t.y > 0, of(t, t.xp.where(t.y > 0, 0, t.nabla_a)) * like(t, l, 1), t.nabla_a)


MARGINS: tuple[WrongPart, ...] = (
    WrongPart(
        "label counts once",
        "at the output of the label ∇_a C counts −1 once, not minus the number of the margins that are violated",
        _label_with(lambda t, others: -t.xp.max(others, axis=-2)),
        _of_margins,
    ),
    WrongPart(
        "label always counts once",
        "at the output of the label ∇_a C counts −1 always, not minus the number of the margins that are violated",
        _label_with(lambda t, others: -t.per_example(t.xp.like(1, others)) / t.problem.network.widths[t.L]),
        _of_margins,
    ),
    WrongPart(
        "label has nothing",
        "the output of the label has nothing in ∇_a C: minus the sum over the violated margins is missing there",
        _label_with(lambda t, others: 0 * others),
        _of_margins,
    ),
    WrongPart(
        "label with a plus",
        "the output of the label has the wrong sign in ∇_a C: plus the sum over the violated margins",
        _label_with(lambda t, others: others.sum(axis=-2, keepdims=True)),
        _of_margins,
    ),
)


def winners(t: Pass, x: Array) -> Array:
    """1 for the largest output of each example, 0 for the others."""
    mid: Array = getattr(x, "mid", x)
    return t.xp.lift(1.0 * (mid == mid.max(axis=-2, keepdims=True)))


def _rounded(t: Pass, x: Array, low: float, high: float) -> Array:
    return t.xp.where(x > (low + high) / 2, high, low)


def _size(t: Pass, x: Array, axis: Any) -> Array:
    """The norm of x along an axis, or of all of it."""
    return t.xp.sqrt((x * x).sum(axis=axis, keepdims=True))


def _root_mean_square(t: Pass, x: Array) -> Array:
    count = float(t.problem.network.widths[t.L] * t.problem.batch)
    return _size(t, x, (-2, -1)) / t.xp.sqrt(t.xp.lift(count))


def _exchanged(t: Pass, l: int) -> Array:
    """∇_a C with y for a and a for y"""
    return t.problem.network.cost.gradient(t.y, t.xp.lift(t.a[l]), t.xp)


FEW = 4
"""Of the decimals to which an error may have been rounded so many are looked for."""
Error = Callable[[Pass, int], Array]
OtherError = tuple[str, str, Error, Callable[[Pass, int], bool]]
ERRORS: tuple[OtherError, ...] = (
    (
        "predicted class",
        "the predicted class was used for a^L: argmax, 1 for the largest output and 0 for the others, minus y",
        lambda t, l: winners(t, t.a[l]) - t.y,
        _outputs,
    ),
    (
        "output rounded",
        "a^L was rounded to 0 or 1 (a hard threshold at 1/2) before y was subtracted",
        lambda t, l: _rounded(t, t.a[l], 0, 1) - t.y,
        lambda t, l: True,
    ),
    (
        "sign of the output",
        "the sign of a^L, −1 or 1, was used for a^L before y was subtracted",
        lambda t, l: _rounded(t, t.a[l], -1, 1) - t.y,
        lambda t, l: True,
    ),
    (
        "cube of the error",
        "(a^L − y)³ was used for a^L − y",
        lambda t, l: (t.a[l] - t.y) * (t.a[l] - t.y) * (t.a[l] - t.y),
        lambda t, l: True,
    ),
    ("square of the error", "(a^L − y)² was used for a^L − y", lambda t, l: (t.a[l] - t.y) * (t.a[l] - t.y), lambda t, l: True),
    (
        "error over its norm",
        "a^L − y was divided by its norm over all examples, as under the cost ‖a^L − y‖ (the square is missing)",
        lambda t, l: (t.a[l] - t.y) / _size(t, t.a[l] - t.y, (-2, -1)),
        lambda t, l: True,
    ),
    (
        "error over its norm in each example",
        "a^L − y was divided by its norm in each example, as under the cost ‖a^L − y‖ (the square is missing)",
        lambda t, l: (t.a[l] - t.y) / _size(t, t.a[l] - t.y, -2),
        _outputs,
    ),
    (
        "error over its mean square's root",
        "a^L − y was divided by the root of its mean square over all outputs and examples, as under the cost RMSE",
        lambda t, l: (t.a[l] - t.y) / _root_mean_square(t, t.a[l] - t.y),
        lambda t, l: True,
    ),
    (
        "error over its mean square's root in each example",
        "a^L − y was divided by the root of its mean square in each example, as under the cost RMSE",
        lambda t, l: (t.a[l] - t.y) / (_size(t, t.a[l] - t.y, -2) / t.xp.sqrt(t.xp.lift(float(t.problem.network.widths[l])))),
        _outputs,
    ),
    ("error over y", "a^L − y was divided by y, as a relative error", lambda t, l: (t.a[l] - t.y) / t.y, lambda t, l: True),
    ("error over a", "a^L − y was divided by a^L", lambda t, l: (t.a[l] - t.y) / t.a[l], lambda t, l: True),
    (
        "difference of logarithms",
        "ln a^L − ln y was used for a^L − y",
        lambda t, l: t.xp.log(t.a[l]) - t.xp.log(t.y),
        lambda t, l: True,
    ),
    ("error times a", "a^L − y was multiplied with a^L", lambda t, l: (t.a[l] - t.y) * t.a[l], lambda t, l: True),
    ("error times y", "a^L − y was multiplied with y", lambda t, l: (t.a[l] - t.y) * t.y, lambda t, l: True),
    (
        "error times 1 − a",
        "a^L − y was multiplied with 1 − a^L",
        lambda t, l: (t.a[l] - t.y) * (1 - t.a[l]),
        lambda t, l: True,
    ),
    (
        "error times y(1 − y)",
        "a^L − y was multiplied with y(1 − y), with y where a^L belongs",
        lambda t, l: (t.a[l] - t.y) * t.y * (1 - t.y),
        lambda t, l: True,
    ),
    (
        "sum of the errors",
        "a^L − y was summed over everything: each number has the same error",
        lambda t, l: 0 * t.a[l] + (t.a[l] - t.y).sum(axis=(-2, -1), keepdims=True),
        lambda t, l: True,
    ),
    (
        "error without its mean",
        "the mean over the outputs was subtracted from a^L − y",
        lambda t, l: (t.a[l] - t.y) - (t.a[l] - t.y).sum(axis=-2, keepdims=True) / t.problem.network.widths[l],
        _outputs,
    ),
    ("−y", "−y was taken for ∇_a C", lambda t, l: -t.y + 0 * t.a[l], lambda t, l: True),
    ("y twice", "y was subtracted twice: a^L − 2y was taken for a^L − y", lambda t, l: t.a[l] - 2 * t.y, lambda t, l: True),
    ("a twice", "2a^L − y was taken for a^L − y", lambda t, l: 2 * t.a[l] - t.y, lambda t, l: True),
    (
        "error times 1 − y",
        "a^L − y was multiplied with 1 − y",
        lambda t, l: (t.a[l] - t.y) * (1 - t.y),
        lambda t, l: True,
    ),
    (
        "e^a",
        "e^(a^L) − y was taken for a^L − y, as if a^L were a logarithm",
        lambda t, l: t.xp.exp(t.a[l]) - t.y,
        lambda t, l: True,
    ),
    ("sum of a and y", "a^L + y was taken for a^L − y", lambda t, l: t.a[l] + t.y, lambda t, l: True),
    ("a and y exchanged", "a^L and y are exchanged in ∇_a C", _exchanged, not_quadratic),
    (
        "y times the logarithm",
        "y ln a^L, the terms of C, were taken for ∇_a C",
        lambda t, l: -t.y * t.xp.log(t.a[l]),
        not_quadratic,
    ),
)


def _rounded_error(decimals: int) -> OtherError:
    says = f"a^L − y was rounded {to_decimals(decimals)}"
    return f"error rounded to {decimals}", says, lambda t, l: rounded(t.xp.lift(t.a[l] - t.y), decimals), lambda t, l: True


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
            lambda t, l: t.per_example(t.problem.network.cost.gradient(t.z[l], t.y, t.xp)) * prime,
        )
    for name, says, error, applies in (*ERRORS, *map(_rounded_error, DECIMALS[:FEW])):
        if applies(t, l):
            yield WrongPart(name, says, lambda t, l, e=error: t.per_example(e(t, l)) * t.prime(l))  # type: ignore[misc]
            yield WrongPart(f"{name}, alone", f"{says}, and taken for δ^L", lambda t, l, e=error: t.per_example(e(t, l)))  # type: ignore[misc]


def _sign(t: Pass, x: Array) -> Array:
    return t.xp.where(x > 0, 1, -1)


def other_costs(t: Pass) -> Iterator[WrongPart]:
    """∇_a C of every other registered cost."""
    own = t.problem.network.cost
    for name in COSTS:
        entry = COSTS[name]
        if entry is not own and entry.outputs[0] <= own.outputs[0] and own.outputs[1] <= entry.outputs[1] and not entry.kinked:
            yield WrongPart(
                f"∇_a C of {name}",
                f"∇_a C is that of {name}, the cost is {own.name}",
                lambda t, l, entry=entry: t.per_example(entry.gradient(t.a[l], t.y, t.xp)),  # type: ignore[misc]
            )


def _last_row(t: Pass, l: int, row: slice) -> Array:
    return t.w[l + 1][..., row, :].mT @ t.delta[l + 1][..., row, :]


def _rows_again(t: Pass, l: int) -> Array:
    """w^{l+1} read row by row in the shape of its transpose"""
    w = t.w[l + 1]
    return w.reshape(*w.shape[::-1]) @ t.delta[l + 1]


def _columns_again(t: Pass, l: int) -> Array:
    """The same of a matrix that is kept transposed, (in, out)"""
    w = t.w[l + 1]
    return w.mT.reshape(*w.shape).mT @ t.delta[l + 1]


def _with_biases(t: Pass, l: int, first: bool) -> Array:
    """(b, w) or (w, b) in one matrix, of which the wrong column was cut off before it was sent back."""
    w, b = t.problem.network.w[l + 1], t.problem.network.b[l + 1]
    matrix = np.concatenate([b, w[..., :-1]] if first else [w[..., 1:], b], axis=-1)
    return t.xp.lift(matrix).mT @ t.delta[l + 1]


def _of_the_output(t: Pass, l: int) -> bool:
    n = t.problem.network.widths
    return l < t.L - 1 and n[l + 1] == n[t.L]


BELOW: tuple[WrongPart, ...] = (
    WrongPart("nothing sent back", "nothing is sent back: δ^l is 0", lambda t, l: like(t, l, 0)),
    WrongPart(
        "incoming gradient dropped",
        "(w^{l+1})ᵀ δ^{l+1} is missing: δ^l is σ′(z^l) alone",
        lambda t, l: like(t, l, 1),
    ),
    WrongPart(
        "incoming gradient dropped, over m",
        "(w^{l+1})ᵀ δ^{l+1} is missing: δ^l is σ′(z^l)/m alone",
        lambda t, l: like(t, l, 1) / t.m,
        batch,
    ),
    WrongPart(
        "delta dropped",
        "δ^{l+1} is missing: the weights alone were sent back",
        lambda t, l: t.w[l + 1].mT.sum(axis=-1, keepdims=True) * like(t, l, 1),
    ),
    WrongPart(
        "weights dropped",
        "w^{l+1} is missing: the sum of δ^{l+1} was sent back",
        lambda t, l: spread(t, l, t.delta[l + 1].sum(axis=-2, keepdims=True)),
        _next_is_wide,
    ),
    WrongPart(
        "weights skipped", "w^{l+1} is missing: δ^{l+1} itself was sent back", lambda t, l: t.delta[l + 1], as_wide(0, 1)
    ),
    WrongPart(
        "error instead of delta",
        "the incoming gradient was sent back, without σ′ of the layers above: (w^{l+1})ᵀ multiplies it, not δ^{l+1}",
        lambda t, l: t.w[l + 1].mT @ incoming(t, l + 1),
    ),
    WrongPart(
        "sigma prime of the next layer along the wrong axis",
        "σ′(z^{l+1}) multiplies (w^{l+1})ᵀ along the wrong axis",
        lambda t, l: (t.w[l + 1].mT @ incoming_to(t, l + 1)) * t.prime(l + 1),
        both(as_wide(0, 1), lambda t, l: t.problem.network.activations[l + 1].prime is not None),
    ),
    WrongPart(
        "sigma prime of the next layer twice",
        "σ′(z^{l+1}) was multiplied with once more on the way back",
        lambda t, l: t.w[l + 1].mT @ (t.delta[l + 1] * t.prime(l + 1)),
    ),
    WrongPart(
        "only the last path",
        "of (w^{l+1})ᵀ δ^{l+1} only the part of the last neuron of layer l+1 is there: = for +=",
        lambda t, l: _last_row(t, l, slice(-1, None)),
        _next_is_wide,
    ),
    WrongPart(
        "only the first path",
        "of (w^{l+1})ᵀ δ^{l+1} only the part of the first neuron of layer l+1 is there",
        lambda t, l: _last_row(t, l, slice(0, 1)),
        _next_is_wide,
    ),
    WrongPart(
        "all but the last path",
        "in (w^{l+1})ᵀ δ^{l+1} the last neuron of layer l+1 is left out",
        lambda t, l: _last_row(t, l, slice(0, -1)),
        _next_is_wide,
    ),
    WrongPart(
        "all but the first path",
        "in (w^{l+1})ᵀ δ^{l+1} the first neuron of layer l+1 is left out",
        lambda t, l: _last_row(t, l, slice(1, None)),
        _next_is_wide,
    ),
    WrongPart(
        "w not transposed",
        "w^{l+1} was used where BP2 says (w^{l+1})ᵀ",
        lambda t, l: t.w[l + 1] @ t.delta[l + 1],
        as_wide(0, 1),
    ),
    WrongPart("w reshaped", "w^{l+1} was reshaped where it should be transposed", _rows_again),
    WrongPart("w reshaped in columns", "w^{l+1} was reshaped where it should be transposed", _columns_again),
    WrongPart(
        "biases in front sent back",
        "the column of the biases was sent back as if it were one of w^{l+1}: the last column was cut off, not the first",
        lambda t, l: _with_biases(t, l, first=True),
    ),
    WrongPart(
        "biases behind sent back",
        "the column of the biases was sent back as if it were one of w^{l+1}: the first column was cut off, not the last",
        lambda t, l: _with_biases(t, l, first=False),
    ),
    WrongPart("size of w", "|w^{l+1}| was used for w^{l+1}", lambda t, l: abs(t.w[l + 1]).mT @ t.delta[l + 1]),
    WrongPart(
        "delta of the output in every layer",
        "δ^L was used where BP2 says δ^{l+1}",
        lambda t, l: t.w[l + 1].mT @ t.delta[t.L],
        _of_the_output,
    ),
    WrongPart(
        "weights of the layer before",
        "w^l was used where BP2 says w^{l+1}",
        lambda t, l: t.w[l].mT @ t.delta[l + 1],
        lambda t, l: t.w[l].shape == t.w[l + 1].shape,
    ),
    WrongPart(
        "weights of the layer after",
        "w^{l+2} was used where BP2 says w^{l+1}",
        lambda t, l: t.w[l + 2].mT @ t.delta[l + 1],
        lambda t, l: l + 2 <= t.L and t.w[l + 2].shape == t.w[l + 1].shape,
    ),
    WrongPart(
        "delta averaged before it is sent back",
        "δ^{l+1} was averaged over the examples before it was sent back",
        lambda t, l: (t.w[l + 1].mT @ t.delta[l + 1].sum(axis=-1, keepdims=True)) / t.m * like(t, l, 1),
        batch,
    ),
    WrongPart(
        "delta summed before it is sent back",
        "δ^{l+1} was summed over the examples before it was sent back",
        lambda t, l: (t.w[l + 1].mT @ t.delta[l + 1].sum(axis=-1, keepdims=True)) * like(t, l, 1),
        batch,
    ),
)


WHOLES: tuple[WrongPart, ...] = (
    WrongPart(
        "plus for ⊙",
        "σ′(z^{l}) was added to (w^{l+1})ᵀ δ^{l+1}, not multiplied with it",
        lambda t, l: back(t, l) + t.prime(l) * like(t, l, 1),
        elementwise,
    ),
    WrongPart(
        "minus for ⊙",
        "σ′(z^{l}) was subtracted from (w^{l+1})ᵀ δ^{l+1}, not multiplied with it",
        lambda t, l: back(t, l) - t.prime(l) * like(t, l, 1),
        elementwise,
    ),
    WrongPart("division by σ", "(w^{l+1})ᵀ δ^{l+1} was divided by a^{l}", lambda t, l: back(t, l) / t.a[l]),
    WrongPart("bias sent back", "b^{l} was added to (w^{l+1})ᵀ δ^{l+1}", lambda t, l: (back(t, l) + t.b[l]) * t.prime(l)),
    WrongPart(
        "sent back without its mean",
        "the mean over the examples was subtracted from (w^{l+1})ᵀ δ^{l+1}",
        lambda t, l: (back(t, l) - back(t, l).sum(axis=-1, keepdims=True) / t.m) * t.prime(l),
        batch,
    ),
    WrongPart(
        "biases added to w",
        "w^{l+1} + b^{l+1} was sent back with, where BP2 says w^{l+1}",
        lambda t, l: ((t.w[l + 1] + t.b[l + 1]).mT @ t.delta[l + 1]) * t.prime(l),
    ),
    WrongPart(
        "sign of w",
        "only the sign of w^{l+1} was used on the way back",
        lambda t, l: (_sign(t, t.w[l + 1]).mT @ t.delta[l + 1]) * t.prime(l),
    ),
    WrongPart(
        "square of w",
        "w^{l+1} was squared on the way back",
        lambda t, l: ((t.w[l + 1] * t.w[l + 1]).mT @ t.delta[l + 1]) * t.prime(l),
    ),
    WrongPart(
        "w over its norm",
        "w^{l+1} was divided by its norm on the way back",
        lambda t, l: (back(t, l) / _size(t, t.w[l + 1], (-2, -1))) * t.prime(l),
    ),
    WrongPart(
        "back over its norm",
        "(w^{l+1})ᵀ δ^{l+1} was divided by its norm in each example",
        lambda t, l: t.per_example(back(t, l) / _size(t, back(t, l), -2)) * t.prime(l),
        lambda t, l: t.problem.network.widths[l] > 1,
    ),
    WrongPart(
        "sign of what is sent back",
        "only the sign of (w^{l+1})ᵀ δ^{l+1} was used",
        lambda t, l: t.per_example(_sign(t, back(t, l))) * t.prime(l),
    ),
    WrongPart(
        "a^{l} for σ′ in the sum", "a^{l} was added to (w^{l+1})ᵀ δ^{l+1}", lambda t, l: (back(t, l) + t.a[l]) * t.prime(l)
    ),
)
"""Other forms of δ^l, which are no product of two wrong parts."""


def wholes(t: Pass, l: int) -> Iterator[WrongPart]:
    """δ^l below the output in other forms."""
    yield from (part for part in WHOLES if part.applies(t, l))


def incoming_to(t: Pass, l: int) -> Array:
    """What reaches layer l before σ′(z^l): ∇_a C, or (w^{l+1})ᵀδ^{l+1}."""
    return t.nabla_a if l == t.L else back(t, l)
