"""Somebody's backpropagation through a graph: right, wrong, and what is no answer at all."""

import itertools
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from nablacheck import check_graph
from nablacheck.reference import Edge, GraphProblem, InputError, Plan, graph_backprop, links

ROOT = Path(__file__).parents[3]
VALIDATOR = jsonschema.Draft202012Validator(json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8")))


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
    assert verdict.explanation.startswith("your code agrees with every equation")
    assert verdict


def test_a_skip_that_is_forgotten_is_named_from_gradients_alone():
    report = check_graph(lambda p, x, y: by_hand(p, x, y, skip=0.0), gated())
    (named,) = report.named

    assert report.outcome == "wrong"
    assert "looks like: what layer 5 (skip of layer 4) sends back to layer 4 is left out (predicts all 52 slopes)" in str(
        report
    )
    assert named[:5] == ("part forgotten", "BP2", 5, "skip", "")
    assert report.as_json()["mistake"] == named._asdict()


def test_a_gate_that_drops_its_other_factor_is_named_with_both_of_its_layers():
    def dropped(p, x, y):
        right = by_hand(p, x, y)
        wrong = by_hand(p, x, y, sent=lambda g, gate, other: g)
        return {name: wrong[name] if name in ("w2", "b2", "w3", "b3") else right[name] for name in right}

    def one_side(p, x, y):
        return {**by_hand(p, x, y), **{name: dropped(p, x, y)[name] for name in ("w2", "b2")}}

    (named,) = check_graph(one_side, gated()).named

    assert named[:5] == ("factor dropped", "BP2", 4, "times", "layer 3")


def test_a_name_has_to_predict_every_draw():
    """Of a skip that is forgotten for some inputs alone, one draw would give a name to the other mistake of another."""
    seen = []

    def now_and_then(p, x, y):
        seen.append(x.tobytes())
        first = x.tobytes() == seen[0]
        right = by_hand(p, x, y, skip=0.0 if first else 1.0)
        return right if first else {**right, "b5": right["b5"] * x.shape[1]}

    report = check_graph(now_and_then, gated())

    assert report.outcome == "wrong"
    assert report.named == ()
    assert "no mistake of the catalogue predicts these numbers" in str(report)


def test_the_report_of_a_graph_is_what_the_schema_says():
    for function in (by_hand, lambda p, x, y: by_hand(p, x, y, skip=0.0), lambda p, x, y: None):
        VALIDATOR.validate(check_graph(function, gated(), draws=1).as_json())


@pytest.mark.parametrize("returned", [lambda slopes: (0.5, slopes), lambda slopes: [None, slopes]])
def test_a_cost_may_come_before_the_slopes(returned):
    def with_cost(p, x, y):
        return returned(by_hand(p, x, y))

    report = check_graph(with_cost, gated(), draws=1)

    assert report.outcome == ("wrong" if returned({})[0] else "right")  # no cost is 0.5


def test_a_graph_may_be_in_words():
    def dense(p, x, y):
        delta = (p["w2"] @ x + p["b2"] - y) / x.shape[1]
        return {"w2": delta @ x.T, "b2": delta.sum(axis=1, keepdims=True)}

    assert check_graph(dense, "3; dense 4").outcome == "right"
    assert check_graph(dense, "3; dense 4", cost="mse").outcome == "wrong"


LSTM = (ROOT / "examples" / "own_lstm.py").read_text(encoding="utf-8")


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
    assert wrong <= {c.parameter for c in verdict.judgements[0].verdict.broken}


def test_two_mistakes_are_wrong_and_have_no_name():
    verdict = check_graph(lambda p, x, y: by_hand(p, x, y, sent=lambda g, gate, other: g * gate), gated())

    assert verdict.outcome == "wrong"
    assert verdict.named == ()


def test_a_trace_is_judged_equation_by_equation():
    def traced(p, x, y):
        return graph_backprop(GraphProblem(gated().with_parameters(p), x, y))

    assert any(c.equation == "BP2" for c in check_graph(traced, gated()).judgements[0].verdict.comparisons)


def exits(p, x, y):
    raise SystemExit(0)


def masked(p, x, y, sent_through=True):
    """Causal attention of one head by hand, as frameworks have it: all scores at once, and a mask."""
    (n, _), m, t = p["w2"].shape, y.shape[1] // 3, 3
    x, y = x.reshape(n, t, m), y.reshape(n, t, m)
    along = lambda w, a: np.einsum("ij,jtm->itm", w, a)
    q, k, v = along(p["w2"], x) + p["b2"][:, :, None], along(p["w3"], x), along(p["w4"], x) + p["b4"][:, :, None]
    scores = np.einsum("ikm,iqm->kqm", k, q) / np.sqrt(n)
    hidden = np.triu(np.ones((t, t)))[:, :, None]  # key k is seen by query q where k is no later
    e = np.exp(scores)
    shares = e * hidden / (e * hidden).sum(axis=0)
    last = max(int(name[1:]) for name in p)
    mixed = np.einsum("ikm,kqm->iqm", v, shares)
    delta = (along(p[f"w{last}"], mixed) + p[f"b{last}"][:, :, None] - y) / m
    back = along(p[f"w{last}"].T, delta)
    if not sent_through:
        shares = e / e.sum(axis=0)
    d = np.einsum("ikm,iqm->kqm", v, back)
    d = shares * (d - (shares * d).sum(axis=0)) / np.sqrt(n)
    dv, dk, dq = np.einsum("kqm,iqm->ikm", shares, back), np.einsum("kqm,iqm->ikm", d, q), np.einsum("ikm,kqm->iqm", k, d)
    outer = lambda d, a: np.einsum("itm,jtm->ij", d, a)
    total = lambda d: d.sum(axis=(1, 2))[:, None]
    slopes = {"w2": outer(dq, x), "b2": total(dq), "w3": outer(dk, x), "w4": outer(dv, x), "b4": total(dv)}
    return {**slopes, f"w{last}": outer(delta, mixed), f"b{last}": total(delta)}


@pytest.mark.slow
def test_attention_with_a_mask_is_right_and_without_it_on_the_way_back_wrong():
    graph = "4 at 3; causal_attention"

    assert check_graph(masked, graph).outcome == "right"
    lost = check_graph(lambda p, x, y: masked(p, x, y, sent_through=False), graph)
    assert lost.outcome == "wrong"
    assert {c.parameter for c in lost.judgements[0].verdict.broken} == {"w2", "b2", "w3", "w4"}


UNUSABLE = {
    "nothing": (
        lambda p, x, y: None,
        "the function returned NoneType; it must be a mapping from the names of parameters to ∂C/∂….",
    ),
    "an error": (lambda p, x, y: p["w9"], "KeyError: 'w9'."),
    "an exit": (exits, "called exit(0); expected is that it returns."),
    "a name that is missing": (lambda p, x, y: {"w2": p["w2"]}, "the function returned slopes without 'b2'; it has ['w2']."),
    "a name too many": (lambda p, x, y: {**by_hand(p, x, y), "w9": x}, "the function returned slopes with 'w9'"),
    "another shape": (
        lambda p, x, y: {**by_hand(p, x, y), "w2": p["w2"].T},
        "the function returned slopes['w2'] with shape (3, 4); it must be (4, 3).",
    ),
    "complex numbers": (
        lambda p, x, y: {**by_hand(p, x, y), "w2": np.ones((4, 3), complex)},
        "the function returned slopes['w2'] as complex128; allowed are real floating-point numbers.",
    ),
    "a slope of nothing": (
        lambda p, x, y: {**by_hand(p, x, y), "w2": None},
        "the function returned slopes['w2'] as None; it must be an array of floats.",
    ),
    "masked entries": (
        lambda p, x, y: {**by_hand(p, x, y), "w2": np.ma.masked_less(by_hand(p, x, y)["w2"], 0)},
        "the function returned slopes['w2'] with masked entries; there must be a number in each.",
    ),
    "rows that are masked": (
        lambda p, x, y: {**by_hand(p, x, y), "b2": [np.ma.array(row, mask=True) for row in by_hand(p, x, y)["b2"]]},
        "the function returned slopes['b2'] with masked entries; there must be a number in each.",
    ),
    "no array": (
        lambda p, x, y: {**by_hand(p, x, y), "w2": [[1.0], [2.0, 3.0]]},
        "the function returned slopes['w2'] as list, which is no array: ValueError:",
    ),
}


@pytest.mark.parametrize("kind", UNUSABLE)
def test_what_cannot_be_judged_is_said(kind):
    function, sentence = UNUSABLE[kind]
    report = check_graph(function, gated(), draws=1)

    assert report.outcome == "unusable"
    assert sentence in report.explanation.splitlines()[0]
    assert "  It was called as" in report.explanation


def changes(p, x, y):
    slopes = by_hand(p, x, y)
    x += 1
    p["w3"] = None
    return slopes


KEPT = {}


def remembers(p, x, y):
    slopes = by_hand(p, x, y)
    KEPT.update({name: KEPT.get(name, 0) + slope for name, slope in slopes.items()})
    return dict(KEPT)


@pytest.mark.parametrize(
    ("words", "cost"),
    [("3; dense 2 sigmoid", "cross-entropy"), ("3; dense 2 softmax", "categorical-cross-entropy"), ("3; dense 2", "l1")],
)
def test_another_cost_is_said_where_it_makes_everything_right(words, cost):
    """It is asked with the targets that the cost is meant for."""
    outputs = {
        "cross-entropy": (lambda z: 1 / (1 + np.exp(-z)), lambda a, y: a - y),
        "categorical-cross-entropy": (lambda z: np.exp(z) / np.exp(z).sum(axis=0), lambda a, y: a - y),
        "l1": (lambda z: z, lambda a, y: np.sign(a - y)),
    }
    sigma, error = outputs[cost]

    def code(p, x, y, times=1):
        delta = error(sigma(p["w2"] @ x + p["b2"]), y) / x.shape[1]
        return {"w2": times * delta @ x.T, "b2": delta.sum(axis=1, keepdims=True)}

    report = check_graph(code, words)

    assert report.outcome == "wrong"
    assert f"the numbers are those of the cost {cost}; declare cost={cost} where that is meant" in report.explanation
    assert check_graph(code, words, cost=cost).outcome == "right"
    assert "declare" not in check_graph(lambda p, x, y: code(p, x, y, 0.3), words).explanation


NOT_ASKED = {
    "a seed that is none": ({"seed": "a"}, "seed is 'a'; it must be an integer"),
    "a negative seed": ({"seed": -1}, "seed is -1; it must be"),
    "a dtype of none": ({"dtype": "float16"}, "dtype is 'float16'; a graph is checked in 'float32' or 'float64'."),
}


@pytest.mark.parametrize("name", NOT_ASKED)
def test_what_cannot_be_asked_is_no_fault_of_the_code(name):
    given, says = NOT_ASKED[name]
    with pytest.raises(InputError) as error:
        check_graph(by_hand, gated(), **given)

    assert str(error.value).startswith(says)


def test_a_graph_that_fits_into_no_memory_is_one_sentence():
    with pytest.raises(
        InputError, match=r"graph: w2 has 10,000,000,000,000 weights; to draw them takes about .* GB, more than"
    ):
        check_graph(by_hand, "10000000; dense 1000000")


NOTED = {
    "a changed input": (changes, "right", "the function changes its arguments: w3, x"),
    "slopes that are kept": (remembers, "wrong", "a second call with the same arguments gives another answer"),
    "another dtype": (
        lambda p, x, y: {name: slope.astype("float32") for name, slope in by_hand(p, x, y).items()},
        "wrong",
        "it returned float32 for a problem in float64",
    ),
}


@pytest.mark.parametrize("kind", NOTED)
def test_what_is_noticed_is_noted(kind):
    KEPT.clear()
    function, outcome, sentence = NOTED[kind]
    report = check_graph(function, gated())

    assert report.outcome == outcome
    assert sentence in report.notes


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"dtype": "int64"}, "dtype is 'int64'; a graph is checked in 'float32' or 'float64'."),
        ({"draws": 0}, "draws is 0; it must be an integer of at least 1."),
        ({"batch": 0}, "batch is 0; it must be an integer from 1 to 1048576."),
        ({"time_limit": 0}, "time_limit is 0; it must be a number of seconds, above 0 and at most 1e+08."),
    ],
)
def test_what_cannot_be_asked_is_said(given, sentence):
    with pytest.raises(InputError) as error:
        check_graph(by_hand, gated(), **given)
    assert str(error.value) == sentence


def test_what_is_no_graph_is_said():
    with pytest.raises(InputError, match="the graph is 3; give a Graph, or its words, as in '4 at 3; dense 2'"):
        check_graph(by_hand, 3)


def of_outputs(sigma, error):
    """A dense layer of tanh and one of σ, whose δ^L is a formula of a^L and y."""

    def gradient(p, x, y):
        m, total = x.shape[1], lambda d: d.sum(axis=1, keepdims=True)
        a2 = np.tanh(p["w2"] @ x + p["b2"])
        d3 = error(sigma(p["w3"] @ a2 + p["b3"]), y) / m
        d2 = (p["w3"].T @ d3) * (1 - a2 * a2)
        return {"w2": d2 @ x.T, "b2": total(d2), "w3": d3 @ a2.T, "b3": total(d3)}

    return gradient


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


OUTPUTS = {
    "softmax": (softmax, "softmax", "categorical-cross-entropy"),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), "sigmoid", "cross-entropy"),
}


def test_the_closed_form_for_classes_is_right_on_the_targets_that_are_meant():
    sigma, output, cost = OUTPUTS["softmax"]
    report = check_graph(of_outputs(sigma, lambda a, y: a - y), f"4; dense 5 tanh; dense 3 {output}", cost=cost)

    assert report.outcome == "right"
    assert not report.notes


def test_code_for_labels_alone_is_right_for_these_alone():
    sigma, output, cost = OUTPUTS["sigmoid"]
    labels = of_outputs(sigma, lambda a, y: np.where(y == 1, a - 1, a))
    report = check_graph(labels, f"4; dense 5 tanh; dense 3 {output}", cost=cost)

    assert report.outcome == "right"
    assert report.notes == ("it is right for targets 0 and 1, and for these alone: other targets give another gradient",)


@pytest.mark.parametrize("name", OUTPUTS)
def test_no_targets_make_wrong_code_right(name):
    sigma, output, cost = OUTPUTS[name]
    report = check_graph(of_outputs(sigma, lambda a, y: 2 * (a - y)), f"4; dense 5 tanh; dense 3 {output}", cost=cost)

    assert report.outcome == "wrong"
    assert not report.notes


def changed(change, **skip):
    """The gated graph's slopes, each put through `change`."""

    def gradient(p, x, y):
        slopes = by_hand(p, x, y, **skip)
        return {name: change(name, slope) for name, slope in slopes.items()}

    return gradient


def in_float32(p, x, y):
    return by_hand({name: array.astype("float32") for name, array in p.items()}, x.astype("float32"), y.astype("float32"))


NAMES = {
    "the sum": (changed(lambda name, slope: 5 * slope), "looks like: times m = 5 (predicts all 52 slopes)"),
    "the sign": (changed(lambda name, slope: -slope), "looks like: times -1 (predicts all 52 slopes)"),
    "the sum beside a mistake": (
        changed(lambda name, slope: 5 * slope, skip=0.0),
        "what layer 5 (skip of layer 4) sends back to layer 4 is left out; times m = 5",
    ),
    "each its own factor": (
        changed(lambda name, slope: {"b2": 3, "w5": 0.5}.get(name, 1) * slope),
        "∇b2 is 3 times what BP3 says; ∇w5 is 1/2 times what BP4 says",
    ),
    "float32 inside": (
        in_float32,
        "another declaration: the numbers are right as far as float32 goes: something in the computation is float32; "
        "declare dtype=float32 where that is meant",
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_what_has_no_place_in_the_graph_has_a_name(name):
    function, says = NAMES[name]
    report = check_graph(function, gated())

    assert report.outcome == "wrong"
    assert says in report.explanation


def test_a_factor_that_is_another_one_in_each_draw_has_no_name():
    numbers = map(float, itertools.count(2))
    report = check_graph(lambda p, x, y: {n: next(numbers) * s for n, s in by_hand(p, x, y).items()}, gated())

    assert report.outcome == "wrong"
    assert not report.named


def test_an_answer_that_is_wrong_every_other_time_is_wrong():
    calls = []

    def gradient(p, x, y):
        calls.append(x)
        slopes = by_hand(p, x, y)
        return slopes if len(calls) % 2 else {**slopes, "b2": 2 * slopes["b2"]}

    assert check_graph(gradient, gated()).outcome == "wrong"


@pytest.mark.parametrize("change", [lambda slope: slope.ravel(), lambda slope: slope.astype(object)])
def test_slopes_are_read_as_what_they_mean(change):
    of_biases = changed(lambda name, slope: change(slope) if name.startswith("b") else slope)

    assert check_graph(of_biases, gated()).outcome == "right"
