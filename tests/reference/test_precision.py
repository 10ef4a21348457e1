"""Formats as the error model sees them."""

import math

import numpy as np
import pytest

from nablacheck.reference.arithmetic import FLOAT16, FLOAT32, FLOAT64, PRECISIONS, REAL, precision
from nablacheck.reference.arithmetic.precision import NARROW
from nablacheck.reference.errors import InputError


@pytest.mark.parametrize("name", PRECISIONS)
def test_unit_roundoff_is_half_the_gap_above_one(name):
    p = PRECISIONS[name]
    if name == "bfloat16":  # the upper half of a float32
        assert (p.u, p.eta) == (2.0**-8, FLOAT32.eta)
        assert np.float32(p.largest).view(np.uint32) == 0x7F7F0000
        return
    kind = np.dtype(name).type

    assert kind(1) + kind(2 * p.u) > 1
    assert kind(1) + kind(p.u) == 1
    assert p.largest == np.finfo(name).max
    assert p.eta == np.finfo(name).smallest_normal


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_its_digits_and_no_fewer_tell_its_numbers_apart(kind):
    """Neighbours from 1000 up, which lie closer together than decimal numbers of one digit fewer."""
    p = precision(kind)
    numbers = [kind(1000)]
    while len(numbers) < 200:
        numbers.append(np.nextafter(numbers[-1], kind(math.inf)))

    assert [kind(f"{number:.{p.digits}g}") for number in numbers] == numbers
    assert [kind(f"{number:.{p.digits - 1}g}") for number in numbers] != numbers


def test_the_real_numbers_are_shown_as_their_midpoints_are():
    assert REAL.digits == FLOAT64.digits


def test_gamma_of_an_array_is_that_of_its_numbers():
    ks = np.array([1, 5, 100, 2**24, 2**30])
    for of in (FLOAT32, FLOAT64):
        assert of.gamma(ks).tolist() == [of.gamma(int(k)) for k in ks]


def test_gamma_is_infinite_where_it_means_nothing():
    assert FLOAT64.gamma(2) == 2 * FLOAT64.u / (1 - 2 * FLOAT64.u)
    assert FLOAT32.gamma(2**24) == math.inf
    assert REAL.gamma(10**9) == 0


def test_a_wide_accumulator_costs_one_rounding_at_the_end():
    wide = precision("float16", "float32")

    assert FLOAT32.gamma(100) < wide.gamma(100) < FLOAT16.u + 2 * FLOAT32.gamma(100)


@pytest.mark.parametrize("name", NARROW)
@pytest.mark.parametrize("k", [3, 4, 100, 1000])
def test_sums_in_a_narrow_format_itself_have_the_wider_bound(name, k):
    """Three terms and up: a sum of k is granted two more."""
    assert precision(name) is precision(name, "own") is PRECISIONS[name]
    assert precision(name).gamma(k) > precision(name, "float32").gamma(k)


def test_a_format_that_is_not_narrow_keeps_its_own_accumulator():
    assert precision("float64", "float32") is FLOAT64
    assert precision("float32", "float32") is FLOAT32


def test_an_unknown_accumulator_is_named():
    with pytest.raises(InputError, match="unknown accumulator 'float23': did you mean float32"):
        precision("float16", "float23")


@pytest.mark.parametrize(
    ("number", "held"), [(0.5, True), (0.1, False), (0, True), (1 + 2.0**-23, True), (1 + 2.0**-24, False)]
)
def test_a_constant_is_exact_where_the_format_holds_it(number, held):
    assert FLOAT32.holds(number) is held
    assert REAL.holds(number)


def test_an_unknown_dtype_is_named_with_its_neighbours():
    with pytest.raises(InputError, match="unknown dtype 'float23': did you mean float"):
        precision("float23")
