"""The big picture, (47)–(53): small changes spread along paths, and the sum over all of them is the gradient."""

from contextlib import nullcontext
from dataclasses import replace
from importlib import import_module

import flint
import numpy as np
import pytest
from hypothesis import given

from nablacheck.reference import BOOK, InputError, backprop, feedforward
from nablacheck.reference.arithmetic import FLOAT, FLOAT64, Balls
from nablacheck.reference.arithmetic.certified import CERTIFIED
from nablacheck.reference.paths import MOST, Rates, count, from_layer, paths

from helpers.enclosures import nablas, overlap
from helpers.series import SERIES, coefficient, moved, variable
from helpers.small_problems import problem as example
from helpers.strategies import problems

ENTRIES = {
    "elementwise": ("sigmoid", "tanh", "sigmoid"),
    "kinks": ("relu", "leaky_relu", "relu"),
    "softmax at the end": ("tanh", "tanh", "softmax"),
    "softmax everywhere": ("softmax", "softmax", "softmax"),
}


def same(first, second):
    """Whether two gradients in certified arithmetic can hold the same numbers."""
    first, second = nablas(first), nablas(second)
    return all(overlap(first[name], second[name]) for name in first)


# --- (53): the sum over all paths is the gradient -----------------------------------------------------------------------


@pytest.mark.equation("(52)", "(53)")
@pytest.mark.parametrize("name", ENTRIES)
def test_the_sum_over_all_paths_is_the_gradient(name):
    """Entry by entry in certified numbers, of which dozens of digits agree or the enclosures are apart."""
    problem = example(activations=ENTRIES[name])

    assert same(paths(problem, CERTIFIED), backprop(problem, arithmetic=CERTIFIED))


@pytest.mark.slow
@pytest.mark.equation("(53)")
@given(problem=problems())
def test_paths_and_backpropagation_agree_within_their_bounds(problem):
    """Both balls hold the true gradient, so they overlap; and each holds what its own text gives in floats."""
    if count(problem.network) > 200:
        problem = example()  # exponential: large draws fall back to one that is always checked
    sums, whole = nablas(paths(problem, Balls(FLOAT64))), nablas(backprop(problem, arithmetic=Balls(FLOAT64)))
    floats = nablas(paths(problem, FLOAT))

    for name, ball in sums.items():
        assert (ball == whole[name]).possible.all(), name
        assert (ball.contains(floats[name]) | np.isinf(ball.rad)).all(), name


@pytest.mark.parametrize("name", ENTRIES)
def test_one_path_left_out_is_seen(name, monkeypatch):
    """The planted mistake: of the paths from layer 2, the heaviest is forgotten."""
    problem = example(activations=ENTRIES[name])
    rates = Rates(problem)
    heaviest = max(from_layer(2, problem.network), key=lambda path: abs(rates.along(path) * rates.da_db(2, path[0])).max())
    monkeypatch.setattr(
        import_module("nablacheck.reference.paths"),
        "from_layer",
        lambda l, network: (path for path in from_layer(l, network) if path != heaviest),
    )

    assert not same(paths(problem, CERTIFIED), backprop(problem, arithmetic=CERTIFIED))
    assert not backprop(problem, arithmetic=Balls(FLOAT64)).nabla_w[2].contains(paths(problem).nabla_w[2]).all()


@pytest.mark.parametrize("rate", ["da_da", "da_dw", "da_db"])
def test_one_wrong_factor_is_seen(rate, monkeypatch):
    """The planted mistake: the rates of a single neuron off by one part in 2^100."""
    problem, right = example(), getattr(Rates, rate)

    def wrong(self, l, j):
        return right(self, l, j) * (1 + flint.arb(2) ** -100 if (l, j) == (3, 1) else 1)

    monkeypatch.setattr(Rates, rate, wrong)

    assert not same(paths(problem, CERTIFIED), backprop(problem, arithmetic=CERTIFIED))


# --- (47)–(52): linear approximations, whose error shrinks as the square of the change ----------------------------------

EXPONENTS = range(-48, -39)
"""Δw = 2^-48, …, 2^-40"""
PROBLEM = example(activations=("tanh", "gelu", "tanh"), batch=1)
L, J, K, PATH = 2, 1, 2, {2: 1, 3: 3, 4: 0}
"""The weight w^2_12 that moves, and a path from its neuron to the cost."""


def along_the_path(t, l):
    """The equation for a^l where only the neuron of the path moves, and every other keeps its activation."""
    column = feedforward(PROBLEM, arithmetic=SERIES).a[l].copy()
    column[PATH[l], 0] = BOOK.a(t, l)[PATH[l], 0]
    return column


def weight_moved(by, equations=BOOK):
    return moved(PROBLEM, "w", L, (J, K), by, equations)


CHANGES = {
    "(47)": (lambda by: weight_moved(by).cost.item(), lambda rates, paths: paths.nabla_w[L][J, K]),
    "(48)": (lambda by: weight_moved(by).a[L][J, 0], lambda rates, paths: rates.da_dw(L, J)[J, K, 0]),
    "(49)": (
        lambda by: moved(PROBLEM, "a", L, (J, 0), by).a[L + 1][PATH[L + 1], 0],
        lambda rates, paths: rates.da_da(L + 1, PATH[L + 1])[J, 0],
    ),
    "(50)": (
        lambda by: weight_moved(by).a[L + 1][PATH[L + 1], 0],
        lambda rates, paths: rates.da_da(L + 1, PATH[L + 1])[J, 0] * rates.da_dw(L, J)[J, K, 0],
    ),
    "(51)": (
        lambda by: weight_moved(by, replace(BOOK, a=along_the_path)).cost.item(),
        lambda rates, paths: rates.along(tuple(PATH.values()))[0] * rates.da_dw(L, J)[J, K, 0],
    ),
}
"""By equation: what changes, as a function of the change that causes it, and the rate that the equation gives."""


def fitted(values):
    """The slope of the least-squares line through log₂ of the values over log₂ Δw."""
    weights = [2 * k - (EXPONENTS[0] + EXPONENTS[-1]) for k in EXPONENTS]  # twice the distance from the middle
    logarithms = [value.log() / flint.arb.const_log2() for value in values]
    return 2 * sum(w * y for w, y in zip(weights, logarithms, strict=True)) / sum(w * w for w in weights)


def errors(function, rate):
    """|f(Δ) − f(0) − rate · Δ| for every Δ"""
    steps = [flint.arb(2) ** k for k in EXPONENTS]
    return [abs(function(step) - function(flint.arb(0)) - rate * step) for step in steps]


def remainders(function):
    """Taylor's theorem: the error of the linear approximation is Δ² f″(ξ)/2 for some ξ between 0 and Δ.

    The power series over the whole of that interval encloses f″(ξ)/2, and so the error.
    """
    halves = [flint.arb(2) ** k / 2 for k in EXPONENTS]
    return [abs(coefficient(function(variable(flint.arb(half, half))), 2)) * (2 * half) ** 2 for half in halves]


@pytest.fixture(scope="module")
def both():
    """The rates along edges, and the sums over paths."""
    return Rates(PROBLEM, SERIES), paths(PROBLEM, SERIES)


@pytest.mark.equation("(47)–(51)")
@pytest.mark.parametrize("equation", CHANGES)
def test_the_error_of_a_linear_approximation_shrinks_as_the_square(equation, both):
    """The fitted slope is 2 to within what f″ varies over the steps, which is computed."""
    function, rate = CHANGES[equation]
    with SERIES.working():
        actual, allowed = errors(function, rate(*both)), remainders(function)

        assert all(bound.contains(error) for bound, error in zip(allowed, actual, strict=True))
        assert fitted(allowed).contains(fitted(actual))
        assert fitted(allowed).unique_fmpz() == 2


@pytest.mark.parametrize("equation", CHANGES)
def test_a_rate_off_by_one_part_in_a_million_makes_the_error_linear(equation, both):
    """The planted mistake: the error is 2^-20 of the change itself, and the slope 1."""
    function, rate = CHANGES[equation]
    with SERIES.working():
        actual, allowed = errors(function, rate(*both) * (1 + flint.arb(2) ** -20)), remainders(function)

        assert not any(bound.overlaps(error) for bound, error in zip(allowed, actual, strict=True))
        assert not fitted(allowed).overlaps(fitted(actual))
        assert (fitted(actual) + 0.5).floor() == 1


@pytest.mark.equation("(52)")
def test_the_changes_of_all_paths_add_up_to_the_change_of_the_cost(both):
    """The rate of C with w^2_12 from its power series, which knows nothing of paths."""
    rates, _ = both
    with SERIES.working():
        ways = [rates.along(path) * rates.da_dw(L, path[0])[J, K] for path in from_layer(L, PROBLEM.network)]
        truth = coefficient(weight_moved(variable()).cost, 1)

        assert overlap(sum(ways), truth)
        assert not overlap(sum(ways) - max(ways, key=lambda way: abs(float(way[0]))), truth)
        assert not overlap(sum(ways) * (1 + flint.arb(2) ** -100), truth)


# --- input ---------------------------------------------------------------------------------------------------------------


def test_paths_are_counted_before_any_is_taken():
    assert count(example().network) == 5 + 4 * 5 + 4 * 4 * 5
    assert count(example().network) == sum(len(list(from_layer(l, example().network))) for l in (2, 3, 4))


def test_too_many_paths_are_one_clear_sentence():
    problem = example(widths=(3, 20, 20, 20, 20), activations=("tanh",) * 4)
    with pytest.raises(InputError) as error:
        paths(problem)

    assert str(error.value) == (
        "the network 3-20-20-20-20, tanh → tanh → tanh → tanh, quadratic cost has 168420 paths from its neurons to the cost; "
        f"at most {MOST} are summed one by one: take fewer or narrower layers, or backprop, which gives the same gradient."
    )


def test_as_many_paths_as_are_allowed_are_summed():
    problem = example()
    for most, refused in ((count(problem.network), False), (count(problem.network) - 1, True)):
        with pytest.raises(InputError) if refused else nullcontext():
            paths(problem, most=most)


def test_draws_are_one_clear_sentence():
    with pytest.raises(InputError, match=r"x has shape \(2, 3, 7\); .* take problem.draw\(0\)"):
        paths(example().map(lambda array: np.stack([array, array])))
