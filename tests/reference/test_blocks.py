"""Networks that people know, in every arithmetic: the vectorised equations against the explicit sums over the terms."""

import numpy as np
import pytest

from nablacheck.reference import CERTIFIED, Edge, GraphProblem, InputError, balls, graph_backprop, graph_paths, precision
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.activations.normalizers import NORMALIZERS
from nablacheck.reference.graphs import blocks
from nablacheck.reference.graphs.graph_proof import graph_componentwise
from nablacheck.reference.graphs.plan import Plan
from nablacheck.reference.links import Dense, Move, Times, Window, some_neurons

from helpers.enclosures import encloses, overlap
from helpers.small_graphs import BLOCKS, block


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


@pytest.mark.equation("(52)", "(53)")
@pytest.mark.parametrize("name", ["residual", "tied autoencoder", "convolution", "embedding"])
def test_the_sum_over_all_paths_is_the_gradient(name):
    problem = block(name)
    with CERTIFIED.working():
        by_paths, at_once = graph_paths(problem, CERTIFIED), graph_backprop(problem, CERTIFIED)

        for parameter, slope in at_once.slopes.items():
            assert overlap(by_paths.slopes[parameter], slope), parameter


def test_a_path_goes_through_a_gate_by_either_factor():
    """a ⊙ a, of one layer read twice: 2a."""
    plan = Plan(2)
    plan.layer("identity", plan.edge(Dense(), 1, 2, "w"))
    plan.layer("identity", Edge(2, Times(), 2))
    graph = plan.graph("quadratic").with_parameters({"w": np.ones((2, 2))})
    problem = GraphProblem(graph, np.ones((2, 1)), np.zeros((2, 1)))

    for gradient in (graph_paths(problem), graph_backprop(problem)):
        np.testing.assert_array_equal(gradient.slopes["w"], np.full((2, 2), 16.0))  # a is 2, and δ = 2a · a²


def test_too_many_paths_are_said():
    with pytest.raises(InputError, match=r"^a graph of 16 layers, .* has \d+ paths from its layers to the cost; at most 100 "):
        graph_paths(block("transformer"), most=100)


def test_a_skip_that_is_forgotten_is_seen():
    """The planted mistake: what the skip sends back is left out."""
    problem = block("residual")
    graph = problem.network
    forgotten = next((l, edge) for l, edge in graph.readers[1] if edge.weight is None)
    zeros = Move((3, 1), np.full((3, 1), -1))
    wrong = graph_componentwise(GraphProblem(graph.with_edge(*forgotten, Edge(1, zeros)), problem.x, problem.y), CERTIFIED)

    assert not overlap(wrong.slopes["w2"], graph_backprop(problem, CERTIFIED).slopes["w2"])


def test_the_largest_of_a_window_is_taken():
    plan = Plan((1, 4))
    last = blocks.max_pool(plan, 1, Window(4, 2, stride=2))
    x = np.array([[1.0, 3.0, 5.0, 2.0]])
    t = graph_backprop(GraphProblem(plan.graph("quadratic"), x, np.zeros((1, 2))))

    np.testing.assert_array_equal(t.a[last], [[3.0, 5.0]])
    np.testing.assert_array_equal(t.delta[2], [[0.0, 5.0]])  # of the first of each window
    np.testing.assert_array_equal(t.delta[3], [[3.0, 0.0]])
    with pytest.raises(InputError, match=r"^a window of 2 padding 1 has padding, and 0 is not what it sees there"):
        blocks.max_pool(plan, 1, Window(4, 2, padding=1))


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
        NORMALIZERS["rms_normalize(epsilon=0)"]


@pytest.mark.parametrize("name", NORMALIZERS.variants())
def test_what_only_graphs_have_is_what_it_declares(name):
    ACTIVATIONS.audit(NORMALIZERS[name])


def test_the_audit_of_what_only_graphs_have_can_fail():
    wrong = NORMALIZERS["rms_normalize"].variant(vjp=lambda z, a, cotangent, xp: cotangent)

    with pytest.raises(InputError, match="rms_normalize"):
        ACTIVATIONS.audit(wrong)


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


@pytest.mark.parametrize(
    "reads",
    [
        lambda plan: plan.dense(3, 2),
        lambda plan: plan.adds(1, 3),
        lambda plan: plan.layer("identity", Edge(1, Times(), 3)),
        lambda plan: blocks.attention(plan, 3),
        lambda plan: blocks.layer_norm(plan, 3),
    ],
)
def test_a_layer_that_is_not_there_yet_is_one_sentence(reads):
    plan = Plan(2)
    plan.dense(1, 2)
    with pytest.raises(InputError, match=r"^there is no layer 3 yet; there are 1, …, 2: a layer reads earlier ones\.$"):
        reads(plan)
