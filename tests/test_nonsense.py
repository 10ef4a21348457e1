"""Nonsense in each argument of what notebooks call, one at a time: one sentence, or understood, and never anything else."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck import (
    SGD,
    Activation,
    Adapter,
    Cost,
    InputError,
    Network,
    Problem,
    adapters,
    backprop,
    bound,
    check,
    check_function,
    check_graph,
    oracle,
    register,
    update_mini_batch,
)
from nablacheck.reference import ACTIVATIONS, GraphProblem, Plan, blocks, graph_backprop, graph_in_words
from nablacheck.reference.links import Conv, Dense, Pool, Scores, Skip, Times, Window, flattened

NONSENSE = {
    "None": None,
    "a number": 2.5,
    "less than nothing": -1,
    "a large number": 10**30,
    "NaN": float("nan"),
    "a complex number": 1j,
    "a text": "x",
    "an empty text": "",
    "bytes": b"b",
    "an empty list": [],
    "a list": [1, "a"],
    "a list of lists": [[]],
    "a dictionary": {"a": 1},
    "a tuple": ("relu",),
    "an array": np.ones(3),
    "an array without numbers": np.zeros((0, 2)),
    "a function": lambda: 0,
    "an object": object(),
}


def mine(problem):
    return backprop(problem)


ADAPTER, PROBLEM = Adapter("mine", library="numpy", gradient=mine), oracle.template_problem(1)


def planned(add):
    """A call that begins another plan each time."""
    return lambda *given: add(Plan((4, 4)), *given)


CALLS = {
    "template_problem": (oracle.template_problem, (1, ("tanh", "tanh"), "mse", (2, 3, 2), 3, "float64", "")),
    "random_graph": (oracle.random_graph, (1, "float64")),
    "catalogue": (oracle.catalogue, (0.5,)),
    "judge_differences": (oracle.judge_differences, (PROBLEM, ADAPTER, np.ones((1, PROBLEM.network.count)))),
    "load": (adapters.load, ("mine",)),
    "Plan": (Plan, (2, 0, "float64")),
    "Plan.dense": (planned(Plan.dense), (1, 2, "tanh", True)),
    "Plan.reads": (planned(Plan.reads), (1, Skip(), "tanh")),
    "Plan.adds": (planned(Plan.adds), (1, 1)),
    "Plan.edge": (planned(Plan.edge), (Dense(), 1, 2, "w")),
    "convolution": (planned(blocks.convolution), (1, 2, Window(4, 2))),
    "max pool": (planned(blocks.max_pool), (1, Window(4, 2))),
    "bottleneck": (planned(blocks.bottleneck), (1, 2, Window(4, 3, padding=1))),
    "attention": (planned(blocks.attention), (1, 2)),
    "causal attention": (planned(blocks.causal_attention), (1, 2)),
    "transformer block": (planned(blocks.transformer_block), (1, 2, 3)),
    "LSTM": (planned(blocks.lstm), (1, 2)),
    "GRU": (planned(blocks.gru), (1, 2)),
    "tied autoencoder": (planned(blocks.tied_autoencoder), (1, 2)),
    "embedding": (planned(blocks.embedding), (1, 3)),
    "layer norm": (planned(blocks.layer_norm), (1,)),
}


@pytest.mark.parametrize("kind", NONSENSE)
@pytest.mark.parametrize("name", CALLS)
def test_nonsense_is_a_sentence(name, kind):
    call, good = CALLS[name]
    for at in range(len(good)):
        given = (*good[:at], NONSENSE[kind], *good[at + 1 :])
        try:
            call(*given)
        except InputError as error:
            said = str(error)
            assert said.endswith((".", "?"))
            assert "\n" not in said


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("kind", [kind for kind in NONSENSE if kind != "an empty list"])
def test_nonsense_is_no_sweep(kind, at):
    good = (ACTIVATIONS["tanh"], Adapter("without functions", library="numpy", gradient=mine), "float32")
    with pytest.raises(InputError, match=r"[.?]$"):
        oracle.sweep(*(*good[:at], NONSENSE[kind], *good[at + 1 :]))


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_is_no_adapter_and_no_tally(kind, at):
    good = (ADAPTER, oracle.Tally())
    with pytest.raises(InputError, match=r"[.?]$"):
        oracle.crosscheck([PROBLEM], *(*good[:at], NONSENSE[kind], *good[at + 1 :]))


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_is_no_problem(kind):
    with pytest.raises(InputError, match=r"give a Problem"):
        oracle.crosscheck([NONSENSE[kind]], ADAPTER, oracle.Tally())


def own(w, b, x, y):
    raise AssertionError("nothing was to be called")


PAIR = (np.tanh, lambda z, above: above * (1 - np.tanh(z) ** 2))
RAGGED = [[1.0, 2.0], [3.0]]
NETWORK = PROBLEM.network
GRAPH = oracle.random_graph(0)
TRACE = graph_backprop(GRAPH)
ALONG = np.ones((1, NETWORK.count))
FORMULAS = {
    Activation: (lambda z, xp: z, lambda z, a, xp: 1),
    Cost: (lambda a, y, xp: (a - y) ** 2, lambda a, y, xp: 2 * (a - y)),
}


def of_problem(**fields):
    return lambda: Problem(**{"network": NETWORK, "x": PROBLEM.x, "y": PROBLEM.y, **fields})


def of_function(**options):
    return lambda: check_function(PAIR, like="tanh", **options)


def of_entry(kind, **fields):
    return lambda: register(kind("nonsense", *FORMULAS[kind], **fields))


SAID = {
    "a scale of nothing": (of_problem(scale=None), "scale is None; it must be a finite number other than 0."),
    "masks of nothing": (of_problem(masks=None), "the masks are a NoneType; give a mapping from layers to arrays."),
    "a ragged mask": (of_problem(masks={2: RAGGED}), "masks[2] came as a list, of which NumPy makes no array"),
    "a ragged x": (of_problem(x=RAGGED), "x is a list, of which NumPy makes no array"),
    "ragged weights of examples": (of_problem(weights_of_examples=RAGGED), "weights_of_examples came as a list"),
    "ragged weights": (lambda: Network({2: RAGGED}, {2: RAGGED}, {2: "tanh"}, "mse"), "w[2] is a list, of which NumPy"),
    "a bound of nobody's": (lambda: bound(PROBLEM, adapter=None), "adapter is None; give an Adapter"),
    "a bound in a list": (lambda: bound("tanh", [1.0], dtype=["float32"]), "unknown dtype ['float32']: did you mean float32?"),
    "a bound in an array": (lambda: bound("tanh", [1.0], dtype=np.ones(2)), "unknown dtype (a ndarray): known are"),
    "a sweep of no entry": (lambda: oracle.sweep("relux", ADAPTER, "float32"), "unknown activation or cost 'relux'"),
    "takes": (of_function(takes=None), "takes is a NoneType; give a text, words separated by blanks."),
    "learns": (of_function(learns=["slope"]), "learns is a list; give a text, words separated by blanks."),
    "dtypes": (of_function(dtypes=None), "dtypes is a NoneType; give names of dtypes, a text or a list."),
    "a framework": (of_function(framework="zzz"), "unknown framework 'zzz': known are jax, torch."),
    "examples": (of_function(examples=np.ones(2)), "unknown value of examples (a ndarray): known are columns, rows."),
    "a dtype": (lambda: check(own, dtype=np.ones((2, 3))), "unknown dtype (a ndarray)"),
    "a rate": (lambda: check(own, eta=np.ones(2)), "it must be a finite number."),
    "a divisor": (lambda: check(own, l2=0.5, l2_over=np.ones(2)), "it must be a finite number other than 0, or m."),
    "an accumulator": (lambda: check(own, accumulator=np.ones(2)), "unknown value of accumulator (a ndarray)"),
    "a cost": (lambda: check(own, cost=np.ones((2, 3))), "it must be the name of a cost, or a Cost."),
    "a dtype of a graph": (
        lambda: check_graph(own, "3; dense 2", dtype=np.ones(2)),
        "a graph is checked in 'float32' or 'float64'.",
    ),
    "a batch of a graph": (lambda: check_graph(own, "3; dense 2", batch=10**30), "it must be an integer from 1 to 1048576."),
    "too large a template": (lambda: oracle.template_problem(0, widths=(2**20, 2**20, 2, 2)), "more than this machine has"),
    "a range": (of_entry(Activation, range=None), "activation 'nonsense': its range is None; it must be two numbers"),
    "kinks": (of_entry(Activation, kinks=[1]), "its kinks is [1]; it must be a mapping from each point to the derivatives"),
    "kinks of a name": (of_entry(Activation, kinks={"a": (0, 1)}), "it must be a mapping from each point"),
    "outputs": (of_entry(Cost, outputs=None), "cost 'nonsense': its outputs is None; it must be two numbers"),
    "what it is meant for": (of_entry(Cost, meant="classes"), "its meant is 'classes'; it must be a kind of targets"),
    "half": (of_entry(Cost, halved="yes"), "its halved is 'yes'; it must be True or False."),
    "a large layer": (lambda: graph_in_words("3; dense 99999999999"), "w2 has 299,999,999,997 weights; to draw them takes"),
    "a trace without z": (lambda: oracle.judge_graph_trace(GRAPH, replace(TRACE, z=None), ADAPTER), "returned z as NoneType"),
    "a scale": (lambda: GraphProblem(GRAPH.network, GRAPH.x, GRAPH.y, scale="a"), "scale is 'a'; it must be a finite number"),
    "a skip": (lambda: Skip("a"), "the factor of skip is 'a'; it must be a finite number."),
    "a skip of NaN": (lambda: Skip(float("nan")), "the factor of"),
    "a gate": (lambda: Times(None), "the factor of times is None; it must be a finite number."),
    "scores": (lambda: Scores(1, 2, 2, 1j), "the factor of scores is 1j; it must be a finite number."),
    "a convolution": (lambda: Conv(3), "window is an int; give a Window, as in Window((28, 28), 3, padding=1)."),
    "a mean": (lambda: Pool(None), "window is None; give a Window"),
    "a shape": (lambda: flattened(12), "the shape of a layer is 12; it must be (neurons, positions)."),
    "less than nothing": (lambda: flattened((-1, 2)), "neurons of a layer is -1; it must be an integer of at least 1."),
    "no neurons": (lambda: Plan(3).dense(1, 0), "n of layer 2 is 0; it must be an integer of at least 1."),
    "training": (lambda: SGD(None, 1, 1, 0.1), "training is None; give a Problem"),
    "test data": (lambda: SGD(PROBLEM, 1, 1, 0.1, test_data=1), "test_data is an int; give x and y, a pair of arrays."),
    "progress": (lambda: SGD(PROBLEM, 1, 1, 0.1, progress=None), "progress is a NoneType; give a function"),
    "examples of a step": (lambda: update_mini_batch(PROBLEM, 0.1, n=0), "n is 0; it must be an integer of at least 1."),
    "steps": (lambda: oracle.judge_differences(PROBLEM, ADAPTER, ALONG, [-1.0]), "give positive floats, as [1e-3, 1e-5]."),
    "kinks of an adapter": (
        lambda: Adapter("m", "numpy", kinks=3),
        "kinks of adapter 'm' is 3; it must be a mapping from families",
    ),
    "dtypes of an adapter": (
        lambda: Adapter("m", "numpy", dtypes=None),
        "dtypes of adapter 'm' is None; it must be names of dtypes",
    ),
    "composes": (lambda: Adapter("m", "numpy", composes=None), "composes of adapter 'm' is None; it must be a function"),
    "accuracy": (lambda: Adapter("m", "numpy", accuracy="a"), "accuracy of adapter 'm' is 'a'; it must be a mapping"),
    "functions": (lambda: Adapter("m", "numpy", functions=1), "functions of adapter 'm' is 1; it must be Functions, or None."),
    "sums": (lambda: Adapter("m", "numpy", accumulator=[]), "accumulator of adapter 'm' is []; it must be one of"),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_wrong_is_named(name):
    call, says = SAID[name]
    with pytest.raises(InputError) as error:
        call()

    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_name_is_an_entry_wherever_one_is_asked_for():
    with pytest.raises(InputError, match=r"adapter 'mine' has no single functions to sweep\.$"):
        oracle.sweep("tanh", ADAPTER, "float32")


def test_a_semicolon_may_end_a_graph():
    assert str(graph_in_words("3; dense 2;")) == str(graph_in_words("3; dense 2"))


def test_steps_may_be_a_list():
    assert oracle.judge_differences(PROBLEM, adapters.load("finite-differences"), ALONG, [2.0**-10, 2.0**-14]).agrees
