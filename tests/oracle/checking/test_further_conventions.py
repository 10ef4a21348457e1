"""One layer by itself, arguments of their own, matrices column by column, what nobody looks at, weighted means."""

import numpy as np
import pytest

import nablacheck
from nablacheck.oracle.checking.argument_names import by_their_names
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.decoding import decode
from nablacheck.oracle.checking.encoding import encode
from nablacheck.reference.errors import InputError

from helpers.small_problems import problem as small

TWO = {"activations": ["tanh", "sigmoid"]}
LOGISTIC = {"activations": ["sigmoid"], "cost": "cross-entropy"}
ROWS = {"examples": "rows", "weights": "(in, out)", "biases": "(n,)"}
EACH = {**TWO, "takes": "x y *params", "gives": "nabla_params", "parameters": "flat"}


def gradients(w, b, x, y):
    a2 = np.tanh(w[0] @ x + b[0])
    a3 = 1 / (1 + np.exp(-(w[1] @ a2 + b[1])))
    delta3 = (a3 - y) * a3 * (1 - a3) / x.shape[1]
    delta2 = (w[1].T @ delta3) * (1 - a2**2)
    return [delta2.sum(axis=1, keepdims=True), delta3.sum(axis=1, keepdims=True)], [delta2 @ x.T, delta3 @ a2.T]


def logistic(x, y, weights, bias):
    """As tutorials have it: w (n,), b a number, y (m,)."""
    error = 1 / (1 + np.exp(-(x @ weights + bias))) - y
    return x.T @ error / len(x), np.sum(error) / len(x)


def logistic_step(x, y, w, b, eta):
    nabla_w, nabla_b = logistic(x, y, w, b)
    return w - eta * nabla_w, b - eta * nabla_b


def in_columns(w, b, x, y):
    """As in Ng's course: w (n, 1), and ∂C/∂b is a number."""
    error = 1 / (1 + np.exp(-(w.T @ x + b))) - y
    return {"dw": x @ error.T / x.shape[1], "db": np.sum(error) / x.shape[1]}


def softmax_regression(w, b, x, y):
    a = np.exp(x @ w + b)
    error = (a / a.sum(axis=1, keepdims=True) - y) / len(x)
    return x.T @ error, error.sum(axis=0)


def each(x, y, W1, b1, W2, b2):
    b, w = gradients([W1, W2], [b1, b2], x, y)
    return w[0], b[0], w[1], b[1]


def each_by_name(x, y, W1, b1, W2, b2):
    return dict(zip(("dW1", "db1", "dW2", "db2"), each(x, y, W1, b1, W2, b2), strict=True))


def weights_first(w_in, w_out, b_in, b_out, x, y):
    b, w = gradients([w_in, w_out], [b_in, b_out], x, y)
    return [*w, *b]


def each_stepped(x, y, W1, b1, W2, b2, lr):
    slopes = each(x, y, W1, b1, W2, b2)
    return [part - lr * slope for part, slope in zip((W1, b1, W2, b2), slopes, strict=True)]


def each_stepped_in_place(x, y, W1, b1, W2, b2, lr):
    for part, slope in zip((W1, b1, W2, b2), each(x, y, W1, b1, W2, b2), strict=True):
        part -= lr * slope


def unrolled(theta, x, y):
    """As a port of MATLAB's has it."""
    n, h, k = len(x), (len(theta) - len(y)) // (len(x) + len(y) + 1), len(y)
    sizes = np.cumsum([h * n, h, k * h])
    parts = np.split(theta, sizes)
    w, b = [parts[0].reshape(h, n, order="F"), parts[2].reshape(k, h, order="F")], [parts[1][:, None], parts[3][:, None]]
    b, w = gradients(w, b, x, y)
    return np.concatenate([part.ravel(order="F") for part in (w[0], b[0], w[1], b[1])])


def weighted(w, b, x, y, s):
    """Σ s_x C_x over Σ s_x, as a weighted mean is in PyTorch and scikit-learn."""
    a = [x, np.tanh(w[0] @ x + b[0])]
    a.append(1 / (1 + np.exp(-(w[1] @ a[1] + b[1]))))
    delta3 = (a[2] - y) * a[2] * (1 - a[2]) * s / s.sum()
    delta2 = (w[1].T @ delta3) * (1 - a[1] ** 2)
    return [delta2.sum(axis=1, keepdims=True), delta3.sum(axis=1, keepdims=True)], [delta2 @ a[0].T, delta3 @ a[1].T]


ONE = {"parameters": "alone", "y": "(m,)", "examples": "rows", "weights": "(in,)", "biases": "number"}
RIGHT = {
    "logistic": (logistic, {**LOGISTIC, **ONE, "takes": "x y w b", "gives": "nabla_w nabla_b"}),
    "its step": (logistic_step, {**LOGISTIC, **ONE, "takes": "x y w b eta", "gives": "w b"}),
    "without a number of layers": (
        logistic,
        {"activations": "sigmoid", "cost": "cross-entropy", **ONE, "takes": "x y w b", "gives": "nabla_w nabla_b"},
    ),
    "w (n, 1)": (
        in_columns,
        {
            **LOGISTIC,
            "parameters": "alone",
            "weights": "(in, out)",
            "biases": "number",
            "gives": "nabla_w nabla_b",
            "attr": "dw db",
        },
    ),
    "softmax": (
        softmax_regression,
        {
            "activations": ["softmax"],
            "cost": "categorical-cross-entropy",
            "parameters": "alone",
            **ROWS,
            "gives": "nabla_w nabla_b",
        },
    ),
    "both in one": (
        lambda p, x, y: softmax_regression(*p, x, y),
        {
            "activations": ["softmax"],
            "cost": "categorical-cross-entropy",
            "parameters": "alone",
            **ROWS,
            "takes": "params x y",
            "gives": "nabla_params",
        },
    ),
    "arguments": (each, EACH),
    "arguments by name": (each_by_name, EACH),
    "weights first": (weights_first, {**EACH, "takes": "*params x y", "order": "w w b b"}),
    "a step": (each_stepped, {**EACH, "takes": "x y *params eta", "gives": "params"}),
    "a step in place": (each_stepped_in_place, {**EACH, "takes": "x y *params eta", "gives": "params"}),
    "unrolled": (unrolled, {**TWO, "widths": [3, 4, 2], "takes": "theta x y", "gives": "nabla_theta", "unrolled": "columns"}),
    "a cache": (lambda *given: (*gradients(*given), {"z": 1}), {**TWO, "gives": "nabla_b nabla_w _"}),
    "two things": (lambda *given: (0.5, None, *gradients(*given)), {**TWO, "gives": "_ _ nabla_b nabla_w"}),
    "keys": (
        lambda *given: dict(zip(("db", "dw"), gradients(*given), strict=True)),
        {**TWO, "gives": "nabla_b nabla_w", "attr": "db dw"},
    ),
    "a dictionary of lists": (
        lambda w, b, x, y: each_by_name(x, y, w[0], b[0], w[1], b[1]),
        {**TWO, "gives": "nabla_params"},
    ),
    "zip": (lambda *given: zip(*zip(*gradients(*given), strict=True), strict=True), TWO),
    "iterators": (lambda *given: tuple(map(iter, gradients(*given))), TWO),
    "a weighted mean": (weighted, {**TWO, "takes": "w b x y weights_of_examples", "total": "weights"}),
    "classes in a column": (
        lambda w, b, x, y: gradients(w, b, x.T, np.eye(len(w[-1]))[y[:, 0]].T),
        {**TWO, "targets": "classes", "y": "(m, 1)", "examples": "rows"},
    ),
    "y the other way round": (lambda w, b, x, y: gradients(w, b, x, y.T), {**TWO, "y": "(m, 1)"}),
    "a row of y": (lambda w, b, x, y: gradients(w, b, x.T, y), {**TWO, "y": "(1, m)", "examples": "rows"}),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_code_is_right(name):
    function, declared = RIGHT[name]
    report = nablacheck.check(function, **declared)

    assert report.outcome == "right", str(report)
    assert not any("changes its arguments" in note for note in report.notes)


UPHILL = {
    "logistic": {"ascent": True},
    "its step": {"step": "ascent"},
    "arguments": {"ascent": True},
    "a step in place": {"step": "ascent"},
    "unrolled": {"ascent": True},
    "a weighted mean": {"ascent": True},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", UPHILL)
def test_it_is_wrong_where_another_sign_is_declared(name):
    function, declared = RIGHT[name]
    report = nablacheck.check(function, **declared, **UPHILL[name])

    assert report.outcome == "wrong"
    assert any("the sign is meant" in note for note in report.notes), str(report)


SAID = {
    "logistic": (in_columns, {**LOGISTIC, "attr": "dw db", "gives": "nabla_w nabla_b"}, "parameters='alone'"),
    "arguments": (each, TWO, "takes='x y *params', gives='nabla_params', parameters='flat'"),
    "weights first": (weights_first, TWO, "takes='*params x y', gives='nabla_params', parameters='flat', order='w w b b'"),
    "a step": (each_stepped, TWO, "takes='x y *params eta', gives='params', parameters='flat'"),
}


@pytest.mark.parametrize("name", SAID)
def test_it_is_suggested(name):
    function, declared, says = SAID[name]
    report = nablacheck.check(function, **declared)

    assert report.outcome == "unusable"
    assert says in report.explanation.splitlines()[-1], str(report)


@pytest.mark.slow
def test_columns_are_suspected_before_a_mistake():
    report = nablacheck.check(unrolled, **TWO, widths=[3, 4, 2], takes="theta x y", gives="nabla_theta")

    assert (report.outcome, report.declare) == ("wrong", "unrolled='columns'")


@pytest.mark.slow
def test_a_mean_over_the_weights_is_said_with_its_declaration():
    report = nablacheck.check(weighted, **TWO, takes="w b x y weights_of_examples")

    assert report.outcome == "wrong"
    assert "where the factor is meant, declare total='weights'" in report.notes


@pytest.mark.parametrize("biases", ["(n, 1)", "(n,)", "first column", "none"])
@pytest.mark.parametrize("unrolled", ["rows", "columns"])
def test_a_flat_vector_comes_back_layer_by_layer(biases, unrolled):
    problem = small((3, 4, 2), ("tanh", "sigmoid"))
    c = Conventions(takes="theta x y eta", gives="theta", biases=biases, unrolled=unrolled)
    back = decode(encode(problem, c, 1.0)[0], problem, c)

    assert all(np.array_equal(back["w"][l], w) for l, w in problem.network.w.items())


def test_arguments_of_their_own_may_lack_biases():
    found = list(by_their_names(("W1", "W2", "x", "y"), Conventions(biases="none")))

    assert found == [{"takes": "*params x y", "gives": "nabla_params", "parameters": "flat", "biases": "none"}]


@pytest.mark.slow
def test_what_has_no_end_is_not_gone_through_for_ever():
    def endless(w, b, x, y):
        while True:
            yield w

    report = nablacheck.check(endless, **TWO)
    assert report.outcome == "unusable"
    assert report.sentence == "unusable: the function returned a list of 10000; expected were 2 things: nabla_b, nabla_w."


WRONG = {
    "many layers": ({**TWO, "parameters": "alone"}, "parameters is 'alone', for the arrays of a single layer, but there are 2"),
    "a vector in a list": ({**LOGISTIC, "weights": "(in,)"}, "as a single layer with one output has them; declare param"),
    "a number in a list": ({**LOGISTIC, "biases": "number"}, "as a single layer with one output has them; declare param"),
    "more outputs": (
        {**LOGISTIC, "parameters": "alone", "weights": "(in,)", "widths": [3, 2]},
        r"weights is '(in,)' and biases '(n, 1)', of one output, but widths (3, 2) has 2 outputs; give it one.",
    ),
    "lists spread": (
        {**TWO, "takes": "x y *params", "gives": "nabla_params"},
        "takes has *params, and parameters is 'lists'; decl",
    ),
    "nothing in one vector": ({**TWO, "unrolled": "columns"}, "unrolled is 'columns', but nothing is in theta"),
    "no weights": ({**TWO, "total": "weights"}, "total is 'weights', but takes has no weights_of_examples"),
    "nothing read": ({**TWO, "gives": "_ _"}, "gives is '_ _'; it must be some of"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_slip_is_one_sentence(name):
    declared, says = WRONG[name]
    with pytest.raises(InputError) as error:
        nablacheck.check(gradients, **declared)

    assert says in str(error.value)


def test_a_number_stands_beside_the_list_of_a_neuron():
    """Where a layer has its neurons in a list, the bias of the one neuron is a number still."""

    def gradient(w, b, x, y):
        assert isinstance(w, list)
        assert isinstance(b, float)
        a = 1 / (1 + np.exp(-(x @ np.array(w).T + b)))
        delta = (a - y[:, None]) / len(y)
        return (delta.T @ x).tolist(), delta.sum()

    declared = {**ONE, "weights": "neurons", "gives": "nabla_w nabla_b"}
    assert nablacheck.check(gradient, activations=["sigmoid"], cost="cross-entropy", **declared).outcome == "right"
