"""Somebody's backpropagation through a graph: right, wrong, and what is no answer at all."""

from pathlib import Path

import numpy as np
import pytest

from nablacheck.oracle import check_graph
from nablacheck.reference import Edge, GraphProblem, InputError, Plan, graph_backprop, links


def gated():
    """tanh(w2 x + b2) ⊙ sigmoid(w3 x + b3), and a dense layer with a skip behind it."""
    plan = Plan(3)
    inside, opened = plan.dense(1, 4, "tanh"), plan.dense(1, 4, "sigmoid")
    gate = plan.layer("identity", Edge(inside, links.Times(), opened))
    plan.layer("identity", plan.edge(links.Dense(), gate, 4), Edge(gate, links.Skip()), bias=True)
    return plan.graph("quadratic")


def by_hand(p, x, y, sent=lambda g, gate, other: g * other, skip=1.0):
    """The same without any link; `sent` is what the gate sends back to one of its factors."""
    m = x.shape[1]
    a, s = np.tanh(p["w2"] @ x + p["b2"]), 1 / (1 + np.exp(-(p["w3"] @ x + p["b3"])))
    gate = a * s
    delta = (p["w5"] @ gate + gate + p["b5"] - y) / m
    g = p["w5"].T @ delta + skip * delta
    d2, d3 = sent(g, gate, s) * (1 - a * a), sent(g, gate, a) * (s * (1 - s))
    total = lambda d: d.sum(axis=1, keepdims=True)
    slopes = {"w2": d2 @ x.T, "b2": total(d2), "w3": d3 @ x.T, "b3": total(d3), "w5": delta @ gate.T, "b5": total(delta)}
    return {name: slope.astype(x.dtype) for name, slope in slopes.items()}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_is_right_is_right(dtype):
    verdict = check_graph(by_hand, gated(), dtype)

    assert verdict.outcome == "right"
    assert verdict.explain().startswith("your code agrees with every equation")


def test_a_skip_that_is_forgotten_is_named_from_gradients_alone():
    verdict = check_graph(lambda p, x, y: by_hand(p, x, y, skip=0.0), gated())

    assert verdict.outcome == "wrong"
    assert verdict.looks_like == ("what layer 5 (skip of layer 4) sends back to layer 4 is left out (predicts all 52 slopes)",)


LSTM = (Path(__file__).parents[3] / "examples" / "own_lstm.py").read_text(encoding="utf-8")


def lstm(source):
    """The verdict on the LSTM of a source, by hand."""
    names = {"__name__": "own_lstm"}
    exec(source, names)
    return check_graph(names["backprop"], names["planned"](), draws=1)


def test_an_lstm_that_was_written_by_hand_is_right():
    assert lstm(LSTM).outcome == "right"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "typed", "wrong"),
    [
        ('dc * a["f"]\n', "0 * dc\n", {"w_i", "u_i", "b_i", "w_f", "w_g"}),  # the state of the cell is not sent back
        ('slopes[f"b_{gate}"] += d', 'slopes[f"b_{gate}"] = d', {"b_i", "b_f", "b_o", "b_g"}),  # one step for all
        ('"i": dc * a["g"] * a["i"]', '"i": dc * a["i"]', {"w_i", "u_i", "b_i"}),  # the other factor of a gate
    ],
)
def test_an_lstm_with_a_mistake_is_wrong(line, typed, wrong):
    assert line in LSTM
    verdict = lstm(LSTM.replace(line, typed))

    assert verdict.outcome == "wrong"
    assert wrong <= {c.parameter for c in verdict.broken}


def test_two_mistakes_are_wrong_and_have_no_name():
    verdict = check_graph(lambda p, x, y: by_hand(p, x, y, sent=lambda g, gate, other: g * gate), gated())

    assert verdict.outcome == "wrong"
    assert verdict.looks_like == ()


def test_a_trace_is_judged_equation_by_equation():
    def traced(p, x, y):
        return graph_backprop(GraphProblem(gated().with_parameters(p), x, y))

    assert any(c.equation == "BP2" for c in check_graph(traced, gated()).comparisons)


def changes(p, x, y):
    slopes = by_hand(p, x, y)
    x += 1
    return slopes


BREACHES = {
    "nothing": (
        lambda p, x, y: None,
        "your code returned NoneType; it must be a mapping from the names of parameters to ∂C/∂…",
    ),
    "an error": (lambda p, x, y: p["w9"], "your code raised KeyError: 'w9'"),
    "a name that is missing": (lambda p, x, y: {"w2": p["w2"]}, "your code returned slopes without 'b2'; it has ['w2']."),
    "another shape": (
        lambda p, x, y: {**by_hand(p, x, y), "w2": p["w2"].T},
        "your code returned slopes['w2'] with shape (3, 4); it must be (4, 3)",
    ),
    "whole numbers": (
        lambda p, x, y: {**by_hand(p, x, y), "w2": np.ones((4, 3), int)},
        "your code returned slopes['w2'] as int64; allowed are real floating-point numbers",
    ),
    "a changed input": (changes, "your code changed its input x"),
    "another dtype": (
        lambda p, x, y: {name: slope.astype("float32") for name, slope in by_hand(p, x, y).items()},
        "your code returned float32 for a problem in float64",
    ),
}


@pytest.mark.parametrize("kind", BREACHES)
def test_a_broken_promise_is_said(kind):
    function, sentence = BREACHES[kind]
    verdict = check_graph(function, gated(), draws=1)

    assert verdict.outcome == "wrong"
    assert sentence in verdict.explain()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"dtype": "int64"}, "dtype is 'int64'; a graph is checked in 'float32' or 'float64'."),
        ({"draws": 0}, "draws is 0; it must be an integer of at least 1."),
        ({"batch": 0}, "batch is 0; it must be an integer of at least 1."),
    ],
)
def test_what_cannot_be_asked_is_said(given, sentence):
    with pytest.raises(InputError) as error:
        check_graph(by_hand, gated(), **given)
    assert str(error.value) == sentence
