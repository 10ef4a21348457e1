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
