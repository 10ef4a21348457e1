"""Networks that people know, in every arithmetic: the vectorised equations against the explicit sums over the terms."""

import numpy as np
import pytest

from nablacheck.reference import CERTIFIED, Edge, GraphProblem, InputError, balls, graph_backprop, precision
from nablacheck.reference.activations.normalizers import rms_normalize
from nablacheck.reference.draws import Bits
from nablacheck.reference.graphs import blocks
from nablacheck.reference.graphs.graph_proof import graph_componentwise
from nablacheck.reference.graphs.plan import Plan
from nablacheck.reference.links import Dense, Move, Pool, Window, flattened, some_neurons

from helpers.enclosures import encloses, overlap

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
    "bottleneck": ((3, 6), lambda plan: blocks.bottleneck(plan, 1, 2, Window((2, 3), 3, padding=1), "tanh")),
    "tied autoencoder": ((4, 1), lambda plan: blocks.tied_autoencoder(plan, 1, 2)),
    "attention": ((4, 3), lambda plan: blocks.attention(plan, 1, heads=2)),
    "transformer": ((4, 3), lambda plan: blocks.transformer_block(plan, 1, 2, 5)),
    "embedding": ((5, 2), lambda plan: blocks.embedding(plan, 1, 3)),
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


def letters(trace):
    """Every array of a trace by its name."""
    layers = {f"{name}^{l}": array for name in ("z", "a", "delta") for l, array in getattr(trace, name).items()}
    return {**layers, **trace.slopes, "C": trace.cost}


@pytest.mark.equation("(36)–(45)", "BP2", "BP4")
@pytest.mark.parametrize("name", BLOCKS)
def test_the_componentwise_proof_gives_the_same_numbers(name):
    problem = block(name)
    vectorised, one_by_one = letters(graph_backprop(problem, CERTIFIED)), letters(graph_componentwise(problem, CERTIFIED))

    assert vectorised.keys() == one_by_one.keys()
    for letter, array in vectorised.items():
        assert overlap(array, one_by_one[letter]), letter


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", BLOCKS)
def test_every_ball_holds_the_truth_and_the_floats(name, dtype):
    problem = block(name, dtype)
    ball = letters(graph_backprop(problem, balls(precision(dtype))))
    floats, truth = letters(graph_backprop(problem)), letters(graph_backprop(problem, CERTIFIED))

    for letter, enclosure in ball.items():
        assert floats[letter].dtype == dtype, letter
        assert enclosure.contains(floats[letter]).all(), letter
        assert encloses(enclosure, truth[letter]), letter


def test_a_skip_that_is_forgotten_is_seen():
    """The planted mistake: what the skip sends back is left out."""
    problem = block("residual")
    graph = problem.network
    forgotten = next((l, edge) for l, edge in graph.readers[1] if edge.weight is None)
    zeros = Move((3, 1), np.full((3, 1), -1))
    wrong = graph_componentwise(GraphProblem(graph.with_edge(*forgotten, Edge(1, zeros)), problem.x, problem.y), CERTIFIED)

    assert not overlap(wrong.slopes["w2"], graph_backprop(problem, CERTIFIED).slopes["w2"])


def test_a_plan_shares_what_has_one_name():
    plan = Plan(3)
    plan.layer("tanh", plan.edge(Dense(), 1, 3, "w"), bias="b")
    plan.layer("tanh", plan.edge(Dense(), 2, 3, "w"), bias="b")

    assert [l for l, _ in plan.graph("quadratic").users["w"]] == [2, 3]
    assert list(plan.parameters) == ["w", "b"]


def test_a_plan_names_two_weights_of_one_layer():
    plan = Plan(3)
    plan.layer("tanh", plan.edge(Dense(), 1, 3), plan.edge(Dense(), 1, 3))

    assert list(plan.parameters) == ["w2", "w2a"]


def test_an_epsilon_must_be_positive():
    with pytest.raises(InputError, match=r"^epsilon of rms_normalize is 0; it must be positive\.$"):
        rms_normalize(0)


def test_a_sum_over_links_allows_every_order_of_all_terms():
    """Sixteen links share a weight, and their terms cancel: in order nothing is left to round, in another order there is."""
    plan = Plan(2)
    halves = [plan.reads(1, some_neurons((2, 1), [k])) for k in (0, 1)]
    plan.layer("identity", *(plan.edge(Dense(), of, 1, "w") for of in halves * 8))
    x = np.array([[1.0], [-1.0]], "float32")
    graph = plan.graph("quadratic")
    problem = GraphProblem(graph.with_parameters({"w": np.ones((1, 1), "float32")}), x, np.ones((1, 1), "float32"))
    ball = graph_backprop(problem, balls(precision("float32")))

    for found in (ball.z[4], ball.slopes["w"]):
        assert found.mid == 0
        assert found.rad >= precision("float32").gamma(15) * 16
