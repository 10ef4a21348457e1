"""Networks that people know, small, each with a dense layer behind it; and every mistake of the catalogue planted in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from nablacheck.oracle.explaining.graph_mistakes import GraphMistake, mistakes
from nablacheck.reference import GraphProblem, GraphTrace, graph_backprop
from nablacheck.reference.draws import Bits
from nablacheck.reference.graphs import blocks
from nablacheck.reference.graphs.graph_equations import ON_GRAPHS, forward_on_graph, graph_backward
from nablacheck.reference.graphs.plan import Plan
from nablacheck.reference.links import Pool, Window, flattened

M = 2


def wide(plan, of, n=3):
    """A convolution over six positions, and their mean by two."""
    seen = blocks.convolution(plan, of, n, Window(6, 3, padding=1), "tanh")
    return plan.reads(seen, Pool(Window(6, 2, stride=2)))


BLOCKS = {
    "residual": ((3, 1), lambda plan: blocks.residual_block(plan, 1, 4)),
    "layer norm": ((4, 2), lambda plan: blocks.layer_norm(plan, 1)),
    "RMS norm": ((4, 2), lambda plan: blocks.rms_norm(plan, 1)),
    "convolution": ((2, 6), lambda plan: wide(plan, 1)),
    "max pool": ((2, 6), lambda plan: blocks.max_pool(plan, plan.dense(1, 2, "tanh"), Window((2, 3), 2))),
    "bottleneck": ((3, 6), lambda plan: blocks.bottleneck(plan, 1, 2, Window((2, 3), 3, padding=1), "tanh")),
    "tied autoencoder": ((4, 1), lambda plan: blocks.tied_autoencoder(plan, 1, 2)),
    "attention": ((4, 3), lambda plan: blocks.attention(plan, 1, heads=2)),
    "causal attention": ((4, 3), lambda plan: blocks.causal_attention(plan, 1, heads=2)),
    "transformer": ((4, 3), lambda plan: blocks.transformer_block(plan, 1, 2, 5)),
    "embedding": ((5, 2), lambda plan: blocks.with_positions(plan, blocks.embedding(plan, 1, 3))),
    "LSTM": ((2, 3), lambda plan: blocks.lstm(plan, 1, 2)),
    "GRU": ((2, 3), lambda plan: blocks.gru(plan, 1, 2)),
}


def block(name, dtype="float64", seed=0):
    """The block with a dense layer behind it, and M examples."""
    inputs, add = BLOCKS[name]
    plan, bits = Plan(inputs, seed, dtype), Bits(seed + 1)
    last = add(plan)
    flat = plan.reads(last, flattened(plan.shapes[last])) if plan.shapes[last][1] > 1 else last
    plan.dense(flat, 2, "sigmoid")
    x, y = bits.normal((inputs[0], inputs[1] * M)), bits.uniform((2, M))
    return GraphProblem(plan.graph("quadratic"), x.astype(dtype), y.astype(dtype), origin=name)


class Planted(NamedTuple):
    """A mistake, where it was made, and what came of it."""

    equation: str
    place: int | str
    mistake: GraphMistake
    trace: GraphTrace


def planted(problem: GraphProblem) -> Iterator[Planted]:
    """The traces of code with one mistake of the catalogue at one place; what follows from it is computed rightly."""
    t = forward_on_graph(problem)
    right = graph_backward(t)
    with np.errstate(all="ignore"):
        for l in range(2, t.L):
            for number, mistake in enumerate(mistakes(t, "BP2", l)):
                table = replace(ON_GRAPHS, bp2=_wrong_at(l, number))
                yield Planted("BP2", l, mistake, graph_backprop(problem, equations=table))
        for name in problem.network.parameters:
            equation = "BP3" if name in t.b else "BP4"
            for mistake in mistakes(t, equation, name):
                yield Planted(equation, name, mistake, replace(right, slopes={**right.slopes, name: mistake.gives()}))


def _wrong_at(l: int, number: int) -> Callable[[Any, int], Any]:
    def bp2(t: Any, k: int) -> Any:
        return list(mistakes(t, "BP2", l))[number].gives() if k == l else ON_GRAPHS.bp2(t, k)

    return bp2
