"""The judge on graphs: right numbers are right, every mistake of the catalogue is caught, and named with its layer and link."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle import judge_graph_gradient, judge_graph_trace, random_graph
from nablacheck.oracle.judging import graph_judges
from nablacheck.oracle.trust.graph_faults import graph_faults
from nablacheck.reference import Edge, GraphGradient, GraphProblem, InputError, Plan, graph_backprop, links

from helpers.small_graphs import BLOCKS, block

MINE = Adapter("mine", "numpy")


# --- right numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", BLOCKS)
def test_right_numbers_are_right(name, dtype):
    problem = block(name, dtype)
    trace = graph_backprop(problem)

    assert judge_graph_trace(problem, trace, MINE).outcome == "right"
    assert judge_graph_gradient(problem, trace, MINE).outcome == "right"


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_right_numbers_of_random_graphs_are_wrong(dtype):
    found = Counter()
    for seed in range(60):
        problem = random_graph(seed, dtype)
        trace = graph_backprop(problem)
        verdicts = judge_graph_trace(problem, trace, MINE), judge_graph_gradient(problem, trace, MINE)
        assert not any(verdict.disagrees for verdict in verdicts), verdicts[0].explain()
        found[verdicts[0].outcome] += 1

    assert found["right"] > 55


@pytest.mark.slow
def test_zonotopes_decide_what_balls_leave_open(monkeypatch):
    """Of many layers in float32; and not where it would be too much work."""
    claimed = [(problem, graph_backprop(problem)) for problem in (random_graph(seed, "float32") for seed in range(60))]
    sharp = [judge_graph_gradient(problem, trace, MINE).outcome for problem, trace in claimed]
    monkeypatch.setattr(graph_judges, "WORK", 0)
    in_balls = [judge_graph_gradient(problem, trace, MINE).outcome for problem, trace in claimed]

    assert {*sharp, *in_balls} == {"right", "inconclusive"}
    assert in_balls.count("inconclusive") > sharp.count("inconclusive")


def test_random_graphs_have_every_kind_of_link():
    graphs = [random_graph(seed).network for seed in range(120)]
    kinds = Counter(type(edge.link) for graph in graphs for layer in graph.layers.values() for edge in layer.edges)

    wanted = {"Conv", "Dense", "Gain", "Mix", "Move", "Pool", "Scores", "Skip", "Times", "Transposed"}
    assert {kind.__name__ for kind in kinds} == wanted
    assert min(kinds.values()) > 4


def test_a_seed_gives_one_graph():
    one, other = random_graph(7), random_graph(7)

    assert one.network.lines == other.network.lines
    np.testing.assert_array_equal(one.x, other.x)


# --- wrong numbers ----------------------------------------------------------------------------------------------------

LIKE = {"part alone", "part forgotten", "mean of positions", "times m", "over m"}
"""Mistakes that may give the very same numbers as another one: where a part is 0, or m is 2, or p is."""


@pytest.mark.slow
@pytest.mark.parametrize("name", BLOCKS)
def test_every_mistake_is_caught_and_named(name):
    """With the equation and the layer or parameter at which it was made; what changes no number is no mistake there."""
    problem = block(name)
    right, kinds = graph_backprop(problem), Counter()
    for made in graph_faults(problem):
        letters = ("delta", "slopes")
        pairs = [(getattr(made.trace, letter), getattr(right, letter)) for letter in letters]
        if all(np.array_equal(part[at], before[at]) for part, before in pairs for at in before):
            continue
        verdict = judge_graph_trace(problem, made.trace, MINE)
        assert verdict.outcome == "wrong", made.mistake.says
        first = verdict.broken[0]
        assert (first.equation, first.layer or first.parameter) == (made.equation, made.place), made.mistake.says
        assert verdict.looks_like, made.mistake.says
        kinds[verdict.looks_like[0].startswith(made.mistake.says) or made.mistake.kind in LIKE] += 1

    assert not kinds[False]


@pytest.mark.slow
def test_every_kind_of_mistake_is_planted():
    kinds = {made.mistake.kind for name in BLOCKS for made in graph_faults(block(name))}

    assert kinds == {
        *("part forgotten", "part twice", "part alone", "prime dropped", "wrong axis", "constants", "diagonal"),
        *("gain dropped", "gain of one position", "factor dropped", "kernel not turned", "padding off by one"),
        *("stride off by one", "factor missing", "factor twice", "kernel turned"),
        *("mean of positions", "times m", "over m"),
    }


@pytest.mark.slow
def test_gradients_alone_are_enough_in_float64():
    """Of mistakes that change a slope."""
    outcomes = Counter()
    for name in BLOCKS:
        problem = block(name)
        right = graph_backprop(problem)
        for made in list(graph_faults(problem))[::2]:
            if any(not np.array_equal(made.trace.slopes[at], right.slopes[at]) for at in right.slopes):
                outcomes[graph_judges.judge_graph_gradient(problem, made.trace, MINE).outcome] += 1

    assert outcomes.total() > 150
    assert set(outcomes) == {"wrong"}


def test_gradients_alone_are_enough_for_a_name():
    """Or for that of a mistake that gives the very same slopes."""
    problem = block("attention")
    right, named = graph_backprop(problem), Counter()
    for made in list(graph_faults(problem))[::4]:
        if any(not np.array_equal(made.trace.slopes[at], right.slopes[at]) for at in right.slopes):
            (said,) = judge_graph_gradient(problem, made.trace, MINE).looks_like
            named[said.startswith(made.mistake.says)] += 1

    assert named[True] > 3 * named[False] > 0


def test_a_message_names_the_layer_the_link_and_the_mistake():
    """A skip over a layer that is forgotten in BP2."""
    plan = Plan(2)
    plan.dense(1, 3, "tanh")
    plan.dense(2, 3, "tanh")
    plan.layer("identity", plan.edge(links.Dense(), 3, 3), Edge(2, links.Skip()), bias=True)
    problem = GraphProblem(plan.graph("quadratic"), np.ones((2, 2)), np.ones((3, 2)), origin="a skip")
    made = next(made for made in graph_faults(problem) if "skip" in made.mistake.says and made.mistake.kind == "part forgotten")
    lines = judge_graph_trace(problem, made.trace, MINE).explain().splitlines()

    assert lines[0] == "mine breaks BP2 at layer 2 of 4."
    assert lines[4:] == [
        "  looks like: what layer 4 (skip of layer 2) sends back to layer 2 is left out (predicts all 6 entries of δ^2)",
        "  layer 2 is read by layer 3 (dense of w3 and layer 2), and by layer 4 (skip of layer 2)",
        "network: a graph of 4 layers, 2 to 3, with dense, skip, quadratic cost, batch 2, float64, a skip",
    ]


def test_a_shared_weight_that_is_counted_once_is_said():
    problem = block("LSTM")
    right = graph_backprop(problem)
    wrong = next(made for made in graph_faults(problem) if made.place == "w_i" and made.mistake.kind == "part forgotten")
    verdict = judge_graph_trace(problem, replace(right, slopes=wrong.trace.slopes), MINE)

    assert verdict.explain().startswith("mine breaks BP4 at w_i.\n  ∇w_i")
    assert "the part of layer 4 (dense of w_i and layer 3) in ∇w_i is left out" in verdict.explain()
    assert "w_i is the weight of layer 4 (dense of w_i and layer 3), and of layer 12 " in verdict.explain()


def test_a_mask_that_is_lost_on_the_way_back_is_said():
    """A gain of zeros and ones, as dropout has it; of another gain it is said that it is not multiplied back."""
    plan = Plan((3, 2))
    inside = plan.dense(1, 4, "tanh")
    plan.dense(plan.layer("identity", plan.edge(links.Gain(), inside, 4, "mask")), 2)
    graph = plan.graph("quadratic")
    problem = GraphProblem(graph, np.ones((3, 4)) / 2, np.ones((2, 4)), origin="a mask")
    masked = problem.with_parameters({**graph.parameters, "mask": np.array([[1.0], [0.0], [0.0], [1.0]])})
    for given, kind in ((problem, "gain dropped"), (masked, "mask lost")):
        (fault,) = [fault for fault in graph_faults(given) if (fault.equation, fault.mistake.kind) == ("BP2", kind)]
        (named,) = judge_graph_trace(given, fault.trace, MINE).named
        assert (named.name, named.equation, named.layer, named.link, named.weight) == (kind, "BP2", 3, "gain", "mask")

    said = judge_graph_trace(masked, fault.trace, MINE).explain()
    assert "looks like: the mask is lost on the way back, in layer 3 (gain of mask and layer 2)" in said


@pytest.mark.parametrize("number", [np.nan, np.inf, 7.0])
def test_a_number_that_is_wrong_anywhere_is_seen(number):
    problem = block("residual")
    right = graph_backprop(problem)
    for letter in ("z", "a", "delta", "slopes"):
        for at, array in getattr(right, letter).items():
            other = array.copy()
            other[-1, -1] = number
            wrong = replace(right, **{letter: {**getattr(right, letter), at: other}})
            verdict = judge_graph_trace(problem, wrong, MINE)
            assert verdict.outcome == "wrong", (letter, at)
            assert bool(verdict.breaches) == ((letter, at) == ("a", 1))


def test_an_input_of_another_shape_is_no_input():
    problem = block("residual")
    right = graph_backprop(problem)
    wrong = replace(right, a={**right.a, 1: problem.x[:1]})

    assert judge_graph_trace(problem, right, MINE).agrees
    assert judge_graph_trace(problem, wrong, MINE).breaches == (
        f"returned a[1], which is not its input x: its shape is {problem.x[:1].shape}, that of x {problem.x.shape}",
    )


# --- what cannot be judged --------------------------------------------------------------------------------------------


def test_what_is_no_trace_is_said():
    problem = block("residual")
    right = graph_backprop(problem)
    less = {name: slope for name, slope in right.slopes.items() if name != "w2"}
    bad = {
        "returned slopes without 'w2'; it has ['b2', 'w3', 'b3', 'w4', 'b4'].": {"slopes": less},
        "returned slopes with 'w9'; there are ['w2', 'b2', 'w3', 'b3', 'w4', 'b4'].": {"slopes": {**right.slopes, "w9": 0}},
        "returned slopes['w2'] with shape (1, 1); it must be (4, 3)": {"slopes": {**right.slopes, "w2": np.ones((1, 1))}},
        "returned z without 2; it has [].": {"z": {}},
        "returned delta[3] as None; it must be an array of floats of shape (3, 2)": {"delta": {**right.delta, 3: None}},
        "returned slopes as list; it must be a mapping with ['w2', 'b2', 'w3', 'b3', 'w4', 'b4'].": {"slopes": []},
    }
    for sentence, change in bad.items():
        with pytest.raises(InputError) as error:
            judge_graph_trace(problem, replace(right, **change), MINE)
        assert str(error.value) == sentence
    with pytest.raises(InputError, match="without 'w2'"):
        judge_graph_gradient(problem, GraphGradient(less), MINE)
