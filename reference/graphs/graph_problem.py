"""A graph with the examples that it is computed for; shapes, dtypes and targets are checked here, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.checked_arrays import check_same_dtype, check_scale, checked_array
from nablacheck.reference.errors import InputError, a_kind
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.layers import size
from nablacheck.reference.problem import Problem, in_a_line


@dataclass(frozen=True, eq=False)
class GraphProblem:
    """A graph with m examples: x is (…, n_1, p_1·m), y (…, n_L, p_L·m), and C = scale · (1/m) Σ_x C_x.

    C_x adds up the positions of the output. InputError where the parts do not fit together.
    """

    give: ClassVar[str] = "a GraphProblem, as in GraphProblem(graph, x, y)"
    network: Graph
    x: Array
    y: Array
    scale: float = 1.0
    origin: str = ""

    masks: Mapping[int, Array] = field(default_factory=dict, init=False)
    weights_of_examples: Array = field(default=None, init=False)

    def __post_init__(self) -> None:
        if not isinstance(self.network, Graph):
            raise InputError(f"the network of a problem on a graph is {a_kind(self.network)}; give a Graph.")
        for name in ("x", "y"):
            object.__setattr__(self, name, checked_array(name, getattr(self, name)))
        self._check_shapes()
        self._check_targets()
        check_scale(self.scale)

    def _check_shapes(self) -> None:
        graph, draws = self.network, self.x.shape[:-2]
        (n, p), (n_out, p_out), columns = graph.inputs, graph.shapes[graph.L], self.x.shape[-1]
        if self.x.shape[-2] != n or not columns or columns % p:
            raise InputError(f"x has shape {self.x.shape}; layer 1 is {size(graph.inputs)}, so it must be (…, {n}, {p}·m).")
        wanted = (*draws, n_out, p_out * self.batch)
        if self.y.shape != wanted:
            raise InputError(f"y has shape {self.y.shape}; beside this graph and {self.batch} examples it must be {wanted}.")
        check_same_dtype({**graph.parameters, "x": self.x, "y": self.y})
        for name, array in graph.parameters.items():
            if array.shape[:-2] != draws:
                raise InputError(f"{name} has shape {array.shape}; beside x its leading axes, the draws, must be {draws}.")

    def _check_targets(self) -> None:
        cost, (low, high) = self.network.cost, self.network.cost.targets
        if cost.kind and not cost.kind.allows(self.y).all():
            raise InputError(f"y has targets that cost {cost.name!r} does not allow; it allows {cost.kind.says}.")
        if ((self.y < low) | (self.y > high)).any():
            raise InputError(f"y has targets that cost {cost.name!r} does not allow; it allows those from {low:g} to {high:g}.")

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of every array of the problem."""
        return self.x.dtype  # type: ignore[no-any-return]

    @property
    def batch(self) -> int:
        """m, the number of examples."""
        return self.x.shape[-1] // self.network.inputs[1]  # type: ignore[no-any-return]

    @property
    def arrays(self) -> dict[str, Array]:
        """Every array by its name."""
        return {**self.network.parameters, "x": self.x, "y": self.y}

    def with_parameters(self, parameters: Mapping[str, Array]) -> GraphProblem:
        """The problem with other parameters, by name."""
        return replace(self, network=self.network.with_parameters(parameters))

    def map(self, change: Callable[[Array], Array]) -> GraphProblem:
        """The problem with `change` applied to each of its arrays."""
        graph = self.network.with_parameters({name: change(array) for name, array in self.network.parameters.items()})
        return replace(self, network=graph, x=change(self.x), y=change(self.y))

    def columns(self, index: Any) -> GraphProblem:
        """The problem with some of its examples alone, at all their positions; `index` is a slice or integers."""

        def some(array: Array) -> Array:
            examples = array.reshape(*array.shape[:-1], -1, self.batch)[..., index]
            return examples.reshape(*array.shape[:-1], -1)

        return replace(self, x=some(self.x), y=some(self.y))

    def examples(self) -> Iterator[GraphProblem]:
        """Each example as a problem of its own."""
        for i in range(self.batch):
            yield replace(self.columns(slice(i, i + 1)), origin=f"{self.origin}, example {i}")

    def __str__(self) -> str:
        return in_a_line(self)


AnyProblem = Problem | GraphProblem
"""A chain of the book or a graph, of which much is asked in the same words."""
