"""What a finding shows itself by, so that it can be told whether another problem shows the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.oracle.checking.problem_files import contents_of
from nablacheck.oracle.generating.problems import LAYOUTS
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph_problem import AnyProblem


@dataclass(frozen=True)
class Sign:
    """The equation that broke first, or the kind of the promise that was broken."""

    equation: str = ""
    breach: str = ""

    @staticmethod
    def of(verdict: Verdict) -> Sign:
        """The sign of a verdict that disagrees: a broken promise comes before a broken equation."""
        if verdict.breaches:
            return Sign(breach=kind(verdict.breaches[0]))
        return Sign(equation=verdict.broken[0].equation)

    @property
    def says(self) -> str:
        """In a word or two, for the name of a file and the line of a table."""
        return self.equation or self.breach

    def on(self, verdict: Verdict) -> bool:
        """Whether a verdict shows it."""
        if self.breach:
            return any(kind(breach) == self.breach for breach in verdict.breaches)
        return any(c.equation == self.equation for c in verdict.broken)

    def asked_by(self, verdict: Verdict) -> bool:
        """Whether a verdict is about the equation of the sign at all."""
        return not self.breach and any(c.equation == self.equation for c in verdict.comparisons)


NONE = Sign()


def kind(breach: str) -> str:
    """A broken promise without what is different from problem to problem: numbers, how many there are, what follows a colon."""
    without_numbers = re.sub(r"\[?\d[\w.+-]*\]?", "#", breach.split(":")[0])
    return re.sub(r"\w*#(, \w*#)+", lambda several: ", ".join(dict.fromkeys(several[0].split(", "))), without_numbers)


def layout_of(problem: AnyProblem) -> str:
    """The name of the memory layout that the arrays have, of those that are generated."""
    for name, layout in LAYOUTS.items():
        if all(layout(np.ascontiguousarray(array)).strides == array.strides for array in problem.arrays.values()):
            return name
    return next(iter(LAYOUTS))


def shown_by(verdict: Verdict) -> tuple[Mapping[str, Any], ...]:
    """The contents of a problem file for the draw in which an equation is broken most, or, of a promise, for each draw.

    Nothing where an entry is known by no name, since a file holds names alone.
    """
    problem, sign = verdict.problem, Sign.of(verdict)
    draws: list[AnyProblem] = [problem] if problem.x.ndim == 2 else _worst(verdict) or list(problem.draws())
    try:
        return tuple(content(draw, verdict.origin, sign) for draw in draws)
    except InputError:
        return ()


def _worst(verdict: Verdict) -> list[AnyProblem]:
    if verdict.breaches:
        return []
    first = verdict.broken[0]
    draw = first.worst[: np.ndim(first.given) - first.axes]
    return [verdict.problem.draw(draw[0])] if len(draw) == 1 else []


def content(problem: AnyProblem, adapter: str, sign: Sign) -> dict[str, Any]:
    """The contents of a file for the problem of a finding, which has the layout of the arrays beside them."""
    said = {"adapter": adapter, **{name: says for name, says in vars(sign).items() if says}, "origin": problem.origin}
    return contents_of(problem, {**said, "layout": layout_of(problem)})
