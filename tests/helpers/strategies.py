"""Hypothesis front end of the generators: failures shrink to one linear neuron with small round numbers, or a small graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nablacheck.oracle.generating.problems import Drawn, architecture, problem
from nablacheck.oracle.generating.random_graphs import graph_problem
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.problem import Problem

T = TypeVar("T")


class Hypothetical:
    """Choices drawn by Hypothesis."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def one_of(self, label: str, options: Sequence[T]) -> T:
        """The first option is what failures shrink to."""
        return self._draw(st.sampled_from(options))

    def eighths(self, label: str, shape: tuple[int, ...]) -> Any:
        """Exact in binary, short in print, and on kinks on purpose."""
        return self._draw(arrays(np.int64, shape, elements=st.integers(-16, 16))) / 8

    def reals(self, label: str, shape: tuple[int, ...]) -> Any:
        """Sevenths have full mantissas, and zero is still the simplest."""
        return self._draw(arrays(np.int64, shape, elements=st.integers(-14, 14))) / 7


@st.composite
def drawn(draw: st.DrawFn, dtype: str = "float64", draws: int = 1) -> Drawn:
    """An architecture with draws of its numbers."""
    choose = Hypothetical(draw)
    return problem(choose, architecture(choose), dtype, draws, "drawn by Hypothesis")


def problems(dtype: str = "float64") -> st.SearchStrategy[Problem]:
    """A problem without leading axes."""
    return drawn(dtype).map(lambda item: item.problem.draw(0))


@st.composite
def graphs(draw: st.DrawFn, dtype: str = "float64") -> GraphProblem:
    """A random graph with a batch; failures shrink to the fewest and simplest pieces."""
    return graph_problem(Hypothetical(draw), 0, dtype)
