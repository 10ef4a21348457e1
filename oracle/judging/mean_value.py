"""The mean value theorem as the tolerance of finite differences.

(C(w + hv) − C(w − hv)) / 2h = v·∇C(ξ) for some ξ between the two points, so the quotient lies in v·∇C over the box around
them: one backpropagation in balls whose inputs have radius h, or in zonotopes where balls leave a quotient open. The rounding
of the two costs widens it by rad(C)/h. Over a kink the theorem holds with the hull of the one-sided derivatives (Lebourg 1975),
which is what a box gives there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.adapters.finite_differences import central, moved, one_sided
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.graph_judges import sharpened_on_graphs
from nablacheck.oracle.judging.sharpening import of_draws, sharpened
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import FLOAT, FLOAT64, REAL, Ball, Balls, Precision, balls, zonotopes
from nablacheck.reference.arithmetic.certified import Certified
from nablacheck.reference.checked_arrays import as_array
from nablacheck.reference.errors import InputError, check_handed_in
from nablacheck.reference.graphs.either import begun, come_forward, places, slopes_of
from nablacheck.reference.graphs.graph_problem import AnyProblem, GraphProblem
from nablacheck.reference.network import Network
from nablacheck.reference.parameters import flattened
from nablacheck.reference.problem import Problem

Array = Any
FORWARD, CENTRAL = "(46) forward", "(46) central"
CERTIFIED_STEP = 2.0**-200
CERTIFIED_BITS = 640
"""Room for the step: a difference of costs loses 200 bits, and more than 400 remain."""
STEPS = 2.0 ** -np.arange(2, 46, 3)
"""The steps among which the smallest allowance is looked for."""

Quotient = Callable[..., Array]
KINDS: dict[str, tuple[Quotient, float]] = {FORWARD: (one_sided, 0.0), CENTRAL: (central, -1.0)}
"""By equation: the quotient, and the other end of the difference in units of h."""


def judge_differences(problem: AnyProblem, adapter: Adapter, directions: Array, steps: Array = STEPS) -> Verdict:
    """Forward and central difference quotients along directions (K, P), against the equations over the box of the step.

    The problem is taken in float64, in which its numbers are exact; leading axes are draws. Of these the first is judged a
    second time in certified arithmetic, in which the step can be 2^-200. `steps` are those that floats may take. InputError for
    a graph with leading axes.
    """
    kind = GraphProblem if isinstance(problem, GraphProblem) else Problem
    check_handed_in(problem=(problem, kind), adapter=(adapter, Adapter))
    directions, P = as_array("the directions came", directions), problem.network.count
    if directions.dtype.kind not in "fiu" or directions.ndim != 2 or directions.shape[1] != P:
        raise InputError(f"the directions are {directions.dtype} of shape {directions.shape}; give real numbers, (K, {P}).")
    steps = as_array("the steps came", steps)
    if steps.dtype.kind != "f" or steps.ndim != 1 or not steps.size or not (np.isfinite(steps) & (steps > 0)).all():
        raise InputError(f"the steps are {steps.dtype} of shape {steps.shape}; give positive floats, as [1e-3, 1e-5].")
    problem = problem.map(lambda array: array.astype(np.float64))
    if isinstance(problem, GraphProblem) and problem.x.ndim > 2:
        raise InputError(f"x has shape {problem.x.shape}; differences on a graph are of one draw: give x without leading axes.")
    first = problem if isinstance(problem, GraphProblem) or problem.x.ndim == 2 else problem.draw(0)

    def judge(draws: Any, sharp: bool) -> Verdict:
        some = problem if isinstance(problem, GraphProblem) else of_draws(problem, draws)
        compared = tuple(_in_floats(some, directions, steps, zonotopes if sharp else balls))
        return Verdict(some, adapter.name, FLOAT64, compared)  # type: ignore[arg-type]  # a graph prints as a chain does

    in_floats = sharpened_on_graphs(judge, problem) if isinstance(problem, GraphProblem) else sharpened(judge, problem)
    return replace(in_floats, comparisons=(*in_floats.comparisons, *_in_certified(first, directions)))


Enclosing = Callable[[Precision], Balls]
"""An arithmetic of a precision: balls, or zonotopes."""


def _in_floats(problem: AnyProblem, directions: Array, steps: Array, enclosing: Enclosing) -> Iterator[Comparison]:
    real, rounded = enclosing(REAL), enclosing(FLOAT64)
    with real.working():
        h = best_step(problem, directions, steps, enclosing)
        nabla = _over_the_box(problem, h, real, FLOAT64.u)
        for name, (quotient, other) in KINDS.items():
            length = (1 - other) * h
            cost_error = sum(_cost_error(problem, directions, k * h, rounded) for k in (1.0, other))
            # the two ends are floats: rounding moves each parameter by at most 2u(|w| + h), which turns the direction
            turned = 2 * FLOAT64.u * (abs(problem.network.vector) + h[..., None]) / length[..., None]
            enclosure = _along(nabla * real.box(np.ones_like(turned), turned), directions)
            # the rounding of the two costs, then of their difference and of its quotient
            spread = enclosure.rad + cost_error / length[..., None]
            ball = _rounded(rounded, enclosure.mid, spread)
            given = np.moveaxis(quotient(problem, directions, h, FLOAT), 0, -1)
            yield Comparison(name, None, "v·∇C", given, ball, abs(ball.mid), axes=1)


def _rounded(model: Balls, mid: Array, spread: Array) -> Ball:
    """A step within `spread` of `mid`, which is exactly zero only where neither is anything."""
    return model.rounded(mid, spread, abs(mid), zero=lambda: (mid == 0) & (spread == 0))


def _in_certified(problem: AnyProblem, directions: Array) -> Iterator[Comparison]:
    xp, h = Certified(CERTIFIED_BITS), np.asarray(CERTIFIED_STEP)
    with xp.working():
        enclosure = _along(_over_the_box(problem, h, xp, 0), xp.lift(directions))
        for name, (quotient, _) in KINDS.items():
            given = quotient(problem, directions, h, xp)
            error = _floats(abs(_middle(given) - _middle(enclosure)))
            bound = np.nextafter(_floats(_radius(given) + _radius(enclosure)), math.inf)
            mid = _floats(_middle(enclosure))
            ball = Ball(mid, bound, abs(mid), Balls(REAL))
            yield Comparison(
                f"{name}, certified", None, "v·∇C", _floats(_middle(given)), ball, abs(mid), axes=1, distance=error
            )


def _cost_error(problem: AnyProblem, directions: Array, h: Array, rounded: Balls) -> Array:
    """How far a cost computed in float64 at parameters + h · direction can be from the cost there; (draws, K)"""
    end = moved(problem, directions, h, FLOAT)
    end.xp, end.y, end.a = rounded, rounded.lift(end.y), {1: rounded.lift(end.a[1])}
    end.w, end.b = ({l: rounded.lift(part[l]) for l in part} for part in (end.w, end.b))
    return np.moveaxis(2 * come_forward(end).cost.rad, 0, -1)


def _over_the_box(problem: AnyProblem, h: Array, xp: Any, u: float) -> Any:
    """∇C over every parameter ± h, as vectors (draws, P); the ends may have been rounded with unit roundoff u."""
    t, parameters = begun(_steep_at_jumps(problem), xp), problem.network.parameters
    for name, (mine, at) in places(t).items():
        here = parameters[name]
        reach = np.asarray(h)[..., None, None] + 0 * here
        # rounding an end takes one u, rounding this sum less than two
        mine[at] = xp.box(here, reach + 4 * u * (abs(here) + reach))
    return _vector(slopes_of(come_forward(t)))


def _steep_at_jumps(problem: AnyProblem) -> AnyProblem:
    """The problem whose σ′ is unbounded where σ itself jumps: no difference over a jump says anything of a derivative."""

    def steep(entry: Activation) -> Activation:
        if not entry.jumps:
            return entry

        def prime(z: Array, a: Array, xp: Any) -> Array:
            slope = entry.prime(z, a, xp)  # type: ignore[misc]
            for jump in entry.jumps:
                slope = xp.where(z == jump, xp.box(0.0, math.inf), slope)
            return slope

        return entry.variant(prime=prime)

    activations = {l: steep(entry) for l, entry in problem.network.activations.items()}
    if isinstance(problem, GraphProblem):
        return replace(problem, network=problem.network.with_entries(activations, problem.network.cost))
    network = problem.network
    return replace(problem, network=Network(network.w, network.b, activations, network.cost))


def _vector(slopes: Mapping[str, Any]) -> Any:
    """The slopes as one vector (…, P), of certified numbers or of balls."""
    if not all(isinstance(part, Ball) for part in slopes.values()):
        return flattened(slopes)
    mid, rad = (
        flattened({name: np.broadcast_to(getattr(ball, part), ball.shape) for name, ball in slopes.items()})
        for part in ("mid", "rad")
    )
    return Ball(mid, rad, abs(mid), next(iter(slopes.values())).model)


def _along(nabla: Any, directions: Array) -> Any:
    """v·∇C for each direction: (draws, K) from (draws, P) and (K, P)"""
    return (nabla[..., None, :] @ directions.T)[..., 0, :]


def best_step(problem: AnyProblem, directions: Array, steps: Array = STEPS, enclosing: Enclosing = balls) -> Array:
    """The step, for each draw, whose allowance is smallest: the variation of ∇C over the box plus the rounding of C over h."""
    real, draws = enclosing(REAL), problem.x.shape[:-2]
    allowances = []
    with real.working():
        cost_error = come_forward(begun(problem, enclosing(FLOAT64))).cost.rad
        for step in steps:
            variation = _over_the_box(problem, np.full(draws, step), real, FLOAT64.u).rad @ abs(directions).T  # (draws, K)
            allowances.append(np.median(variation, axis=-1) + 2 * cost_error / step)
    return steps[np.argmin(np.nan_to_num(np.stack(allowances), nan=math.inf), axis=0)]


_middle = np.frompyfunc(lambda ball: ball.mid(), 1, 1)
_radius = np.frompyfunc(lambda ball: ball.rad(), 1, 1)


def _floats(numbers: Array) -> Array:
    """To float64, rounded; a CertifiedArray becomes a plain array, whose comparisons are plain ones."""
    return np.array(numbers, dtype=np.float64, subok=False)
