"""Single examples refute declarations by the equations that those do not touch, and never the one that is meant."""

import numpy as np
import pytest

from nablacheck import check
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.foreign import CalledHere
from nablacheck.oracle.checking.left_open import LeftOpen
from nablacheck.oracle.checking.subject import Subject
from nablacheck.oracle.checking.trials import Trials
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.backprop import backprop
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

DECLARED = ["tanh", "sigmoid", "tanh", "sigmoid"]


def right(activations, cost="quadratic", wrong=None):
    """Right backpropagation for activations and cost; `wrong` changes ∇b and ∇w by layer."""

    def gradients(w, b, x, y):
        network = Network(dict(enumerate(w, 2)), dict(enumerate(b, 2)), dict(enumerate(activations, 2)), cost)
        trace = backprop(Problem(network, x, y))
        nabla_b, nabla_w = dict(trace.nabla_b), dict(trace.nabla_w)
        if wrong:
            wrong(nabla_b, nabla_w)
        return [nabla_b[l] for l in network.w], [nabla_w[l] for l in network.w]

    return gradients


def left_open(function):
    c = Conventions()
    subject = Subject(CalledHere(function), c, 10.0)
    problems = Trials(DECLARED, "quadratic", "float64", None, c).problems()
    return LeftOpen.by([judgement for problem in problems for judgement in subject.judge(problem)])


@pytest.mark.parametrize("layer", [2, 3, 4])
@pytest.mark.parametrize("name", ["relu", "softplus", "gelu"])
def test_the_activation_that_is_meant_is_left_open_and_others_are_not(layer, name):
    """Others of the same layer are refuted where they are told apart, by what is above or below it in any case."""
    meant = [name if l == layer else sigma for l, sigma in enumerate(DECLARED, 2)]
    left = left_open(right(meant))

    assert not left.refutes({layer: ACTIVATIONS[name]})
    assert left.refutes({})
    assert all(left.refutes({l: ACTIVATIONS[name]}) for l in (2, 3, 4, 5) if l != layer)


def test_another_cost_is_left_open_where_nothing_but_the_output_is_wrong():
    left = left_open(right(DECLARED, "cross-entropy"))

    assert not left.refutes({})
    assert not left.refutes({5: ACTIVATIONS["tanh"]})
    assert left.refutes({3: ACTIVATIONS["relu"]})


@pytest.mark.parametrize("layer", [2, 4])
def test_without_biases_the_same_follows_from_the_weights_alone(layer):
    """∇w of one example has rank one: it shows a of the layer below, to a factor, and δ."""
    c = Conventions.of({"gives": "nabla_w", "biases": "none", "takes": "w x y"})
    meant = [("gelu" if l == layer else sigma) for l, sigma in enumerate(DECLARED, 2)]

    def gradients(w, x, y):
        return right(meant)(w, [np.zeros((len(part), 1)) for part in w], x, y)[1]

    subject, problems = Subject(CalledHere(gradients), c, 10.0), Trials(DECLARED, "quadratic", "float64", None, c).problems()
    left = LeftOpen.by([judgement for problem in problems for judgement in subject.judge(problem)])

    assert not left.refutes({layer: ACTIVATIONS["gelu"]})
    assert left.refutes({})
    assert all(left.refutes({l: ACTIVATIONS["gelu"]}) for l in (2, 3, 4, 5) if l != layer)


def test_what_is_zero_says_nothing_about_the_activation_below():
    def silent(nabla_b, nabla_w):
        for layers in (nabla_b, nabla_w):
            layers[3] = 0 * layers[3]

    left = left_open(right(DECLARED, wrong=silent))

    assert not left.refutes({2: ACTIVATIONS["relu"]})


@pytest.mark.slow
def test_a_deep_network_is_searched_in_no_more_judgements_than_a_shallow_one(monkeypatch):
    """σ′ that no table has, in sixteen layers: what takes time is counted."""
    asked = []
    judged = Subject.judged
    monkeypatch.setattr(Subject, "judged", lambda self, *args: asked.append(1) or judged(self, *args))

    def odd(w, b, x, y):
        a = [x]
        for weights, bias in zip(w, b, strict=True):
            a.append(np.tanh(weights @ a[-1] + bias))
        delta = (a[-1] - y) / x.shape[1] * (1 - a[-1] ** 2)
        nabla_b, nabla_w = [], []
        for k in reversed(range(len(w))):
            nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
            nabla_w.insert(0, delta @ a[k].T)
            delta = (w[k].T @ delta) * np.cos(a[k])
        return nabla_b, nabla_w

    report = check(odd, activations=["tanh"] * 16)

    assert report.outcome == "wrong"
    assert report.diagnoses == ()
    assert len(asked) < 100
