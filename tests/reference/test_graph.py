"""Layers joined by links: the chain of the book is a graph, bit by bit, and what is no graph is said in one sentence."""

import re

import numpy as np
import pytest
from hypothesis import given

from nablacheck.reference import (
    Dense,
    Edge,
    Graph,
    GraphProblem,
    InputError,
    Layer,
    backprop,
    balls,
    graph_backprop,
    links,
    precision,
)

from helpers.small_problems import problem
from helpers.strategies import problems


def as_graph(chain):
    """A problem of the book as one of a graph."""
    return GraphProblem(Graph.of(chain.network), chain.x, chain.y, chain.scale, chain.origin)


def dense(*ways, bias=None, sigma="tanh"):
    """A layer that reads others by w a, as (layer, weight)."""
    return Layer(sigma, [Edge(layer, Dense(), weight) for layer, weight in ways], bias)


# --- the chain --------------------------------------------------------------------------------------------------------


@given(data=problems())
def test_the_chain_is_a_graph_bit_by_bit(data):
    chain, graph = backprop(data), graph_backprop(as_graph(data))

    for name, slope in chain.slopes.items():
        np.testing.assert_array_equal(graph.slopes[name], slope)
    for letter in ("z", "a", "delta"):
        for l, array in getattr(chain, letter).items():
            np.testing.assert_array_equal(getattr(graph, letter)[l], array)
    np.testing.assert_array_equal(graph.cost, chain.cost)


def test_its_balls_are_those_of_the_chain():
    xp, chain = balls(precision("float32")), problem(dtype="float32")
    book, graph = backprop(chain, arithmetic=xp), graph_backprop(as_graph(chain), xp)

    for name, slope in book.slopes.items():
        np.testing.assert_array_equal(graph.slopes[name].mid, slope.mid)
        np.testing.assert_array_equal(graph.slopes[name].rad, slope.rad)


def test_bp2_sums_over_the_readers_and_bp4_over_the_links_that_share():
    """Layer 2 is read by 3 and by 4, with one weight."""
    rng = np.random.default_rng(0)
    parameters = {"w2": rng.random((3, 2)), "w": rng.random((3, 3)), "b": rng.random((3, 1))}
    layers = {2: dense((1, "w2"), bias="b"), 3: dense((2, "w"), bias="b"), 4: dense((3, "w"), (2, "w"), sigma="identity")}
    given = GraphProblem(Graph(2, layers, parameters, "quadratic"), rng.random((2, 5)), rng.random((3, 5)))
    t, w = graph_backprop(given), parameters["w"]

    np.testing.assert_array_equal(t.delta[4], (t.a[4] - given.y) / 5)
    np.testing.assert_array_equal(t.delta[2], (w.T @ t.delta[3] + w.T @ t.delta[4]) * (1 - t.a[2] * t.a[2]))
    by_part = [t.delta[3] @ t.a[2].T, t.delta[4] @ t.a[3].T, t.delta[4] @ t.a[2].T]
    np.testing.assert_array_equal(t.slopes["w"], by_part[0] + by_part[1] + by_part[2])
    np.testing.assert_array_equal(t.slopes["b"], (t.delta[2].sum(axis=1) + t.delta[3].sum(axis=1))[:, None])


def test_draws_are_leading_axes():
    one, other = (as_graph(problem(seed=seed)) for seed in (1, 2))
    both = {name: np.stack([p.network.parameters[name] for p in (one, other)]) for name in one.network.parameters}
    x, y = (np.stack([getattr(p, letter) for p in (one, other)]) for letter in "xy")
    t = graph_backprop(GraphProblem(one.network.with_parameters(both), x, y))

    for name, slope in t.slopes.items():
        np.testing.assert_array_equal(slope[1], graph_backprop(other).slopes[name])


def test_it_says_what_each_layer_is():
    graph = Graph.of(problem().network)

    assert graph.lines[1] == "layer 3, 4: tanh(dense of w3 and layer 2 + b3)"
    assert str(graph) == "a graph of 4 layers, 3 to 5, with dense, quadratic cost"


# --- what is no graph -------------------------------------------------------------------------------------------------

SQUARE, BIAS = np.ones((3, 3)), np.ones((3, 1))
BAD = {
    "a circle": (
        {2: dense((3, "w")), 3: dense((2, "w"))},
        {"w": SQUARE},
        "the layers 3 → 2 → 3 read each other in a circle, which no graph may have: "
        "give each step of a recurrent network a layer of its own, with the weight shared.",
    ),
    "a layer that reads itself": (
        {2: dense((1, "w"), (2, "w"))},
        {"w": SQUARE},
        "the layers 2 → 2 read each other in a circle, which no graph may have: "
        "give each step of a recurrent network a layer of its own, with the weight shared.",
    ),
    "an order that leads back": (
        {2: dense((3, "w")), 3: dense((1, "w"))},
        {"w": SQUARE},
        "layer 2 reads layer 3, which comes after it: number the layers so that each reads earlier ones.",
    ),
    "a layer that nobody reads": (
        {2: dense((1, "w")), 3: dense((1, "w"))},
        {"w": SQUARE},
        "layer 2 is read by no layer; all but the last, 3, must be: remove it, or let a later one read it.",
    ),
    "an input that nobody reads": (
        {2: Layer("tanh", [])},
        {},
        "layer 2 reads no layer; give it an edge, as Edge(1, Dense(), 'w2').",
    ),
    "a layer that is not there": (
        {2: dense((7, "w"))},
        {"w": SQUARE},
        "layer 2 reads layer 7, which is not there; there are 1, …, 2.",
    ),
    "a gap": (
        {2: dense((1, "w")), 4: dense((2, "w"))},
        {"w": SQUARE},
        "a graph has the layers [2, 4]; allowed are 2, …, L without gaps (layer 1 is the input).",
    ),
    "shapes that do not fit": (
        {2: dense((1, "w2")), 3: dense((2, "w3"))},
        {"w2": SQUARE, "w3": np.ones((2, 4))},
        "layer 3 is dense of w3 and layer 2: w3 has shape (2, 4) but layer 2 has 3 neurons: w3 must be (n, 3).",
    ),
    "a weight that is shared by links of other shapes": (
        {2: dense((1, "w")), 3: dense((2, "w"))},
        {"w": np.ones((4, 3))},
        "layer 3 is dense of w and layer 2: w has shape (4, 3) but layer 2 has 4 neurons: w must be (n, 4); "
        "layer 2 shares w, which must fit both.",
    ),
    "parts of other shapes": (
        {2: dense((1, "w")), 3: dense((2, "w"), (1, "v"))},
        {"w": SQUARE, "v": np.ones((2, 3))},
        "layer 3 adds dense of w and layer 2, which is 3, and dense of v and layer 1, which is 2; "
        "what a layer adds must have one shape.",
    ),
    "a bias of another layer": (
        {2: dense((1, "w"), bias="b")},
        {"w": SQUARE, "b": np.ones((2, 1))},
        "b has shape (2, 1); as the bias of layer 2 it must be (…, 3, 1).",
    ),
    "a parameter that is missing": ({2: dense((1, "w"))}, {}, "layer 2 needs the parameter 'w'; given are none."),
    "a parameter that is left over": (
        {2: dense((1, "w"))},
        {"w": SQUARE, "v": SQUARE},
        "parameter 'v' belongs to no link and is no bias: remove it, or let an edge have it.",
    ),
    "a bias that is a weight": (
        {2: dense((1, "w"), bias="w")},
        {"w": SQUARE},
        "parameter 'w' is a bias and the weight of a link; it may be one of the two alone.",
    ),
    "two dtypes": (
        {2: dense((1, "w"), bias="b")},
        {"w": SQUARE, "b": BIAS.astype("float32")},
        "b is float32 but w is float64; one dtype is allowed in a problem: convert one of them with .astype.",
    ),
    "no weight": (
        {2: Layer("tanh", [Edge(1, Dense())])},
        {},
        "layer 2 is dense of layer 1; the link dense has the name of a parameter for its weight.",
    ),
    "a layer for a weight": (
        {2: Layer("tanh", [Edge(1, Dense(), 1)])},
        {},
        "layer 2 is dense of layer 1 and layer 1; the link dense has the name of a parameter for its weight.",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_graph_is_said(kind):
    layers, parameters, sentence = BAD[kind]
    with pytest.raises(InputError) as error:
        Graph(3, layers, parameters, "quadratic")
    assert str(error.value) == sentence


def test_a_bias_may_be_one_for_each_position():
    with pytest.raises(InputError) as error:
        Graph((3, 4), {2: dense((1, "w"), bias="b")}, {"w": SQUARE, "b": np.ones((3, 2))}, "quadratic")
    assert str(error.value) == (
        "b has shape (3, 2); as the bias of layer 2 it must be (…, 3, 1), or (…, 3, 4) with one for each position."
    )


BAD_PROBLEMS = {
    "columns that are no positions": (
        {"x": np.ones((3, 5))},
        "x has shape (3, 5); layer 1 is 3 at 2 positions, so it must be (…, 3, 2·m).",
    ),
    "targets of another shape": (
        {"y": np.ones((3, 3))},
        "y has shape (3, 3); beside this graph and 2 examples it must be (3, 4).",
    ),
    "another dtype": (
        {"y": np.ones((3, 4), "float32")},
        "y is float32 but w is float64; one dtype is allowed in a problem: convert one of them with .astype.",
    ),
    "draws of x alone": (
        {"x": np.ones((2, 3, 4)), "y": np.ones((2, 3, 4))},
        "w has shape (3, 3); beside x its leading axes, the draws, must be (2,).",
    ),
    "a scale of 0": ({"scale": 0.0}, "scale is 0.0; it must be a finite number other than 0."),
}


@pytest.mark.parametrize("kind", BAD_PROBLEMS)
def test_what_is_no_problem_is_said(kind):
    changes, sentence = BAD_PROBLEMS[kind]
    graph = Graph((3, 2), {2: dense((1, "w"))}, {"w": SQUARE}, "quadratic")
    with pytest.raises(InputError) as error:
        GraphProblem(graph, **{"x": np.ones((3, 4)), "y": np.ones((3, 4)), **changes})
    assert str(error.value) == sentence


def test_targets_and_outputs_must_be_the_costs():
    with pytest.raises(
        InputError, match=r"^cost 'cross-entropy' needs outputs between 0 and 1, but activation 'tanh' gives -1"
    ):
        Graph(3, {2: dense((1, "w"))}, {"w": SQUARE}, "cross-entropy")
    graph = Graph(3, {2: dense((1, "w"), sigma="sigmoid")}, {"w": SQUARE}, "cross-entropy")
    with pytest.raises(
        InputError, match=r"^y has targets that cost 'cross-entropy' does not allow; it allows those from 0 to 1\."
    ):
        GraphProblem(graph, np.ones((3, 2)), 2 * np.ones((3, 2)))


@pytest.mark.parametrize(
    ("layers", "says"),
    [
        ([], "the layers of a graph are a list; give a mapping"),
        ({2: links.Dense()}, "layer 2 is a Dense; it must be a Layer"),
        ({2: Layer("tanh", Edge(1, links.Dense(), "w"))}, "the edges of layer 2 are an Edge; give a list of them"),
        ({2: Layer("tanh", [links.Dense()])}, "layer 2 has a Dense among its edges"),
        ({2: Layer("tanh", [Edge(1, links.Dense, "w")])}, "layer 2 has the class Dense among its edges"),
        ({2: Layer("tanh", [Edge(1, "dense", "w")])}, "layer 2 has a str among its edges"),
    ],
)
def test_what_is_no_part_of_a_graph_is_said(layers, says):
    with pytest.raises(InputError, match=re.escape(says)):
        Graph(3, layers, {"w": np.ones((3, 3))}, "quadratic")


def test_a_link_has_one_group_or_head_at_least():
    with pytest.raises(InputError, match="groups of a convolution is 0; it must be an integer of at least 1"):
        links.Conv(links.Window(3, 1), 0)
    with pytest.raises(InputError, match="heads of scores is 0; it must be an integer of at least 1"):
        links.Scores(0, 1, 1)


def test_a_problem_on_a_graph_needs_a_graph():
    with pytest.raises(InputError, match=r"^the network of a problem on a graph is a NoneType; give a Graph\.$"):
        GraphProblem(None, np.ones((2, 3)), np.ones((1, 3)))
