"""Weights of examples and masks of dropout that code takes beside x and y; another seed; targets that one output can have."""

import numpy as np
import pytest

import nablacheck
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.trials import Trials
from nablacheck.reference.errors import InputError


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def network(w, b, x, y, weights=1.0, mask=1.0, mask_back=None):
    """Two layers in columns; C = (1/m) Σ_x s_x C_x, and a mask on a^2; ∇b, ∇w and C."""
    a2 = np.tanh(w[0] @ x + b[0])
    a3 = sigmoid(w[1] @ (a2 * mask) + b[1])
    delta3 = (a3 - y) * weights / x.shape[1] * a3 * (1 - a3)
    delta2 = (w[1].T @ delta3) * (mask if mask_back is None else mask_back) * (1 - a2**2)
    nabla_b = [delta2.sum(axis=1, keepdims=True), delta3.sum(axis=1, keepdims=True)]
    cost = (weights * ((a3 - y) ** 2).sum(axis=0)).sum() / 2 / x.shape[1]
    return nabla_b, [delta2 @ x.T, delta3 @ (a2 * mask).T], cost


TWO = {"activations": ["tanh", "sigmoid"]}
WEIGHTS = {**TWO, "takes": "w b x y weights_of_examples", "gives": "nabla_b nabla_w cost"}
MASK = {**TWO, "takes": "w b x y mask"}


@pytest.mark.slow
def test_weights_of_examples_are_part_of_the_cost():
    assert (report := nablacheck.check(network, **WEIGHTS)).outcome == "right", str(report)
    assert nablacheck.check(lambda w, b, x, y, s: network(w, b, x, y), **WEIGHTS).outcome == "wrong"
    turned_round = nablacheck.check(lambda w, b, x, y, s: network(w, b, x, y, s[::-1]), **WEIGHTS)
    assert turned_round.outcome == "wrong"


def test_weights_of_examples_that_come_one_at_a_time():
    def one(w, b, x, y, s):
        assert isinstance(s, float)
        return network(w, b, x, y, s)

    assert (report := nablacheck.check(one, **WEIGHTS, examples="column")).outcome == "right", str(report)


def test_weights_of_examples_are_kept_where_a_mistake_is_explained():
    def without_prime(w, b, x, y, s):
        (_, b3), (_, w3), cost = network(w, b, x, y, s)
        a2 = np.tanh(w[0] @ x + b[0])
        a3 = sigmoid(w[1] @ a2 + b[1])
        delta2 = w[1].T @ ((a3 - y) * s / x.shape[1] * a3 * (1 - a3))
        return [delta2.sum(axis=1, keepdims=True), b3], [delta2 @ x.T, w3], cost

    report = nablacheck.check(without_prime, **WEIGHTS)
    assert report.outcome == "wrong"
    assert report.as_json()["mistake"] == "sigma prime missing"


@pytest.mark.slow
def test_the_mask_of_dropout_is_sent_back_too():
    right = lambda w, b, x, y, mask: network(w, b, x, y, mask=mask[0])[:2]
    assert (report := nablacheck.check(right, **MASK)).outcome == "right", str(report)

    def forgotten(w, b, x, y, mask):
        return network(w, b, x, y, mask=mask[0], mask_back=1.0)[:2]

    report = nablacheck.check(forgotten, **MASK)
    assert report.outcome == "wrong"
    assert "breaks BP2 at layer 2" in report.explanation


def test_a_mask_comes_in_the_shape_of_the_examples():
    shapes = []

    def rows(w, b, x, y, mask):
        shapes.append([one.shape for one in mask])
        nabla_b, nabla_w, _ = network(w, b, x.T, y.T, mask=mask[0].T)
        return nabla_b, nabla_w

    report = nablacheck.check(rows, **MASK, examples="rows")
    assert report.outcome == "right", str(report)
    assert shapes[0] == [(5, 5)]


def test_no_example_loses_all_of_its_neurons():
    trials = Trials(("tanh", "relu", "sigmoid"), "quadratic", "float32", None, Conventions(takes="w b x y mask"))
    for problem in trials.problems():
        assert list(problem.masks) == [2, 3]
        for mask in problem.masks.values():
            assert set(mask.ravel()) <= {0, 2}
            assert mask.any(axis=0).all()


def test_another_seed_draws_other_numbers_and_says_so():
    first, other = (next(Trials("tanh", "quadratic", "float64", None, Conventions(), seed=k).problems()) for k in (0, 3))

    assert not np.array_equal(first.x, other.x)
    assert other.origin == "network 1 of seed 3"
    for wrong in (-1, 1.5, True, "3"):
        with pytest.raises(InputError, match=r"seed is .*; it must be a whole number, 0 or more"):
            Trials("tanh", "quadratic", "float64", None, Conventions(), seed=wrong)


@pytest.mark.slow
def test_code_of_one_output_that_takes_every_target_for_1_is_wrong():
    """One output tells two classes apart: a column of one 1 would be 1 in every example."""

    def ones(w, b, x, y):
        a2 = np.tanh(w[0] @ x + b[0])
        delta3 = (sigmoid(w[1] @ a2 + b[1]) - 1) / x.shape[1]
        delta2 = (w[1].T @ delta3) * (1 - a2**2)
        return [d.sum(axis=1, keepdims=True) for d in (delta2, delta3)], [delta2 @ x.T, delta3 @ a2.T]

    for declared in ({}, {"targets": "one-hot"}, {"targets": "probabilities"}):
        report = nablacheck.check(ones, **TWO, cost="cross-entropy", widths=[2, 4, 1], **declared)
        assert report.outcome == "wrong", declared


@pytest.mark.parametrize("targets", ["classes", "classes from 1"])
def test_two_classes_of_one_output_are_numbers(targets):
    first = ["classes", "classes from 1"].index(targets)

    def numbers(w, b, x, y):
        assert y.dtype.kind == "i"
        assert set(y) <= {first, first + 1}
        a2 = np.tanh(w[0] @ x + b[0])
        delta3 = (sigmoid(w[1] @ a2 + b[1]) - (y - first)) / x.shape[1]
        delta2 = (w[1].T @ delta3) * (1 - a2**2)
        return [d.sum(axis=1, keepdims=True) for d in (delta2, delta3)], [delta2 @ x.T, delta3 @ a2.T]

    report = nablacheck.check(numbers, **TWO, cost="cross-entropy", widths=[2, 4, 1], targets=targets)
    assert report.outcome == "right", str(report)


def test_real_targets_are_from_all_that_the_cost_allows():
    trials = Trials(("tanh", "identity"), "quadratic", "float64", None, Conventions(targets="real"))
    y = next(trials.problems()).y

    assert y.min() < 0
    assert y.max() > 1
    with pytest.raises(InputError, match="targets is 'real', but cost 'hinge' is for targets −1 and 1"):
        Trials(("tanh", "identity"), "hinge", "float64", None, Conventions(targets="real"))


def test_what_is_right_for_shares_alone_says_so():
    """p − y of softmax, under somebody's own categorical cross-entropy, which allows more."""
    plain = nablacheck.Cost(
        "mine", lambda a, y, xp: -y * xp.log(a), lambda a, y, xp: -y / a, outputs=(0.0, 1.0), targets=(0.0, 1.0)
    )

    def closed(w, b, x, y):
        a2 = np.tanh(w[0] @ x + b[0])
        e = np.exp(w[1] @ a2 + b[1])
        delta3 = (e / e.sum(axis=0) - y) / x.shape[1]
        delta2 = (w[1].T @ delta3) * (1 - a2**2)
        return [d.sum(axis=1, keepdims=True) for d in (delta2, delta3)], [delta2 @ x.T, delta3 @ a2.T]

    report = nablacheck.check(closed, activations=["tanh", "softmax"], cost=plain)
    assert report.outcome == "right"
    assert any("right for columns that add up to 1, and for these alone" in note for note in report.notes)


@pytest.mark.slow
def test_one_number_for_the_biases_of_a_layer_is_noted():
    def summed(w, b, x, y):
        nabla_b, nabla_w, _ = network(w, b, x, y)
        return [np.sum(part) for part in nabla_b], nabla_w

    report = nablacheck.check(summed, **TWO)
    assert report.outcome == "wrong"
    assert "nabla_b[1] is one number for 3 neurons, which NumPy would add to each of them: it is taken so" in report.notes
