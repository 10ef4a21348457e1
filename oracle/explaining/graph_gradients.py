"""What was probably typed, for code on a graph that returns gradients alone: each mistake of the catalogue, made at one place.

Nothing but slopes is seen, so each mistake is followed to all of them, in balls, and is named where it predicts every number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.factors import NOTHING, Factor, Factors, Interval, ratio, said, times
from nablacheck.oracle.explaining.graph_mistakes import mistakes
from nablacheck.oracle.judging.judges import BP2, BP3, BP4
from nablacheck.oracle.judging.verdict import Named
from nablacheck.reference.arithmetic import Array, Ball
from nablacheck.reference.backprop import send_back
from nablacheck.reference.graphs.graph_equations import ON_GRAPHS, GraphPass, nabla_b, nabla_w

MOST = 600
"""The most mistakes that are followed, a few milliseconds each on a small graph."""


def of_gradient(t: GraphPass, slopes: Mapping[str, Array]) -> tuple[Named, ...]:
    """The first mistake that predicts every slope, with its place, for a pass that has come forward and back.

    Failing that, a mistake times a constant; or for each slope that is wrong how many times the right one it is.
    """
    right = {name: _slope(t, name) for name in t.graph.parameters}
    if of_all := _factor(t, right, slopes):
        return (_unplaced("factor", times(of_all.name, of_all.value)),)
    wrong, scaled = [name for name, ball in right.items() if not _holds(ball, slopes[name])], None
    for named, predicted in _tried(t, right, wrong):
        if all(_holds(predicted[name], slopes[name]) for name in slopes):
            return (named,)
        if scaled is None and (of_all := _factor(t, predicted, slopes)):
            scaled = named._replace(says=f"{named.says}; {times(of_all.name, of_all.value)}")
    return (scaled,) if scaled else _each_by_itself(t, right, slopes, wrong)


def _factor(t: GraphPass, predicted: Mapping[str, Any], slopes: Mapping[str, Array]) -> Factor | None:
    """The factor with a name that makes what is predicted what was given, in every slope; None where there is none."""
    inside = Interval()
    for name, slope in slopes.items():
        ball = predicted[name]
        inside &= ratio(t.xp.lift(slope), ball) if isinstance(ball, Ball) else NOTHING
        if not inside:
            return None
    return None if 1.0 in inside else next(iter(Factors(t.problem).within(inside).values()), None)


def _each_by_itself(t: GraphPass, right: Mapping[str, Any], slopes: Mapping[str, Array], wrong: list[str]) -> tuple[Named, ...]:
    """How many times the right one each slope is that is wrong, if all of them have such a number."""
    factors = {name: _factor(t, {name: right[name]}, {name: slopes[name]}) for name in wrong}
    says = [
        f"∇{name} is {said(factor.name)} times what {BP3 if name in t.b else BP4} says"
        for name, factor in factors.items()
        if factor
    ]
    return (_unplaced("factors", "; ".join(says)),) if says and len(says) == len(wrong) else ()


def _unplaced(name: str, says: str) -> Named:
    return Named(name, "", None, "", "", says)


def _tried(t: GraphPass, right: Mapping[str, Ball], wrong: list[str]) -> Iterator[tuple[Named, Mapping[str, Any]]]:
    """Mistakes with what they predict: in one slope, where one alone is wrong, and then in the error of each layer."""
    if len(wrong) == 1:
        name = wrong[0]
        equation = BP3 if name in t.b else BP4
        for mistake in mistakes(t, equation, name):
            yield mistake.named(equation, name), {**right, name: mistake.gives()}
    followed = 0
    delta = dict(t.delta)
    for l in reversed(range(2, t.L)):
        for number, mistake in enumerate(mistakes(t, BP2, l)):
            followed += 1
            if followed > MOST:
                return
            _send_back_with(t, l, number)
            yield mistake.named(BP2, l), {name: _slope(t, name) for name in t.graph.parameters}
            t.delta.update(delta)


def _send_back_with(t: GraphPass, l: int, number: int) -> None:
    """δ of all layers where at layer l a mistake of the list is made."""

    def bp2(same: Any, k: int) -> Any:
        return list(mistakes(t, BP2, l))[number].gives() if k == l else ON_GRAPHS.bp2(same, k)

    send_back(t, replace(ON_GRAPHS, bp2=bp2))


def _slope(t: GraphPass, name: str) -> Any:
    return nabla_b(t, name) if name in t.b else nabla_w(t, name)


def _holds(ball: Any, given: Array) -> bool:
    return isinstance(ball, Ball) and bool(np.all(ball.contains(given) & np.isfinite(np.broadcast_to(ball.rad, ball.shape))))
