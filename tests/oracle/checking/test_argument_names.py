"""What a function takes, by the names that it has for its arguments: in any order, by what people call them."""

from functools import partial

import numpy as np
import pytest

import nablacheck
from nablacheck.oracle.checking.argument_names import CALLED, by_their_names
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.foreign import by_keyword, names_of
from nablacheck.oracle.checking.vocabulary import TAKES

SIGMOIDS = {"activations": ["tanh", "sigmoid"]}


def gradients(w, b, x, y):
    a2 = np.tanh(w[0] @ x + b[0])
    a3 = 1 / (1 + np.exp(-(w[1] @ a2 + b[1])))
    delta3 = (a3 - y) * a3 * (1 - a3) / x.shape[1]
    delta2 = (w[1].T @ delta3) * (1 - a2**2)
    return [delta2.sum(axis=1, keepdims=True), delta3.sum(axis=1, keepdims=True)], [delta2 @ x.T, delta3 @ a2.T]


def stepped(X, Y, biases, weights, lr):
    nabla_b, nabla_w = gradients(weights, biases, X, Y)
    return [[part - lr * slope for part, slope in zip(*both, strict=True)] for both in ((biases, nabla_b), (weights, nabla_w))]


def of_dictionary(X, Y, params):
    b, w = gradients([params["W1"], params["W2"]], [params["b1"], params["b2"]], X, Y)
    return {"dW1": w[0], "dW2": w[1], "db1": b[0], "db2": b[1]}


def of_vector(theta, labels, features):
    n, k = len(labels), len(features)
    width = (len(theta) - n) // (k + n + 1)
    sizes = [width * k, width, n * width, n]
    w2, b2, w3, b3 = np.split(theta, np.cumsum(sizes)[:-1])
    b, w = gradients([w2.reshape(width, k), w3.reshape(n, width)], [b2.reshape(-1, 1), b3.reshape(-1, 1)], features, labels)
    return np.concatenate([w[0].ravel(), b[0].ravel(), w[1].ravel(), b[1].ravel()])


def wrong(*given):
    b, w = gradients(*given)
    return b, [w[0], w[1] + np.sin(w[1] * 40)]


SAID = {
    "another order": (lambda b, w, x, y: gradients(w, b, x, y), "takes='b w x y'"),
    "other words": (
        lambda expected, inputs, biases, weights: gradients(weights, biases, inputs, expected),
        "takes='y x b w'",
    ),
    "capitals": (lambda Y, X, B, W: gradients(W, B, X, Y), "takes='y x b w'"),
    "a method": (partial(lambda self, labels, data, biases, weights: gradients(weights, biases, data, labels), None), ""),
    "what has a default": (lambda b, x, y, w, lr=0.1: gradients(w, b, x, y), "takes='b x y w'"),
    "a step": (stepped, "takes='x y b w eta', gives='b w'"),
    "a dictionary": (of_dictionary, "takes='x y params', gives='nabla_params', parameters='dict'"),
    "a vector": (of_vector, "takes='theta y x', gives='nabla_theta'"),
}


@pytest.mark.parametrize("name", SAID)
def test_it_is_right_as_soon_as_that_is_declared(name):
    function, says = SAID[name]
    report = nablacheck.check(function, **SIGMOIDS)

    assert report.outcome == "unusable"
    assert report.explanation.splitlines()[-1].startswith(f"  It is right as soon as {says or 'takes='}"), str(report)


@pytest.mark.slow
def test_of_code_that_is_wrong_as_well_it_is_said_how_to_call_it():
    report = nablacheck.check(lambda b, w, x, y: wrong(w, b, x, y), **SIGMOIDS)

    says = "By the names of its arguments it can be called and read as soon as takes='b w x y' is declared."
    assert report.explanation.splitlines()[-1] == f"  {says}", str(report)
    assert nablacheck.check(lambda b, w, x, y: wrong(w, b, x, y), **SIGMOIDS, takes="b w x y").outcome == "wrong"


def test_names_that_fit_what_is_declared_say_nothing():
    assert list(by_their_names(("weights", "biases", "X", "Y"), Conventions())) == []
    assert list(by_their_names(("weights", "q", "X", "Y"), Conventions())) == []


def test_a_name_that_stands_for_two_things_is_each_of_them():
    found = [changes["takes"] for changes in by_their_names(("theta", "x", "y"), Conventions())]

    assert {"theta x y", "params x y"} == {*found}


def test_what_says_no_names_has_none():
    assert names_of(lambda *given: None) == names_of(dict) == names_of(lambda *, w=1, **rest: None) == ()
    assert names_of(gradients) == ("w", "b", "x", "y")


def test_what_is_given_by_keyword_alone_comes_last():
    def some(x, verbose=False, *, w, rate=0.1, b):
        return None

    assert names_of(some) == ("x", "w", "b")
    assert by_keyword(some) == ("w", "b")
    assert by_keyword(gradients) == ()


def test_a_signature_that_cannot_be_asked_says_no_names():
    class Odd:
        @property
        def __signature__(self):
            raise RuntimeError("not today")

        def __call__(self, *given):
            raise ValueError("nor this")

    assert names_of(Odd()) == ()
    assert nablacheck.check(Odd(), **SIGMOIDS).outcome == "unusable"


def test_the_words_are_those_of_takes():
    assert {*CALLED, "*params"} == set(TAKES)
    assert all(word in called.split() for word, called in CALLED.items())


def of_dictionary_in_rows(params, x, y, prime=lambda a: a * (1 - a)):
    """Each example in a row, weights (in, out), biases (n,): with the dictionary four declarations at once."""
    a = [x]
    for l in range(1, len(params) // 2 + 1):
        a.append(1 / (1 + np.exp(-(a[-1] @ params[f"W{l}"] + params[f"b{l}"]))))
    delta, given = (a[-1] - y) / len(x) * prime(a[-1]), {}
    for l in reversed(range(1, len(a))):
        given |= {f"dW{l}": a[l - 1].T @ delta, f"db{l}": delta.sum(axis=0)}
        delta = delta @ params[f"W{l}"].T * prime(a[l - 1])
    return given


IN_ROWS = "examples='rows', weights='(in, out)', biases='(n,)', takes='params x y', gives='nabla_params', parameters='dict'"


def test_names_of_another_number_of_arguments_are_believed_first():
    report = nablacheck.check(of_dictionary_in_rows)
    assert report.explanation.splitlines()[-1] == f"  It is right as soon as {IN_ROWS} is declared.", str(report)


def test_what_can_be_read_by_names_is_said_of_wrong_code_too():
    report = nablacheck.check(lambda params, x, y: of_dictionary_in_rows(params, x, y, prime=lambda a: 1 + a))
    says = f"  By the names of its arguments it can be called and read as soon as {IN_ROWS} is declared."
    assert says in report.explanation.splitlines(), str(report)
