"""Random graphs, valid by construction: pieces that fit what is there are put behind one another.

The first option of each choice is the simplest. What hides mistakes is drawn on purpose: skips over one layer and several, a
weight used twice, kernels of one and as wide as what they see, strides that leave something over, one channel, one head.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from nablacheck.oracle.generating.problems import DTYPES, Choices, Seeded
from nablacheck.reference.costs import COSTS
from nablacheck.reference.errors import check_known
from nablacheck.reference.graphs import blocks
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.layers import Edge
from nablacheck.reference.graphs.plan import Plan
from nablacheck.reference.links import (
    Conv,
    Dense,
    Pool,
    Shape,
    Skip,
    Window,
    arranged,
    at_positions,
    enlarged,
    flattened,
    placed,
    some_neurons,
)

WIDTHS, MAPS = (1, 2, 3, 4, 5), ((1,), (3,), (4,), (6,), (2, 2), (3, 2), (3, 4))
HIDDEN = ("identity", "tanh", "sigmoid", "relu", "softplus", "gelu", "silu", "softmax")
OUTPUTS = (
    ("identity", "quadratic", 1),
    ("sigmoid", "cross-entropy", 1),
    ("softmax", "categorical-cross-entropy", 2),
    ("identity", "categorical-cross-entropy-with-logits", 2),
)
"""Activation and cost, and the fewest outputs with which there is anything to learn."""
BATCHES, PIECES = (1, 2, 3, 5), (1, 2, 3, 4)
MOST_STEPS = 4
"""Of a recurrent network, which has many layers a step."""


class Grown(NamedTuple):
    """The last layer so far, and the size of the map of its positions."""

    layer: int
    size: tuple[int, ...]


Grow = Callable[[Plan, Choices, Grown], Grown]


def random_graph(seed: int, dtype: str = "float64") -> GraphProblem:
    """The problem of a seed, the same on any machine; InputError for a seed that is none, or another dtype."""
    check_known("dtype", dtype, DTYPES)
    return graph_problem(Seeded(seed), seed, dtype)


def graph_problem(choose: Choices, seed: int, dtype: str = "float64") -> GraphProblem:
    """A graph of some pieces and a dense layer behind them, with a batch; `seed` draws the parameters."""
    size = choose.one_of("map", MAPS)
    n, p, m = choose.one_of("n_1", WIDTHS), int(np.prod(size)), choose.one_of("batch", BATCHES)
    plan, at = Plan((n, p), seed, dtype), Grown(1, size)
    for _ in range(choose.one_of("pieces", PIECES)):
        at = _piece(plan, choose, at)
    if plan.shapes[at.layer][1] > 1 and choose.one_of("flatten", (True, False)):
        at = flatten(plan, choose, at)
    activation, cost, least = choose.one_of("output", OUTPUTS)
    plan.dense(at.layer, choose.one_of("n_L", [n for n in WIDTHS if n >= least]), activation)
    graph = plan.graph(cost)
    (rows, places), x = graph.shapes[graph.L], choose.reals("x", (n, p * m))
    y = COSTS[cost].made((choose.reals("y", (rows, places * m)) + 2) / 4)
    return GraphProblem(graph, x.astype(dtype), y.astype(dtype), origin=f"graph of seed {seed}")


def _piece(plan: Plan, choose: Choices, at: Grown) -> Grown:
    shape = plan.shapes[at.layer]
    fitting = [grow for fits, grow in GROWN if fits(shape)]
    return choose.one_of("piece", fitting)(plan, choose, at)


def _activation(choose: Choices, n: int) -> str:
    """An activation for n neurons; of one neuron softmax is 1, and nothing is sent back through it."""
    return choose.one_of("σ", HIDDEN if n > 1 else HIDDEN[:-1])


def _width(choose: Choices) -> int:
    return choose.one_of("n", WIDTHS)


def dense(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """σ(w a + b) at every position."""
    n = _width(choose)
    return at._replace(layer=plan.dense(at.layer, n, _activation(choose, n), choose.one_of("bias", (True, False))))


def twice(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """One weight and one bias in two layers."""
    n, name = plan.shapes[at.layer][0], f"shared{plan.next}"
    for _ in range(2):
        edge = plan.edge(Dense(), at.layer, n, name)
        at = at._replace(layer=plan.layer(_activation(choose, n), edge, bias=f"b_{name}"))
    return at


def residual(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """A block with a skip over two layers."""
    activation = _activation(choose, min(n := _width(choose), plan.shapes[at.layer][0]))
    return at._replace(layer=blocks.residual_block(plan, at.layer, n, activation))


def long_skip(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """A skip over one or two pieces, through a weight where the number of neurons has changed."""
    inside = flatten(plan, choose, at) if len(at.size) > 1 else at
    end = inside
    for _ in range(choose.one_of("pieces inside", (1, 2))):
        end = choose.one_of("piece inside", (dense, residual, twice, gate))(plan, choose, end)
    n = plan.shapes[end.layer][0]
    start = Edge(inside.layer, Skip()) if plan.shapes[inside.layer][0] == n else plan.edge(Dense(), inside.layer, n)
    return end._replace(layer=plan.layer(_activation(choose, n), Edge(end.layer, Skip()), start))


def normalised(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """Layer or RMS norm, with its gain."""
    return at._replace(layer=choose.one_of("norm", (blocks.layer_norm, blocks.rms_norm))(plan, at.layer))


def gate(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """A layer times what another lets through."""
    n = _width(choose)
    return at._replace(layer=blocks.gated_unit(plan, at.layer, n, _activation(choose, n)))


def _window(choose: Choices, size: tuple[int, ...], padded: bool = True) -> Window:
    kernel = tuple(choose.one_of("kernel", (1, min(2, n), min(3, n), n)) for n in size)
    dilation = tuple(choose.one_of("dilation", (1, 2)) if 2 * (k - 1) < n else 1 for k, n in zip(kernel, size, strict=True))
    stride = tuple(choose.one_of("stride", (1, 2, 3)) for _ in size)
    padding = tuple(choose.one_of("padding", range(k)) if padded else 0 for k in kernel)
    return Window(size, kernel, stride, padding, dilation)


def convolution(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """A convolution, in groups where they divide both numbers of channels."""
    window, n = _window(choose, at.size), _width(choose)
    groups = choose.one_of("groups", [g for g in (1, 2, 3) if n % g == 0 and plan.shapes[at.layer][0] % g == 0])
    layer = plan.layer(_activation(choose, n), plan.edge(Conv(window, groups), at.layer, n), bias=True)
    return Grown(layer, window.steps)


def mean(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """The mean over windows."""
    window = _window(choose, at.size)
    return Grown(plan.reads(at.layer, Pool(window), _activation(choose, plan.shapes[at.layer][0])), window.steps)


def largest(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """The largest of what a window sees, behind a dense layer: of what is 0 several are equal."""
    n = plan.shapes[at.layer][0]
    window = _window(choose, at.size, padded=False)
    return Grown(blocks.max_pool(plan, plan.dense(at.layer, n, "tanh"), window), window.steps)


def flatten(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """All positions as neurons of one."""
    return Grown(plan.reads(at.layer, flattened(plan.shapes[at.layer])), (1,))


def turned(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """The same entries with as many neurons as there were positions."""
    n, p = plan.shapes[at.layer]
    return Grown(plan.reads(at.layer, arranged((n, p), (p, n)), _activation(choose, p)), (n,))


def steps(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """Two positions, one of which may be read twice."""
    shape = plan.shapes[at.layer]
    picked = [choose.one_of("position", range(shape[1])) for _ in range(2)]
    return Grown(plan.reads(at.layer, at_positions(shape, picked), _activation(choose, shape[0])), (2,))


def doubled(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """A map with each position twice along its axes."""
    link = enlarged(plan.shapes[at.layer], at.size, 2)
    return Grown(plan.reads(at.layer, link), tuple(2 * n for n in at.size))


def beside(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """A layer of its own beside the one before, in part."""
    n, p = plan.shapes[at.layer]
    other = plan.dense(at.layer, width := _width(choose), _activation(choose, width))
    part = plan.reads(at.layer, some_neurons((n, p), [choose.one_of("neuron", range(n))]))
    total = plan.shapes[other][0] + 1
    both = Edge(other, placed(plan.shapes[other], total, 0)), Edge(part, placed((1, p), total, total - 1))
    return at._replace(layer=plan.layer("identity", *both))


def attended(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """Attention, with a skip or without."""
    if choose.one_of("positions", (False, True)):
        at = at._replace(layer=blocks.with_positions(plan, at.layer))
    n = plan.shapes[at.layer][0]
    attend = choose.one_of("causal", (blocks.attention, blocks.causal_attention))
    seen = attend(plan, at.layer, choose.one_of("heads", [h for h in (1, 2, 3) if n % h == 0]))
    return at._replace(layer=plan.adds(at.layer, seen) if choose.one_of("skip", (True, False)) else seen)


def recurrent(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """The state after all steps, of which there are a few."""
    cell = choose.one_of("cell", (blocks.gru, blocks.lstm))
    return Grown(cell(plan, at.layer, choose.one_of("cells", (1, 2))), (1,))


def tied(plan: Plan, choose: Choices, at: Grown) -> Grown:
    """There and back with one weight."""
    n = _width(choose)
    return at._replace(layer=blocks.tied_autoencoder(plan, at.layer, n, _activation(choose, n)))


def _always(shape: Shape) -> bool:
    return True


def _has_positions(shape: Shape) -> bool:
    return shape[1] > 1


GROWN: tuple[tuple[Callable[[Shape], bool], Grow], ...] = (
    (_always, dense),
    (_always, residual),
    (_always, long_skip),
    (_always, twice),
    (_always, gate),
    (_always, tied),
    (_always, beside),
    (lambda shape: shape[0] > 1, normalised),
    (_has_positions, convolution),
    (_has_positions, convolution),
    (_has_positions, mean),
    (_has_positions, largest),
    (_has_positions, flatten),
    (_has_positions, turned),
    (_has_positions, steps),
    (_has_positions, attended),
    (lambda shape: 1 < shape[1] <= MOST_STEPS, recurrent),
    (lambda shape: 1 < shape[1] <= MOST_STEPS, doubled),
)
"""The pieces, each with the shapes that it may stand behind."""


def linked(problems: Iterable[GraphProblem]) -> Counter[str]:
    """In how many graphs each kind of link is, the most frequent first."""
    counts: Counter[str] = Counter()
    for problem in problems:
        edges = [edge for layer in problem.network.layers.values() for edge in layer.edges]
        counts.update({type(edge.link).__name__.lower() for edge in edges})
    return Counter(dict(counts.most_common()))
