"""A framework's own function that is several of our layers: which layers these are, and how the framework is asked for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from nablacheck.reference.graphs import blocks
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.plan import Plan

Array = Any


class Block(NamedTuple):
    """The name of the function, the layers that it is, behind layer 2, and the call, with x as frameworks have it.

    The call gets the parameters by name, x (examples, positions, neurons) and the number of heads.
    """

    calls: str
    layers: Callable[[Plan, int, int], int]
    function: Callable[[Mapping[str, Array], Array, int], Array]


def gated(plan: Plan, of: int, heads: int) -> int:
    """(w a + b) ⊙ sigmoid(w′ a + b′)"""
    return blocks.gated_unit(plan, of, plan.shapes[of][0])


def last_of(parameters: Mapping[str, Array]) -> int:
    """The number of the last layer that has a weight."""
    return max(int(name[1:]) for name in parameters if name[0] == "w")


def planned(block: Block, shape: tuple[int, int], heads: int, m: int, seed: int, dtype: str) -> GraphProblem:
    """A dense layer, whose slopes show what is sent back to the input of the block, the block, and m random examples."""
    plan, rng = Plan(shape, seed, dtype), np.random.default_rng(seed)
    block.layers(plan, plan.dense(1, shape[0]), heads)
    graph = plan.graph("quadratic")
    (n, p), (n_out, p_out) = shape, graph.shapes[graph.L]
    x, y = rng.standard_normal((n, p * m)), rng.standard_normal((n_out, p_out * m))
    return GraphProblem(graph, x.astype(dtype), y.astype(dtype), origin=f"{block.calls}, seed {seed}")
