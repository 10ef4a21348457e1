"""What is computed from a problem on a graph: the slopes by the name of their parameter, and the letters by layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.checked_arrays import check_returned
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.parameters import Layers


@dataclass(frozen=True, eq=False)
class GraphGradient:
    """∂C/∂w and ∂C/∂b by the name of the parameter, each in its shape; C itself, or None."""

    give: ClassVar[str] = "a GraphGradient, as in GraphGradient(slopes)"
    slopes: Mapping[str, Array]
    cost: Array = None

    def check(self, problem: GraphProblem) -> None:
        """InputError unless there is an array of real floats for each parameter, in its shape, and no other."""
        _check_names("slopes", self.slopes, list(problem.network.parameters))
        for name, array in problem.network.parameters.items():
            check_returned(f"slopes[{name!r}]", self.slopes[name], array.shape)
        if self.cost is not None:
            check_returned("the cost", self.cost, problem.x.shape[:-2])


@dataclass(frozen=True, eq=False)
class GraphTrace(GraphGradient):
    """A gradient with what it was computed from: z^l, δ^l (…, n_l, p_l·m) for l ≥ 2 and a^l for l ≥ 1."""

    give: ClassVar[str] = "a GraphTrace, with z, a and delta beside the slopes"
    z: Layers = field(default_factory=dict)
    a: Layers = field(default_factory=dict)
    delta: Layers = field(default_factory=dict)

    def check(self, problem: GraphProblem) -> None:
        """InputError unless the slopes are there, and each letter for each layer, in the shape that it has."""
        super().check(problem)
        graph, m, draws = problem.network, problem.batch, problem.x.shape[:-2]
        for letter, layers in (("z", self.z), ("a", self.a), ("delta", self.delta)):
            given = (
                {l: array for l, array in layers.items() if (letter, l) != ("a", 1)} if isinstance(layers, Mapping) else layers
            )
            _check_names(letter, given, list(graph.layers))
            for l in graph.layers:
                n, p = graph.shapes[l]
                check_returned(f"{letter}[{l}]", layers[l], (*draws, n, p * m))


def _check_names(what: str, given: Mapping[Any, Any], wanted: list[Any]) -> None:
    if not isinstance(given, Mapping):
        raise InputError(f"returned {what} as {type(given).__name__}; it must be a mapping with {wanted}.")
    for missing in (name for name in wanted if name not in given):
        raise InputError(f"returned {what} without {missing!r}; it has {list(given)}.")
    for more in (name for name in given if name not in wanted):
        raise InputError(f"returned {what} with {more!r}; there are {wanted}.")
