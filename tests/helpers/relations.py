"""Metamorphic relations: how the gradient changes with the problem, whatever the gradient is.

A relation predicts the gradient of a problem from those of related problems, by arithmetic that runs on enclosures: balls of
real numbers, or certified numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.reference import COSTS, Gradient, Network, Problem, backprop
from nablacheck.reference.arithmetic import REAL, Ball, Balls, balls, precision
from nablacheck.reference.backprop import Pass, backward, forward

from helpers.enclosures import nablas, overlap
from helpers.small_problems import output_for
from helpers.small_problems import problem as example

Array = Any
Enclosures = Mapping[str, Any]
"""∇b^2, ∇w^2, …, as balls or certified arrays."""
Compute = Callable[[Problem], Gradient]

REFERENCE = Adapter("reference", library="numpy", gradient=backprop)


@dataclass(frozen=True)
class Relation:
    """`predicts(problem, gradients of related(problem))` is the gradient of the problem; a mistake must break it."""

    related: Callable[[Problem], list[Problem]]
    predicts: Callable[[Problem, list[Enclosures]], Enclosures]
    mistake: Callable[[Compute, Problem], Gradient]


def holds(relation: Relation, problem: Problem, enclose: Callable[[Problem], Enclosures]) -> bool:
    """Whether the gradient of the problem and the prediction can be the same numbers."""
    given = enclose(problem)
    predicted = relation.predicts(problem, [enclose(other) for other in relation.related(problem)])
    return all(_meet(given[name], predicted[name]) for name in given)


def _meet(first: Any, second: Any) -> bool:
    if isinstance(first, Ball):
        return bool((first == second).possible.all())
    return overlap(first, second)


def truth(adapter: Adapter, problem: Problem) -> Enclosures:
    """Where the true gradient must lie if the adapter is right: within the diameter of its ball from the adapter's numbers.

    The ball, of radius r, holds both the true entry and whatever rounding makes of it, so the two are at most 2r apart. Its
    midpoint plays no part: the relation is between the adapter's own numbers. BP1 is taken as it is written: where it divides
    by zero the adapter may have NaN, of which nothing is known.
    """
    model = balls(precision(problem.dtype), adapter.library)
    whole = nablas(backward(forward(Pass(problem, model, adapter.kinks, literally=True))))
    return {name: _around(array, 2 * whole[name].rad) for name, array in nablas(adapter.gradient(problem)).items()}


def _around(array: Array, radius: Array) -> Ball:
    """Every real number within `radius` of an array; where it is infinite, whatever the array says."""
    return Balls(REAL).box(np.where(np.isinf(radius), 0, array), radius)


def problem_for(cost: str, dtype: str = "float64") -> Problem:
    """3-4-4-5, tanh → tanh → an output that the cost allows, with targets that it allows."""
    entry = COSTS[cost]
    output = output_for(entry)
    draft = example(activations=("tanh", "tanh", "identity"), dtype=dtype)
    network = Network(draft.network.w, draft.network.b, {2: "tanh", 3: "tanh", 4: output}, entry)
    return replace(draft, network=network, y=entry.made((draft.y + 2) / 4).astype(dtype))


# --- the batch ------------------------------------------------------------------------------------------------------------


def _each(combine: Callable[..., Any]) -> Callable[[Problem, list[Enclosures]], Enclosures]:
    """The prediction of every array from the same array of each related problem."""
    return lambda problem, others: {name: combine(problem, *(other[name] for other in others)) for name in others[0]}


def _changed(gradient: Gradient, change: Callable[[Array], Array]) -> Gradient:
    return Gradient.of({name: change(array) for name, array in gradient.slopes.items()})


def _half_of(problem: Problem) -> int:
    return problem.batch // 2


splitting = Relation(
    related=lambda p: [p.columns(slice(None, _half_of(p))), p.columns(slice(_half_of(p), None))],
    predicts=_each(lambda p, first, rest: (first * _half_of(p) + rest * (p.batch - _half_of(p))) / p.batch),
    mistake=lambda compute, p: _changed(compute(p), lambda array: array * p.batch),  # the sum in place of the mean
)

reordering = Relation(
    related=lambda p: [p.columns(np.arange(p.batch)[::-1])],
    predicts=_each(lambda p, other: other),
    mistake=lambda compute, p: compute(p.columns(slice(1, None))),  # the first example left out
)

duplicating = Relation(
    related=lambda p: [p.columns([0, *range(p.batch)]), p.columns(slice(1))],
    predicts=_each(lambda p, more, first: (more * (p.batch + 1) - first) / p.batch),
    mistake=lambda compute, p: compute(p.columns(np.unique(p.x, axis=1, return_index=True)[1])),  # each example once
)

# --- the cost -------------------------------------------------------------------------------------------------------------

scaling = Relation(
    related=lambda p: [replace(p, scale=3 * p.scale)],
    predicts=_each(lambda p, triple: triple / 3),
    mistake=lambda compute, p: _changed(compute(p), np.sign),  # the direction alone, as some optimizers use it
)

# --- the network ----------------------------------------------------------------------------------------------------------


def _rewired(problem: Problem, w: Mapping[int, Array], b: Mapping[int, Array]) -> Problem:
    """The problem with some of its weights and biases replaced."""
    network = problem.network
    parts = {**network.w, **w}, {**network.b, **b}
    return replace(problem, network=Network(*parts, network.activations, network.cost))


def _turned(problem: Problem) -> Problem:
    """The neurons of layer 2 in the opposite order."""
    w, b, turned = problem.network.w, problem.network.b, np.arange(problem.network.widths[2])[::-1]
    return _rewired(problem, {2: w[2][turned], 3: w[3][:, turned]}, {2: b[2][turned]})


permuting = Relation(
    related=lambda p: [_turned(p)],
    predicts=lambda p, others: {
        **others[0],
        "∇b^2": others[0]["∇b^2"][::-1],
        "∇w^2": others[0]["∇w^2"][::-1],
        "∇w^3": others[0]["∇w^3"][:, ::-1],
    },
    mistake=lambda compute, p: _changed(compute(p), lambda array: array * (np.arange(len(array)) > 0)[:, None]),  # row 0 lost
)


def _negated(problem: Problem) -> Problem:
    """Both sides of layer 2 negated, which an odd σ does not let the next layer see."""
    w, b = problem.network.w, problem.network.b
    return _rewired(problem, {2: -w[2], 3: -w[3]}, {2: -b[2]})


negating = Relation(
    related=lambda p: [_negated(p)],
    predicts=lambda p, others: {**others[0], **{name: -others[0][name] for name in ("∇b^2", "∇w^2", "∇w^3")}},
    mistake=lambda compute, p: _changed(compute(p), abs),  # the sign lost
)

RELATIONS = {
    "splitting the batch": splitting,
    "reordering the batch": reordering,
    "duplicating an example": duplicating,
    "scaling the cost": scaling,
    "permuting hidden units": permuting,
    "negating both sides of a tanh layer": negating,
}
OF_THE_BATCH = ("splitting the batch", "reordering the batch", "duplicating an example", "scaling the cost")
"""The relations that ask nothing of the network."""
SAME_OUTPUTS = {"permuting hidden units": _turned, "negating both sides of a tanh layer": _negated}
"""Other networks with the same outputs."""
