"""Difference quotients: numbers that are no gradient, but (C(w + h) − C(w − h)) / 2h, and as such as good as they can be.

C is a float, so a difference of two of them is a whole multiple of the spacing of floats beside C, and so is what was given
times 2h. No gradient has that by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.reference.backprop import Pass, backprop, forward
from nablacheck.reference.problem import Problem

Array = Any
STEPS = tuple(10.0**-k for k in range(1, 13)) + tuple(2.0**-k for k in range(4, 33))
"""The h that people take."""
TIMES = (1.0, -1.0, 2.0, -2.0)
"""What such a quotient may have been multiplied with by mistake."""
SIDES = {"central": (1, -1), "forward": (1, 0), "backward": (0, -1)}


@dataclass(frozen=True)
class Differences:
    """A step and the sides that it may have, with the largest error of the numbers as a gradient."""

    h: float
    sides: tuple[str, ...]
    error: float
    times: float = 1.0

    def __str__(self) -> str:
        side = f"{self.sides[0]} " if len(self.sides) == 1 else ""
        if self.times != 1:
            step = f" with h about {self.h:.2g}" if self.times == -1 else ""
            return f"these are {side}differences{step}, times {self.times:g}"
        return (
            f"these are {side}differences with h about {self.h:.2g}: as such they are as good as they can be, "
            f"error {self.error:.1g}"
        )


def differences(claims: Sequence[Claimed]) -> Differences | None:
    """The step for which every number that was given is a difference quotient, if there is one; the smallest network decides.

    What is a multiple of the spacing for one width is one for wider ones too: the narrowest is the step.
    """
    ordered = sorted(claims, key=lambda claimed: (claimed.problem.network.count, claimed.problem.batch))
    if any(claimed.learning_rate is not None or claimed.penalty or claimed.shared for claimed in ordered):
        return None
    if any(claimed.xp.precision.name != "float64" for claimed in ordered):
        return None
    with np.errstate(over="ignore"):
        coarse = all(np.array_equal(array, np.float32(array)) for claimed in ordered for array in _given(claimed).values())
    if coarse:
        return None  # numbers of so few digits are multiples of anything small
    widths = sorted({h * (up - down) for h in STEPS for up, down in SIDES.values()})
    width = next((width for width in widths if all(_multiples(claimed, width) for claimed in ordered)), None)
    if width is None:
        return None
    steps = {side: width / (up - down) for side, (up, down) in SIDES.items()}
    for times in TIMES:
        few = ordered[:2]
        sides = tuple(side for side, h in steps.items() if all(_agree(claimed, h, SIDES[side], times) for claimed in few))
        if sides:
            h = steps[sides[0]] if len(sides) == 1 else width
            return Differences(h, sides, max(_error(claimed) for claimed in ordered), times)
    return None


def _given(claimed: Claimed) -> dict[str, Array]:
    return {f"b{l}": array for l, array in claimed.nabla_b.items()} | {f"w{l}": array for l, array in claimed.nabla_w.items()}


def _error(claimed: Claimed) -> float:
    trace = backprop(claimed.problem, arithmetic=claimed.xp)
    truth = {f"b{l}": ball for l, ball in trace.nabla_b.items()} | {f"w{l}": ball for l, ball in trace.nabla_w.items()}
    with np.errstate(all="ignore"):
        return max(float(abs(array - truth[name].mid).max()) for name, array in _given(claimed).items())


def _multiples(claimed: Claimed, width: float) -> bool:
    """Whether all that was given, times the width, is a multiple of the spacing of floats beside C."""
    cost = float(forward(Pass(claimed.problem)).cost)
    with np.errstate(all="ignore"):
        spacing = float(np.spacing(np.nextafter(cost, 0)))
    return all(_whole(array, width, spacing) for array in _given(claimed).values())


def _whole(given: Array, width: float, spacing: float) -> bool:
    """Whether given times 2h is a multiple of the spacing beside C, and the test could have failed."""
    with np.errstate(all="ignore"):
        multiple = given * (width / spacing)
        slack = abs(multiple) * 4 * np.finfo(np.float64).eps
        there = abs(multiple - np.rint(multiple)) <= slack
    return bool(np.isfinite(multiple).all() and there.all() and (slack < 1 / 4).all() and (multiple != 0).any())


def _agree(claimed: Claimed, h: float, ends: tuple[int, int], times: float) -> bool:
    """Whether the numbers are that quotient times a number, to the rounding of C and of the parameters."""
    problem, parameters = claimed.problem, claimed.problem.network.parameters
    up, down = ends
    u, radius = claimed.xp.elementwise, float(forward(Pass(problem, claimed.xp)).cost.rad)
    for name, array in _given(claimed).items():
        for index in np.ndindex(array.shape):
            values = []
            for end in (up, down):
                moved = parameters[name].copy()
                moved[index] += end * h
                values.append(_cost(problem, {**parameters, name: moved}))
            quotient = (values[0] - values[1]) / (h * (up - down))
            # each C is within its radius of the exact one, here and there, and each moved parameter within a rounding
            quotient, radius_of_it = times * quotient, abs(times) * radius
            reach = 4 * radius_of_it / (h * (up - down)) + 2 * abs(quotient) * u * (1 + abs(parameters[name][index]) / h)
            if not abs(array[index] - quotient) <= reach:
                return False
    return True


def _cost(problem: Problem, parameters: dict[str, Array]) -> float:
    t = Pass(problem)
    for name, array in parameters.items():
        getattr(t, name[0])[int(name[1:])] = array
    return float(forward(t).cost)
