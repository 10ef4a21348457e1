"""What went wrong with a weight decay, in words: its size, its sign, its kind, and the part of w that it is of."""

import numpy as np
import pytest

from nablacheck import check

pytestmark = pytest.mark.slow

LAM = 0.25


def network(added):
    """A right gradient of a network of one layer, and what is added to ∇w, of w and m."""

    def f(w, b, x, y):
        m = x.shape[1]
        a = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
        d = (a - y) * a * (1 - a) / m
        return [d.sum(axis=1, keepdims=True)], [d @ x.T + added(w[0], m)]

    return f


def without(part):
    """w with a part of it 0."""

    def added(w, m):
        w = w.copy()
        w[part] = 0
        return LAM * w

    return added


L1, L2, NONE = {"l1": LAM}, {"l2": LAM}, {}
SAID = [
    (L2, lambda w, m: 2 * LAM * w, "∇w has 2λw where λ/2 Σw² gives λw"),
    (L2, lambda w, m: -LAM * w, "the decay has the wrong sign: ∇w has −λw"),
    (L2, lambda w, m: LAM**2 * w, "∇w has λ^2 w = 0.0625 w in it"),
    (L2, lambda w, m: 0 * w, "∇w lacks λw"),
    (L2 | {"l2_over": "m"}, lambda w, m: LAM * w, "∇w has λw where λ/(2m) Σw² gives λw/m"),
    (L2 | {"l2_over": "m"}, lambda w, m: LAM / (2 * m) * w, "∇w has λw/(2m) where λ/(2m) Σw² gives λw/m"),
    (L1, lambda w, m: 2 * LAM * np.sign(w), "∇w has 2λ sign(w) where λ Σ|w| gives λ sign(w)"),
    (L1, lambda w, m: LAM * np.sign(w) / m, "∇w has λ sign(w)/m where λ Σ|w| gives λ sign(w)"),
    (L1, lambda w, m: -LAM * np.sign(w), "the decay has the wrong sign: ∇w has −λ sign(w)"),
    (L1, lambda w, m: LAM * w, "∇w has 0.25 w where λ Σ|w| gives λ sign(w): declare l2=0.25 in place of l1"),
    (L2, lambda w, m: LAM * np.sign(w), "∇w has 0.25 sign(w) where λ/2 Σw² gives λw: declare l1=0.25 in place of l2"),
    (L2, lambda w, m: LAM * w + 0.5 * np.sign(w), "∇w is off by exactly 0.5 sign(w): declare l1=0.5 or take it out"),
    (NONE, lambda w, m: LAM * w, "∇w is off by exactly 0.25 w: declare l2=0.25 or take it out"),
    (NONE, lambda w, m: LAM * w / m, "∇w is off by exactly 0.25 w/m: declare l2=0.25 and l2_over='m' or take it out"),
    (L1 | {"l2": 0.5}, lambda w, m: 0 * w, "∇w lacks λw and λ sign(w)"),
    (L1 | {"l2": 0.5}, lambda w, m: LAM * np.sign(w), "∇w lacks λw"),
    (L2, lambda w, m: LAM * w**2, "0.25 w² was added to ∇w where λw belongs"),
    (L1, lambda w, m: LAM * abs(w), "0.25 |w| was added to ∇w where λ sign(w) belongs"),
    (L2, lambda w, m: LAM * w / np.linalg.norm(w), "0.25 w/‖w‖ was added to ∇w where λw belongs"),
    (L2, without(np.s_[:, :1]), "the first column of ∇w lacks λw"),
    (L2, without(np.s_[-1:]), "the last row of ∇w lacks λw"),
]


@pytest.mark.parametrize(("declared", "added", "says"), SAID, ids=[says for _, _, says in SAID])
def test_a_decay_is_told_by_what_it_adds(declared, added, says):
    report = check(network(added), activations=["sigmoid"], widths=[3, 4], **declared)

    assert report.outcome == "wrong"
    assert says in report.explanation, report.explanation


@pytest.mark.parametrize(
    ("declared", "added"),
    [
        (L2 | {"l2_over": "m"}, lambda w, m: LAM * w / m),
        (L1 | {"l2": 0.5}, lambda w, m: LAM * np.sign(w) + 0.5 * w),
    ],
)
def test_a_decay_as_it_is_declared_is_right(declared, added):
    assert check(network(added), activations=["sigmoid"], widths=[3, 4], **declared).outcome == "right"


def test_a_decay_of_the_biases_is_one_of_bp3():
    right = network(lambda w, m: LAM * w)

    def on_biases(w, b, x, y):
        nabla_b, nabla_w = right(w, b, x, y)
        return [nabla_b[0] + LAM * b[0]], nabla_w

    report = check(on_biases, activations=["sigmoid"], widths=[3, 4], l2=LAM)
    assert "λb was added to ∇b (BP3, layer 2)" in report.explanation, report.explanation
