"""Factors are solved for, and named by the simplest fraction and the letters of the problem."""

import math
from fractions import Fraction

import numpy as np
import pytest

from nablacheck.oracle.explaining.factors import NOTHING, Factors, Interval, ratio, simplest_fraction
from nablacheck.reference.arithmetic import Ball, balls, precision
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem


def problem(m=5, outputs=3):
    w, b = np.ones((outputs, 2)), np.ones((outputs, 1))
    return Problem(Network({2: w}, {2: b}, {2: "identity"}, "quadratic"), np.ones((2, m)), np.ones((outputs, m)))


def around(value):
    """A few floats around a number."""
    return Interval(math.nextafter(value, -math.inf), math.nextafter(value, math.inf))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (-1, "-1"),
        (2, "2"),
        (1 / 2, "1/2"),
        (5, "m"),
        (1 / 5, "1/m"),
        (10, "2m"),
        (1 / 10, "1/(2m)"),
        (3, "n_L"),
        (2 / 3, "2/n_L"),
        (0.37, "37/100"),
        (1 / 25, "1/m^2"),
        (5 / 3, "m/n_L"),
        (0.125, "1/8"),
    ],
)
def test_a_factor_has_the_plainest_name(value, name):
    assert name in list(Factors(problem()).within(around(value)))[:2]


def test_a_learning_rate_is_a_letter():
    assert next(iter(Factors(problem(), learning_rate=2.0**-10).within(around(-(2.0**-10))))) == "-eta"


@pytest.mark.parametrize("value", [math.pi / 3, math.sqrt(7), 0.123456789])
def test_what_nobody_types_has_no_name(value):
    assert Factors(problem()).within(around(value)) == {}


def test_an_interval_that_holds_0_says_nothing():
    assert Factors(problem()).within(Interval(-1.0, 1.0)) == {}


def test_the_simplest_fraction_is_between():
    assert [str(simplest_fraction(*ends)) for ends in ((0.3, 0.4), (-0.4, -0.3), (0.99, 1.01), (6.1, 6.9))] == [
        "1/3",
        "-1/3",
        "1",
        "13/2",
    ]


def exactly(array):
    xp = balls(precision("float64"))
    return Ball(np.array(array), np.zeros(np.shape(array)), abs(np.array(array)), xp)


def test_every_entry_must_have_the_same_factor():
    assert 2.0 in ratio(exactly([2.0, 4.0]), exactly([1.0, 2.0]))
    assert ratio(exactly([2.0, 4.5]), exactly([1.0, 2.0])) is NOTHING
    assert ratio(exactly([2.0, 1.0]), exactly([1.0, 0.0])) is NOTHING
    assert 2.0 in ratio(exactly([2.0, 0.0]), exactly([1.0, 0.0]))
    assert ratio(exactly([math.nan, 4.0]), exactly([1.0, 2.0])) is NOTHING


def test_a_number_of_few_digits_is_a_factor_though_no_fraction_is_simple():
    factors = Factors(problem())

    assert list(factors.within(around(0.1234))) == ["0.1234"]
    assert list(factors.within(around(math.pi))) == ["π"]
    assert list(factors.simple(around(math.pi))) == []


def test_a_number_of_few_digits_is_plainer_than_a_fraction_of_a_width():
    """137/100 is no fraction that people type, and 137/(10 n_L) is 1.37 only where n_L happens to be 10."""
    network = Network({2: np.ones((10, 2))}, {2: np.ones((10, 1))}, {2: "tanh"}, "quadratic")
    factors = Factors(Problem(network, np.ones((2, 3)), np.ones((10, 3))))

    assert next(iter(factors.within(Interval(1.37, 1.37)))) == "1.37"


def test_every_fraction_that_people_type_is_found():
    """The table that is asked first has them all, and nothing in an interval between two of them."""
    for above, below in ((p, q) for p in range(1, 60) for q in range(1, 60) if math.gcd(p, q) == 1):
        ends = (math.nextafter(above / below, to) for to in (0, math.inf))
        assert simplest_fraction(*ends) == Fraction(above, below)
    assert simplest_fraction(math.pi, math.nextafter(math.pi, 4)) is None


def test_most_intervals_are_told_at_once_to_hold_no_factor():
    """A number that is a factor is let through with all that is as near, and hardly any other one."""
    rng = np.random.default_rng(0)
    factors, u = Factors(problem(), learning_rate=0.5), 4 * math.ulp(1.0)
    plain = [2, -1 / 5, 3 / 5, 0.5 * 5, 1.37, -1234.0, 12.37, 5 / 4, math.sqrt(5), -1 / math.log(2)]
    for number in plain:
        assert factors.within(Interval(*sorted((number * (1 - u), number * (1 + u)))))
    others = rng.normal(size=1000)
    numbers = np.array([*plain, *others])
    ends = np.sort([numbers * (1 - u), numbers * (1 + u)], axis=0)
    may_be = factors.may_be_within(*ends)
    named = [bool(factors.within(Interval(*interval))) for interval in ends.T.tolist()]
    assert may_be[: len(plain)].all()
    assert (may_be >= np.array(named)).all()
    assert may_be.sum() < len(plain) + 10
    unknown = np.array([-np.inf, 1.0, -1.0, np.nan]), np.array([np.inf, 0.0, 1.0, 1.0])
    assert not factors.may_be_within(*unknown).any()
