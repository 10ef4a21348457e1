"""A number that was rounded stands for all that are rounded to it."""

import numpy as np

from nablacheck.oracle.judging.before_rounding import before_rounding
from nablacheck.reference.arithmetic import FLOAT32, balls

XP = balls(FLOAT32)
ABOUT_ONE = XP.lift(np.ones(3)) * np.ones(3)
EXACTLY_ZERO = XP.lift(np.zeros(3)) * np.ones(3)


def test_it_reaches_half_a_gap_to_either_side():
    read = before_rounding(np.ones(3), ABOUT_ONE)

    assert read.contains(np.array([1 + FLOAT32.u, 1.0, 1 - FLOAT32.u / 2])).all()
    assert not read.contains(np.array([1 + 2 * FLOAT32.u, 1 - 2 * FLOAT32.u, 0.0])).any()


def test_zero_may_be_what_is_left_of_a_number_that_underflowed():
    assert before_rounding(np.zeros(3), ABOUT_ONE).contains(np.full(3, FLOAT32.eta)).all()
    assert not before_rounding(np.zeros(3), ABOUT_ONE).contains(np.full(3, 2 * FLOAT32.eta)).any()


def test_zero_is_zero_where_the_equation_says_exactly_that():
    read = before_rounding(np.zeros(3), EXACTLY_ZERO)

    assert (read.mid == 0).all()
    assert (read.rad == 0).all()


def test_another_number_is_read_as_it_is_given_whatever_the_equation_says():
    assert before_rounding(np.ones(3), EXACTLY_ZERO).contains(np.ones(3)).all()
