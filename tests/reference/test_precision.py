"""Formats as the error model sees them."""

import math

import numpy as np
import pytest

from nablacheck.reference.arithmetic import FLOAT16, FLOAT32, FLOAT64, PRECISIONS, REAL, precision
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


def test_gamma_is_infinite_where_it_means_nothing():
    assert FLOAT64.gamma(2) == 2 * FLOAT64.u / (1 - 2 * FLOAT64.u)
    assert FLOAT32.gamma(2**24) == math.inf
    assert REAL.gamma(10**9) == 0


def test_a_wide_accumulator_costs_one_rounding_at_the_end():
    assert FLOAT32.gamma(100) < FLOAT16.gamma(100) < FLOAT16.u + 2 * FLOAT32.gamma(100)


@pytest.mark.parametrize(
    ("number", "held"), [(0.5, True), (0.1, False), (0, True), (1 + 2.0**-23, True), (1 + 2.0**-24, False)]
)
def test_a_constant_is_exact_where_the_format_holds_it(number, held):
    assert FLOAT32.holds(number) is held
    assert REAL.holds(number)


def test_an_unknown_dtype_is_named_with_its_neighbours():
    with pytest.raises(InputError, match="unknown dtype 'float23': did you mean float"):
        precision("float23")
