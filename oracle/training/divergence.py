"""How far rounding alone drives two trainings apart: an estimate to hold a framework's training against, and no bound.

A rigorous bound on the distance after k steps multiplies what each step may round by the largest growth of all later steps,
and exceeds the weights themselves within a few dozen steps. What rounding *does* is seen by letting it happen at random, as in
Monte Carlo arithmetic (Parker 1997): the reference trains in float64, and every z, a, δ, ∇b, ∇w and every letter of the rule is
multiplied by 1 + uε, with ε uniform in [−1, 1), entry by entry. Several such trainings show how far from the unperturbed one
rounding leads, and how much of that is a matter of luck.

They are run once, with the u of float32, which float64 resolves well, and the distance is scaled to another precision in
proportion to its u: to first order, which is how far the picture is true, a small perturbation grows as a smaller one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, NamedTuple

import numpy as np

from nablacheck.oracle.training.steps import State, TrainingPlan
from nablacheck.reference.arithmetic import FLOAT32
from nablacheck.reference.backprop import BOOK, Equations, backprop
from nablacheck.reference.draws import Bits
from nablacheck.reference.rules import Rule

Array = np.ndarray[Any, Any]

DRAWS = 8
"""How many trainings are perturbed at once."""


class Drift(NamedTuple):
    """The least, the median and the largest distance among the perturbed trainings after a step."""

    least: float
    median: float
    most: float


def predicted(plan: TrainingPlan) -> Iterator[Drift]:
    """After each step, what rounding alone is expected to do in a precision of unit roundoff 1; times u in another."""
    for state, truth in zip(perturbed(plan, FLOAT32.u), reference(plan), strict=True):
        apart = distance(state, truth) / FLOAT32.u
        yield Drift(float(apart.min()), float(np.median(apart)), float(apart.max()))


def reference(plan: TrainingPlan, equations: Equations = BOOK, rule: Rule | None = None) -> Iterator[State]:
    """The state after each step of the reference; leading axes of the plan are trainings side by side."""
    state: State = plan.begun()
    for k, columns in plan.batches():
        nabla = backprop(plan.at(state, k, columns), equations).slopes
        moved = {name: (rule or plan.rule).step({**letters, "nabla": nabla[name]}, k) for name, letters in state.items()}
        state = {name: {letter: moved[name][letter] for letter in letters} for name, letters in state.items()}
        yield state


def perturbed(plan: TrainingPlan, u: float, draws: int = DRAWS) -> Iterator[State]:
    """The reference, `draws` times side by side, with every result multiplied by 1 + uε."""
    bits = Bits(plan.seed, draws)

    def rounded(formula: Callable[..., Array]) -> Callable[..., Array]:
        def apply(*arguments: Any) -> Array:
            exact = formula(*arguments)
            return exact * (1 + u * (2 * bits.uniform(exact.shape) - 1))

        return apply

    several = plan.start.map(lambda array: np.broadcast_to(array, (draws, *array.shape)))
    equations = Equations(**{field.name: rounded(getattr(BOOK, field.name)) for field in fields(Equations)})
    rule = replace(plan.rule, equations={letter: rounded(formula) for letter, formula in plan.rule.equations.items()})
    yield from reference(replace(plan, start=several), equations, rule)


def distance(state: State, truth: State) -> Array:
    """‖w − w_ref‖ / ‖w_ref‖ over every weight and bias, the Euclidean norm; one number for each training in `state`."""
    apart, size = np.float64(0), np.float64(0)
    for name, letters in truth.items():
        apart = apart + np.square(letters["w"] - state[name]["w"]).sum(axis=(-2, -1))
        size = size + np.square(letters["w"]).sum(axis=(-2, -1))
    return np.asarray(np.sqrt(apart / size))
