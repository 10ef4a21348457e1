"""Declarations that no shape contradicts: square matrices, targets of one shape with x, classes from 0 or from 1."""

import numpy as np
import pytest

from nablacheck import check

pytestmark = pytest.mark.slow


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def book(w, b, x, y):
    a = [x]
    for weight, bias in zip(w, b, strict=True):
        a.append(sigmoid(weight @ a[-1] + bias))
    delta, nabla_b, nabla_w = (a[-1] - y) / x.shape[1] * a[-1] * (1 - a[-1]), [], []
    for l in reversed(range(len(w))):
        nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
        nabla_w.insert(0, delta @ a[l].T)
        delta = w[l].T @ delta * a[l] * (1 - a[l])
    return nabla_b, nabla_w


def turned(w, b, x, y):
    nabla_b, nabla_w = book([part.T for part in w], b, x, y)
    return nabla_b, [part.T for part in nabla_w]


def subtracting(w, b, x, y):
    nabla_b, nabla_w = book(w, [-part for part in b], x, y)
    return [-part for part in nabla_b], nabla_w


def from_1(w, b, x, y):
    """relu and softmax of rows; `y - 1` of class 0 is the last one without a word."""
    z = x @ w[0].T + b[0].T
    hidden = np.maximum(z, 0)
    p = np.exp(hidden @ w[1].T + b[1].T)
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y - 1] -= 1
    delta = p / len(y)
    sent = delta @ w[1] * (z > 0)
    return [sent.sum(axis=0)[:, None], delta.sum(axis=0)[:, None]], [sent.T @ x, delta.T @ hidden]


SOFTMAX = {"activations": ["relu", "softmax"], "cost": "categorical-cross-entropy", "examples": "rows"}


@pytest.mark.parametrize(
    ("function", "declared", "meant"),
    [
        (turned, {"widths": [4] * 4}, "weights='(in, out)'"),
        (lambda w, b, y, x: book(w, b, x, y), {"widths": [3] * 4}, "takes='w b y x'"),
        (subtracting, {}, "subtracted=True"),
        (from_1, {**SOFTMAX, "targets": "classes"}, "targets='classes from 1'"),
    ],
    ids=["weights", "order", "sign", "from 1"],
)
def test_what_was_meant_is_said(function, declared, meant):
    report = check(function, **declared)

    assert (report.outcome, report.declare) == ("wrong", meant)
    assert f"declare {meant}: then every number on every network is right" in report.explanation


def test_classes_that_are_out_of_reach_are_told_from_where_they_count():
    """The last class is n where they count from 1, and there is no row n."""
    report = check(lambda w, b, x, y: from_1(w, b, x, y + 1), **SOFTMAX, targets="classes from 1")

    assert report.outcome == "unusable"
    assert "It is right as soon as targets='classes' is declared." in report.explanation


def test_what_is_wrong_is_wrong_under_each_of_them():
    """The planted mistake: ∇w of the last layer is turned round, too."""

    def mistaken(w, b, x, y):
        nabla_b, nabla_w = turned(w, b, x, y)
        return nabla_b, [*nabla_w[:-1], nabla_w[-1].T]

    assert check(mistaken, widths=[4] * 4).declare == ""


def test_one_bias_for_a_layer_is_meant_where_nabla_b_is_one_number():
    def shared(w, b, x, y):
        nabla_b, nabla_w = book(w, [np.full_like(bias, bias.flat[0]) for bias in b], x, y)
        return [part.sum() for part in nabla_b], nabla_w

    report = check(shared)

    assert (report.outcome, report.declare) == ("wrong", "biases='shared'")
    assert check(shared, biases="shared").outcome == "right"
    assert not check(lambda w, b, x, y: ([2 * part for part in shared(w, b, x, y)[0]], book(w, b, x, y)[1])).declare


def test_a_sum_over_all_of_delta_is_a_mistake_first():
    report = check(lambda w, b, x, y: ([np.full_like(p, p.sum()) for p in book(w, b, x, y)[0]], book(w, b, x, y)[1]))

    assert "δ was summed over the neurons too" in report.explanation
    assert not report.declare
