"""A number that was rounded stands for all that are rounded to it."""

from dataclasses import replace

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.before_rounding import before_rounding, once_more
from nablacheck.oracle.judging.judges import judge_trace
from nablacheck.reference import BOOK
from nablacheck.reference.arithmetic import FLOAT32, Ball, balls
from nablacheck.reference.backprop import Pass, backprop

from helpers.small_problems import problem

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


def test_what_is_computed_once_more_is_anywhere_in_its_ball_and_what_is_wrong_stays_wrong():
    ball = Ball(np.array([1.0, 1.0, 0.0]), np.array([0.5, 0.5, 0.0]), np.array([1.0, 1.0, 0.0]), XP)
    read = once_more(np.array([1.25, 3.0, 0.0]), ball)

    assert read.mid.tolist() == [1.0, 3.0, 0.0]
    assert read.rad.tolist() == [0.5, 0.0, 0.0]


def test_of_what_is_no_number_nothing_is_known_when_it_is_read_once_more():
    """A δ that is NaN for a reason that is known makes no equation wrong that reads it."""
    unknown = Ball(np.zeros(2), np.full(2, np.inf), np.zeros(2), XP)

    for ball in (ABOUT_ONE, unknown):
        read = once_more(np.full(ball.mid.shape, np.nan), ball)
        assert np.isinf(read.rad).all()


def test_a_gradient_of_another_rounding_of_delta_is_right_only_where_that_is_declared():
    """δ with all that rounding may do to it goes into ∇w; what is outside of it is as wrong as ever."""
    whole = problem((3, 4, 2), ("tanh", "sigmoid"), dtype="float32", batch=1)
    trace = backprop(whole)
    t = Pass(whole, Adapter("mine", "numpy", gradient=backprop).balls("float32"))
    for name in ("z", "a", "delta"):
        getattr(t, name).update({l: t.xp.lift(part) for l, part in getattr(trace, name).items()})
    bound = BOOK.bp2(t, 2).rad

    def outcome(recomputes, times):
        nabla_w = {**trace.nabla_w, 2: ((trace.delta[2] + times * bound) @ whole.x.T).astype("float32")}
        adapter = Adapter("mine", "numpy", gradient=backprop, trace=backprop, recomputes=recomputes)
        return [c.equation for c in judge_trace(whole, replace(trace, nabla_w=nabla_w), adapter).broken]

    assert [outcome(False, 0.75), outcome(True, 0.75), outcome(True, 9)] == [["BP4"], [], ["BP4"]]
