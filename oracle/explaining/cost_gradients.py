"""∇_a C, the first part of δ^L, and what is typed in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nablacheck.oracle.explaining.parts import WrongPart, batch, like, several_outputs, spread
from nablacheck.oracle.explaining.thresholds import sign
from nablacheck.reference.backprop import Pass
from nablacheck.reference.costs import COSTS
from nablacheck.reference.costs.squares import quadratic

Array = Any


def residual(t: Pass, l: int) -> Array:
    """a^L − y, the error of the quadratic cost, whatever the cost is"""
    return t.per_example(t.a[l] - t.y)


def at_z(t: Pass, l: int) -> Array:
    """∇_a C with z^L in place of a^L"""
    return t.per_example(t.problem.network.cost.gradient(t.z[l], t.y, t.xp))


def not_quadratic(t: Pass, l: int) -> bool:
    """Whether ∇_a C is not a^L − y anyhow."""
    return t.problem.network.cost.family != quadratic.family


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
        at_z,
        not_quadratic,
    ),
    WrongPart(
        "∇_a C summed over the outputs",
        "∂C/∂a is summed over the outputs: each output gets the same error",
        lambda t, l: spread(t, l, t.nabla_a.sum(axis=-2, keepdims=True)),
        several_outputs,
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
        lambda t, l: t.per_example(sign(t, t.a[l] - t.y)),
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
