"""The programs that JAX has compiled in this process: they are let go before there are more than a process can hold.

Each takes about a hundred memory maps, and Linux gives a process 65,530 (vm.max_map_count); who asks for more ends inside XLA.
"""

from __future__ import annotations

from collections.abc import Hashable

import jax

from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.problem import Problem

MOST = 256
"""Programs at once; another run of one that was let go compiles it again."""
_ASKED: set[Hashable] = set()


def of_chain(problem: Problem) -> tuple[Hashable, ...]:
    """What a program for a chain is compiled for."""
    network = problem.network
    return (*network.activations.items(), network.cost, *network.widths.items(), problem.batch, problem.dtype.name)


def of_graph(problem: GraphProblem) -> tuple[Hashable, ...]:
    """The same of a graph."""
    graph = problem.network
    return (*graph.layers.items(), graph.cost, *graph.shapes.items(), problem.batch, problem.dtype.name)


def asked(who: Hashable, *of: Hashable) -> None:
    """Makes room for the program of somebody's entries and shapes, where it is a new one."""
    key = (who, *of)
    if key not in _ASKED:
        if len(_ASKED) >= MOST:
            jax.clear_caches()
            _ASKED.clear()
        _ASKED.add(key)
