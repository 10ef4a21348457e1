"""Code whose declaration is wrong, alone or beside a mistake: what is said of the declaration, and that it is said first."""

import numpy as np
import pytest

from nablacheck import check

pytestmark = pytest.mark.slow


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


HIDDEN = {
    "relu": (lambda z: np.maximum(z, 0), lambda z: np.where(z > 0, 1.0, 0.0)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
}
"""σ and σ′ of hidden layers."""
OUTPUT = {
    "softmax": (softmax, lambda a, y: a - y),
    "sigmoid": (sigmoid, lambda a, y: a - y),
    "squares": (sigmoid, lambda a, y: (a - y) * a * (1 - a)),
    "linear": (lambda z: z, lambda a, y: a - y),
}
"""a^L of z^L, and δ^L of a^L and y."""


def written(hidden="tanh", output="squares", changed=None):
    """A backpropagation in columns; `changed` may change ∇b and ∇w, lists by layer, in place, given the number of examples."""
    (sigma, prime), (last, delta_of) = HIDDEN[hidden], OUTPUT[output]

    def function(w, b, x, y):
        z, a = [], [x]
        for weight, bias in zip(w, b, strict=True):
            z.append(weight @ a[-1] + bias)
            a.append((last if len(z) == len(w) else sigma)(z[-1]))
        delta, nabla_b, nabla_w = delta_of(a[-1], y) / x.shape[1], [], []
        for l in reversed(range(len(w))):
            nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
            nabla_w.insert(0, delta @ a[l].T)
            if l:
                delta = (w[l].T @ delta) * prime(z[l - 1])
        if changed:
            changed(nabla_b, nabla_w, x.shape[1])
        return nabla_b, nabla_w

    return function


def times(factor):
    """Everything times a number, or times a function of the number of examples."""

    def change(nabla_b, nabla_w, m):
        for part in (*nabla_b, *nabla_w):
            part *= factor(m) if callable(factor) else factor

    return change


DECLARED = {"activations": "tanh,tanh,sigmoid"}
STEP = {"takes": "w b x y eta", "gives": "w b"}


@pytest.mark.parametrize(
    ("factor", "note"),
    [
        (-1, "where the sign is meant, declare ascent=True"),
        (2, "where the factor is meant, declare half=False"),
        (lambda m: -m, "where factor and sign are meant, declare total='sum', ascent=True"),
    ],
    ids=["-1", "2", "-m"],
)
def test_a_factor_that_can_be_declared_is_noted(factor, note):
    report = check(written(changed=times(factor)), **DECLARED)

    assert (report.outcome, report.notes) == ("wrong", (note,))
    assert check(written(changed=times(-5)), **DECLARED).notes == ()


def test_a_step_uphill_can_be_declared():
    def step(w, b, x, y, eta):
        nabla_b, nabla_w = written()(w, b, x, y)
        return [p + eta * g for p, g in zip(w, nabla_w, strict=True)], [p + eta * g for p, g in zip(b, nabla_b, strict=True)]

    assert check(step, **DECLARED, **STEP).notes == ("where the sign is meant, declare step='ascent'",)
    assert check(step, **DECLARED, **STEP, step="ascent").outcome == "right"


def test_layers_are_counted_up_as_everywhere():
    report = check(written("relu"), **DECLARED)

    assert "not for what is declared: the numbers are those of relu at layers 2 and 3." in report.explanation


def doubled(nabla_b, nabla_w, m):
    nabla_w[1] *= 2


def averaged(nabla_b, nabla_w, m):
    for part in nabla_b:
        part /= m


def decayed(nabla_b, nabla_w, m):
    for part in nabla_w:
        part += 0.125


SURE = [
    ("relu", "softmax", "relu,relu,softmax", "cross-entropy", "cost=categorical-cross-entropy"),
    ("tanh", "sigmoid", "tanh,tanh,sigmoid", "categorical-cross-entropy", "cost=cross-entropy"),
    ("relu", "softmax", "tanh,tanh,softmax", "categorical-cross-entropy", "activations=relu,relu,softmax"),
    ("tanh", "linear", "tanh,tanh,sigmoid", "quadratic", "activations=tanh,tanh,identity"),
    ("tanh", "sigmoid", "sigmoid", "quadratic", "activations=tanh,tanh,sigmoid and cost=cross-entropy"),
]
"""σ and output of the code, what is declared for it, and what should be."""
LEFT = {
    "∇w^3": (doubled, "∇w^3 is 2 times what BP4 says (BP4, layer 3) (predicts every number)"),
    "∇b": (averaged, "∇b is the mean over the examples where BP3 has the sum (BP3, layers 2, 3 and 4)"),
    "the sign": (times(-1), "times -1 (predicts every number)"),
}


@pytest.mark.parametrize(
    ("hidden", "output", "activations", "cost", "declare", "mistake"),
    [
        *((*SURE[0], mistake) for mistake in LEFT),
        *((*case, mistake) for case, mistake in zip(SURE[1:], [*LEFT, "∇w^3"], strict=True)),
    ],
)
def test_another_declaration_is_said_before_a_mistake(hidden, output, activations, cost, declare, mistake):
    changed, left = LEFT[mistake]
    report = check(written(hidden, output, changed), activations=activations, cost=cost)

    first, second = report.explanation.splitlines()[:2]
    assert (report.outcome, report.declare) == ("wrong", declare)
    assert first.startswith("the function is not what is declared: the numbers are those of ")
    assert second == f"  declare {declare}: then this is left"
    assert report.explanation.count("looks like: ") == 1
    assert f"looks like: {left}" in report.explanation


def test_a_declaration_that_shows_is_said_also_where_what_is_left_has_no_name():
    report = check(written("relu", "softmax", decayed), activations="relu,relu,softmax", cost="cross-entropy")

    assert report.declare == "cost=categorical-cross-entropy"
    assert "diagonal" not in report.explanation


def test_what_may_be_a_mistake_as_well_is_said_beside_the_declaration():
    """δ^L = a − y under the quadratic cost: σ′ forgotten, or the cross-entropy; nobody knows."""
    report = check(written("tanh", "sigmoid", doubled), **DECLARED)

    lines = [line for line in report.explanation.splitlines() if "looks like" in line]
    assert lines[0].startswith("  looks like: another declaration: the numbers are those of the cost cross-entropy;")
    assert lines[0].endswith("and this is left: ∇w^3 is 2 times what BP4 says (BP4, layer 3)")
    assert lines[1].startswith("  looks like: δ^L is ∇_a C, without ⊙ σ′(z^L) (BP1, layer 4);")
    assert report.declare == ""


def test_a_mistake_under_the_right_declaration_stays_alone():
    report = check(written(changed=doubled), **DECLARED)

    assert report.declare == ""
    assert report.explanation.startswith("the function breaks BP4 at layer 3 of 4.")
    assert "declar" not in report.explanation


@pytest.mark.parametrize(
    ("declared", "targets"),
    [
        ({}, "classes"),
        ({}, "classes from 1"),
        ({"activations": "tanh,tanh,sigmoid", "cost": "cross-entropy"}, "classes"),
    ],
)
def test_targets_that_broadcast_are_suspected_first(declared, targets):
    code = written(output="sigmoid" if declared else "squares")
    report = check(code, **{**DECLARED, **declared}, targets=targets)

    assert (report.outcome, report.declare) == ("wrong", "targets='one-hot'")
    assert "then every number on every network is right" in report.explanation


def test_other_targets_are_no_way_out_of_a_mistake():
    assert check(written(changed=doubled), **DECLARED, targets="classes").declare != "targets='one-hot'"
