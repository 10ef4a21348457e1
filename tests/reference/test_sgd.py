"""Stochastic gradient descent: the step of the book within its bounds, every example once an epoch, the same from a seed."""

import math
import time
from dataclasses import replace

import numpy as np
import pytest

from nablacheck.oracle.generating import digits
from nablacheck.reference import InputError, Network, Problem, backprop, sgd
from nablacheck.reference.arithmetic import balls, precision
from nablacheck.reference.arithmetic.certified import CERTIFIED
from nablacheck.reference.draws import Bits

from helpers.enclosures import encloses
from helpers.small_problems import problem as example

ETA, LMBDA, N = 0.3, 0.7, 23


def book_step(problem, xp, eta=ETA, lmbda=LMBDA, n=N):
    """(93) as the book writes it: (1 − ηλ/n) w − η/m Σ_x ∂C_x/∂w and b − η/m Σ_x ∂C_x/∂b, an example at a time."""
    m, singles = problem.batch, [backprop(single, arithmetic=xp) for single in problem.examples()]
    with xp.working():
        w = {
            l: (1 - eta * lmbda / n) * xp.lift(w) - eta / m * sum((s.nabla_w[l] for s in singles[1:]), singles[0].nabla_w[l])
            for l, w in problem.network.w.items()
        }
        b = {
            l: xp.lift(b) - eta / m * sum((s.nabla_b[l] for s in singles[1:]), singles[0].nabla_b[l])
            for l, b in problem.network.b.items()
        }
    return w, b


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_step_is_the_books_to_rounding(dtype):
    """The step lies in the balls of the book's formula, which hold what it is in certified numbers."""
    problem = example(dtype=dtype)
    after = sgd.update_mini_batch(problem, ETA, LMBDA, N)
    ball_w, ball_b = book_step(problem, balls(precision(dtype)))
    true_w, true_b = book_step(problem, CERTIFIED)

    for l in after.w:
        assert ball_w[l].contains(after.w[l]).all()
        assert ball_b[l].contains(after.b[l]).all()
        assert after.w[l].dtype == after.b[l].dtype == dtype
        if dtype == "float64":  # the constants that Python folds together are those of float64
            assert encloses(ball_w[l], true_w[l])
            assert encloses(ball_b[l], true_b[l])


PLANTED = {
    "the sum for the mean": {"eta": ETA * 7},
    "no regularisation": {"lmbda": 0.0},
    "λ over the mini-batch": {"n": 7},
    "a little more of λ": {"lmbda": LMBDA * (1 + 2.0**-40)},
    "a little more of η": {"eta": ETA * (1 + 2.0**-40)},
}


@pytest.mark.parametrize("planted", PLANTED)
def test_another_step_is_seen(planted):
    problem = example()
    after = sgd.update_mini_batch(problem, **{"eta": ETA, "lmbda": LMBDA, "n": N, **PLANTED[planted]})
    ball_w, _ = book_step(problem, balls(precision("float64")))

    assert not all(ball_w[l].contains(after.w[l]).all() for l in after.w)


def at_rest():
    """A linear neuron that is right: x = 0 and y = b, so that every ∇C is exactly 0."""
    network = Network({2: np.array([[1.5, -0.25]])}, {2: np.array([[0.5]])}, {2: "identity"}, "quadratic")
    return Problem(network, np.zeros((2, 3)), np.full((1, 3), 0.5))


def test_regularisation_shrinks_the_weights_alone_by_the_factor_of_the_book():
    """1 − ηλ/n = 1 − ½ · ¼ / 8 is a float, and times a float of few digits exact; biases are not regularised."""
    after = sgd.update_mini_batch(at_rest(), eta=0.5, lmbda=0.25, n=8)

    assert (after.w[2] == (1 - 2.0**-6) * np.array([[1.5, -0.25]])).all()
    assert after.b[2] == 0.5
    assert (sgd.update_mini_batch(at_rest(), eta=0.5).w[2] == at_rest().network.w[2]).all()


def test_every_example_once_an_epoch(monkeypatch):
    problem, epochs, size, seen = example(), 3, 3, []
    step = sgd.update_mini_batch
    monkeypatch.setattr(sgd, "update_mini_batch", lambda batch, *rest: seen.append(batch.x[0]) or step(batch, *rest))
    sgd.SGD(problem, epochs, size, ETA)
    each = [np.concatenate(seen[start : start + 3]).tolist() for start in range(0, 9, 3)]

    assert [len(columns) for columns in seen] == [3, 3, 1] * epochs
    assert all(sorted(epoch) == sorted(problem.x[0]) for epoch in each)
    assert each[0] != each[1] != each[2]


def numbers(network):
    return b"".join(part[l].tobytes() for part in (network.w, network.b) for l in part)


def test_a_seed_gives_the_same_training_bit_for_bit():
    one, same, other = (sgd.SGD(example(), 4, 3, ETA, lmbda=LMBDA, seed=seed) for seed in (5, 5, 6))

    assert numbers(one) == numbers(same)
    assert numbers(one) != numbers(other)


def test_a_network_starts_with_the_variances_of_chapter_3():
    """Biases of 1, weights of 1/n_{l-1}: the mean of N squares deviates by √(2/N) of the variance at most; six of them."""
    network = sgd.initial_network([400, 100], {2: "sigmoid"}, "quadratic")
    for part, variance in ((network.w[2], 1 / 400), (network.b[2], 1.0)):
        assert abs(np.square(part).mean() / variance - 1) < 6 * math.sqrt(2 / part.size)


def test_the_seed_is_0_unless_it_is_given():
    made = [sgd.initial_network([3, 2], {2: "sigmoid"}, "quadratic", **seed) for seed in ({}, {"seed": 0}, {"seed": 1})]
    trained = [sgd.SGD(example(), 1, 3, ETA, **seed) for seed in ({}, {"seed": 0}, {"seed": 1})]

    for default, zero, one in (made, trained):
        assert numbers(default) == numbers(zero) != numbers(one)


def test_progress_says_what_the_book_prints():
    told, problem = [], example()
    last = sgd.SGD(problem, 2, 3, ETA, test_data=(problem.x, problem.y), progress=told.append)
    sgd.SGD(problem, 1, 7, ETA, progress=told.append)

    assert [str(epoch) for epoch in told] == [
        f"Epoch 0: {told[0].correct} / 7",
        f"Epoch 1: {told[1].correct} / 7",
        "Epoch 0 complete",
    ]
    assert told[1].network is last
    assert told[1].correct == sgd.evaluate(last, problem.x, problem.y)


def test_evaluate_counts_the_largest_outputs():
    network = Network({2: np.eye(3)}, {2: np.zeros((3, 1))}, {2: "identity"}, "quadratic")
    x, y = np.array([[5.0, 1, 1], [1, 5, 2], [1, 1, 3]]), np.eye(3)[:, [0, 1, 0]]

    assert sgd.evaluate(network, x, y) == 2


def learned(seed):
    """64-30-10 on 1,500 of the digits; the share of the other 297 that it gets right, and the seconds of the processor."""
    x, y = digits.images()
    order = Bits(seed).shuffled(x.shape[-1])
    train, test = order[:1500], order[1500:]
    network = sgd.initial_network([64, 30, 10], {2: "sigmoid", 3: "sigmoid"}, "cross-entropy", seed)
    start = time.process_time()
    trained = sgd.SGD(Problem(network, x[:, train], y[:, train]), 30, 10, 0.5, lmbda=0.1, seed=seed)
    seconds = time.process_time() - start
    return sgd.evaluate(trained, x[:, test], y[:, test]) / len(test), seconds, numbers(trained)


@pytest.mark.slow
def test_the_digits_are_learned(real_digits):
    """At least 95 % of digits that it has not seen, in less than 30 seconds of a processor; the same seed, the same network."""
    (share, seconds, network), again = learned(0), learned(0)

    assert share >= 0.95
    assert seconds < 30
    assert network == again[2]


@pytest.mark.slow
def test_a_network_that_did_not_learn_is_seen(real_digits):
    x, y = digits.images()
    network = sgd.initial_network([64, 30, 10], {2: "sigmoid", 3: "sigmoid"}, "cross-entropy", 0)

    assert sgd.evaluate(network, x, y) / x.shape[-1] < 0.5


BAD = {
    "epochs is 0; it must be an integer of at least 1.": {"epochs": 0},
    "epochs is 2.0; it must be an integer": {"epochs": 2.0},
    "epochs is True;": {"epochs": True},
    "mini_batch_size is 8; it must be an integer from 1 to 7.": {"mini_batch_size": 8},
    "mini_batch_size is 0;": {"mini_batch_size": 0},
    "mini_batch_size is 2.5;": {"mini_batch_size": 2.5},
    "eta is 0; it must be a finite number that is positive in float64.": {"eta": 0},
    "eta is -1.0;": {"eta": -1.0},
    "eta is nan;": {"eta": math.nan},
    "eta is inf;": {"eta": math.inf},
    "eta is '3';": {"eta": "3"},
    "lmbda is -0.1; it must be a finite number that is not negative": {"lmbda": -0.1},
    "lmbda is nan;": {"lmbda": math.nan},
    "seed is -1;": {"seed": -1},
    "seed is 1.5;": {"seed": 1.5},
    "x has shape (2, 7); beside this network and a batch of 7 it must be (3, 7).": {
        "test_data": (np.ones((2, 7)), np.ones((5, 7)))
    },
    "x[0, 0] is nan; every number must be finite.": {"test_data": (np.full((3, 7), np.nan), np.ones((5, 7)))},
}


@pytest.mark.parametrize("message", BAD)
def test_bad_input_is_refused_before_the_first_step(message, monkeypatch):
    steps = []
    monkeypatch.setattr(sgd, "update_mini_batch", lambda *given: steps.append(given))
    given = {"epochs": 2, "mini_batch_size": 3, "eta": ETA, **BAD[message]}
    with pytest.raises(InputError) as error:
        sgd.SGD(example(), **given)

    assert message in str(error.value)
    assert steps == []


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (np.ones((3, 0)), np.ones((5, 0)), "a batch of 0 examples; at least one column is needed"),
        (np.full((3, 2), np.nan), np.ones((5, 2)), "x[0, 0] is nan; every number must be finite"),
        (np.ones((3, 2)), np.full((5, 2), np.inf), "y[0, 0] is inf; every number must be finite"),
        (np.ones((3, 2), int), np.ones((5, 2)), "x has dtype int64; allowed are real floating-point arrays"),
    ],
)
def test_data_that_cannot_be_used_makes_no_problem(x, y, message):
    with pytest.raises(InputError) as error:
        Problem(example().network, x, y)

    assert message in str(error.value)


def test_a_rate_must_be_positive_in_the_dtype_of_the_problem():
    """10^−60 is 0 in float32, and 10^60 infinite."""
    for eta in (10.0**-60, 10.0**60):
        with pytest.raises(InputError, match=r"must be a finite number that is positive in float32"):
            sgd.SGD(example(dtype="float32"), 1, 3, eta)


def test_regularisation_needs_the_size_of_the_training_set():
    with pytest.raises(InputError, match=r"lmbda is 0\.1 but n is missing"):
        sgd.update_mini_batch(example(), ETA, 0.1)


def test_a_step_out_of_the_finite_numbers_says_so():
    linear = replace(at_rest(), x=np.ones((2, 3)))
    with pytest.raises(InputError, match=r"a step with eta = 3e\+307 left the finite numbers .*take a smaller eta"):
        sgd.SGD(linear, 3, 1, 3e307)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 3], "label 1 is 3; it must be an integer from 0 to 2."),
        ([-1], "label 0 is -1;"),
        ([1.0], "label 0 is 1.0;"),
        ([True], "label 0 is True;"),
    ],
)
def test_labels_out_of_range(labels, message):
    with pytest.raises(InputError) as error:
        sgd.unit_vectors(labels, 3)

    assert message in str(error.value)


def test_labels_become_unit_vectors():
    assert sgd.unit_vectors(np.array([2, 0]), 3).tolist() == [[0, 1], [0, 0], [1, 0]]


def test_the_smallest_network_has_one_weight():
    network = sgd.initial_network([1, 1], {2: "sigmoid"}, "quadratic")

    assert [part[2].shape for part in (network.w, network.b)] == [(1, 1), (1, 1)]


@pytest.mark.parametrize("sizes", [[], [3], [3, 0], [3, 2.0], [3, -1, 2]])
def test_sizes_that_make_no_network(sizes):
    with pytest.raises(InputError, match=r"^sizes"):
        sgd.initial_network(sizes, {2: "sigmoid"}, "quadratic")
