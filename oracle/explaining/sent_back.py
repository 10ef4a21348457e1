"""The first part of δ: ∇_a C at the output, (w^{l+1})ᵀδ^{l+1} below it, and what is typed in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nablacheck.oracle.explaining.parts import WrongPart, as_wide, batch, both, hidden
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


AT_THE_OUTPUT: tuple[WrongPart, ...] = (
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
        "z^L stands for a^L in a^L − y",
        lambda t, l: t.per_example(t.z[l] - t.y),
    ),
    WrongPart(
        "∇_a C at z",
        "∇_a C was taken at z^L, where BP1 takes it at a^L",
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


def incoming_to(t: Pass, l: int) -> Array:
    """What reaches layer l before σ′(z^l): ∇_a C, or (w^{l+1})ᵀδ^{l+1}."""
    return t.nabla_a if l == t.L else back(t, l)
