"""Every cost and every activation can be checked: right code is right, and code without σ′ is wrong."""

import numpy as np
import pytest

import nablacheck
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.trials import Trials
from nablacheck.reference import ACTIVATIONS, COSTS, Network, Problem, backprop
from nablacheck.reference.backprop import BOOK, Equations
from nablacheck.reference.costs.targets import CLASSES
from nablacheck.reference.errors import InputError

WITHOUT_PRIME = Equations(**{**vars(BOOK), "bp2": lambda t, l: t.w[l + 1].mT @ t.delta[l + 1]})
"""BP2 without ⊙ σ′(z^l)."""


def code(activations, cost, equations=BOOK):
    """Somebody's function, made of our text."""

    def function(w, b, x, y):
        network = Network(dict(enumerate(w, 2)), dict(enumerate(b, 2)), dict(enumerate(activations, 2)), cost)
        found = backprop(Problem(network, x, y), equations)
        return list(found.nabla_b.values())[::-1], list(found.nabla_w.values())[::-1]

    return function


def fitting(cost):
    """An output activation whose range the cost takes."""
    low, high = COSTS[cost].outputs
    return next(name for name in ("identity", "sigmoid", "softplus") if _inside(ACTIVATIONS[name].range, (low, high)))


def _inside(inner, outer):
    return outer[0] <= inner[0] and inner[1] <= outer[1]


@pytest.mark.slow
@pytest.mark.parametrize("cost", list(COSTS))
def test_a_cost_can_be_checked(cost):
    activations = ("tanh", fitting(cost))

    assert nablacheck.check(code(activations, cost), activations=activations, cost=cost).outcome == "right"
    wrong = nablacheck.check(code(activations, cost, WITHOUT_PRIME), activations=activations, cost=cost)
    assert wrong.outcome == "wrong"
    assert "BP2" in wrong.explanation
    assert "at layer 2" in wrong.explanation


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_an_activation_can_be_checked_in_a_hidden_layer_and_at_the_output(activation):
    for activations in ((activation, "sigmoid"), ("tanh", activation)):
        assert nablacheck.check(code(activations, "quadratic"), activations=activations).outcome == "right"


@pytest.mark.parametrize("cost", list(COSTS))
def test_targets_are_those_that_the_cost_is_meant_for(cost):
    entry = COSTS[cost]
    trials = Trials(("tanh", fitting(cost)), cost, "float64", None, Conventions())
    for problem in trials.problems():
        meant = entry.meant or entry.kind
        assert meant is None or meant.allows(problem.y).all(), cost


def test_every_class_is_in_a_batch_and_a_single_example_has_the_last():
    trials = Trials(("tanh", "softmax"), "categorical-cross-entropy", "float64", None, Conventions())
    batch, single, *_ = trials.problems()

    assert set(batch.y.argmax(axis=0)) == set(range(len(batch.y)))
    assert single.y.argmax() == len(single.y) - 1


def test_a_name_decides_nothing():
    """A cost of somebody's that is called categorical gets the targets that every other cost of its domain gets."""
    plain = COSTS["cross-entropy"]
    cost = nablacheck.Cost("categorical-mine", plain.value, plain.nabla_a, outputs=plain.outputs, targets=plain.targets)
    problem = next(Trials(("sigmoid",), cost, "float64", None, Conventions()).problems())

    assert not CLASSES.allows(problem.y).all()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("declared", "y", "takes"),
    [
        ("classes", [2, 0, 1, 2, 0], (5,)),
        ("classes from 1", [3, 1, 2, 3, 1], (5,)),
        ("one-hot", None, (3, 5)),
        ("probabilities", None, (3, 5)),
    ],
)
def test_targets_come_as_they_are_declared(declared, y, takes):
    seen = []

    def function(w, b, x, y):
        seen.append(y)
        raise ValueError("seen")

    nablacheck.check(function, activations=["tanh", "softmax"], cost="categorical-cross-entropy", targets=declared)
    assert seen[0].shape == takes
    if y:
        assert seen[0].dtype.kind == "i"
        assert seen[0].tolist() == y
    else:
        assert (seen[0].sum(axis=0) == 1).all()


@pytest.mark.slow
def test_signs_are_given_as_bits_where_the_code_takes_them_so():
    def hinge(w, b, x, y):
        a = [x, np.tanh(w[0] @ x + b[0])]
        a.append(w[1] @ a[1] + b[1])
        signs = 2 * y - 1
        delta = np.where(signs * a[2] < 1, -signs, 0.0) / x.shape[1]
        before = (w[1].T @ delta) * (1 - a[1] ** 2)
        return [d.sum(axis=1, keepdims=True) for d in (before, delta)], [before @ x.T, delta @ a[1].T]

    declared = {"activations": ["tanh", "identity"], "cost": "hinge"}
    assert nablacheck.check(hinge, **declared, targets="0 and 1").outcome == "right"
    assert nablacheck.check(hinge, **declared).outcome == "wrong"


def test_targets_that_a_cost_does_not_have_are_one_sentence():
    with pytest.raises(InputError, match="targets is 'classes', but cost 'hinge' is for targets −1 and 1"):
        nablacheck.check(lambda w, b, x, y: None, activations=["tanh", "identity"], cost="hinge", targets="classes")
