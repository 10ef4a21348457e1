"""Nonsense in each argument of what notebooks call, one at a time: one sentence, or understood, and never anything else."""

import numpy as np
import pytest

from nablacheck import Adapter, InputError, adapters, backprop, oracle
from nablacheck.reference import ACTIVATIONS, Plan, blocks
from nablacheck.reference.links import Dense, Skip, Window

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
