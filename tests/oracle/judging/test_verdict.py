"""Messages stand alone: what, where, both values by origin, how much rounding could explain."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.explaining.explained import judge_trace
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.arithmetic import FLOAT32, FLOAT64, REAL, Balls, balls
from nablacheck.reference.arithmetic.ball import Ball
from nablacheck.reference.backprop import backprop

from helpers.small_problems import problem as example

NUMPY = Adapter("mine", "numpy", gradient=backprop, trace=backprop)


def compared(given, mid, rad, yardstick):
    parts = [np.array([[value]], dtype=float) for value in (mid, rad)]
    return Comparison("BP2", 2, "δ^2", np.array([[given]]), Ball(*parts, parts[0], Balls(REAL)), np.array([[yardstick]]))


@pytest.mark.parametrize(
    ("given", "mid", "rad", "yardstick", "outcome"),
    [
        (1.0, 1.0, 0.0, 1.0, "agrees"),
        (1.1, 1.0, 0.25, 1.0, "agrees"),
        (1.25, 1.0, 0.25, 1.0, "agrees"),
        (1.5, 1.0, 0.25, 1.0, "disagrees"),
        (1.1, 1.0, 1.0, 1.0, "inconclusive"),
        (1.1, 1.0, np.inf, 1.0, "inconclusive"),
        (np.nan, 1.0, np.inf, 1.0, "inconclusive"),
        (np.inf, 1.0, np.inf, 1.0, "inconclusive"),
        (np.nan, 1.0, 0.25, 1.0, "disagrees"),
        (np.inf, 1.0, 0.25, 1.0, "disagrees"),
        (0.0, 0.0, 0.0, 0.0, "agrees"),
        (5e-324, 0.0, 0.0, 0.0, "disagrees"),
    ],
)
def test_an_entry_agrees_disagrees_or_is_inconclusive(given, mid, rad, yardstick, outcome):
    c = compared(given, mid, rad, yardstick)
    found = "disagrees" if c.disagrees.all() else "inconclusive" if c.inconclusive.all() else "agrees"

    assert found == outcome
    assert bool(c.disagrees.all()) == (c.error_over_bound > 1).all()


def test_a_break_is_explained_with_both_values_by_origin():
    problem = example(dtype="float32")
    trace = backprop(problem)
    delta = trace.delta[3].copy()
    delta[1, 2] = 0.5
    message = judge_trace(problem, replace(trace, delta={**trace.delta, 3: delta}), NUMPY).explain()

    assert message == EXPLANATION


EXPLANATION = """\
mine breaks BP2 at layer 3 of 4.
  δ^3[1, 2]: the equation gives 0.0784644813, mine returned 0.5
  rounding in float32 can explain 5.8e-08; the difference is 0.422 (7.3e+06 times that)
  1 of 28 entries of δ^3 disagree; so do entries of BP2 at layer 2, BP3 at layer 3, BP4 at layer 3
  no mistake of the catalogue predicts these numbers
network: 3-4-4-5, sigmoid → tanh → sigmoid, quadratic cost, batch 7, float32, seed 1"""


def test_agreement_says_how_much_of_the_bound_was_used():
    problem = example()
    verdict = judge_trace(problem, backprop(problem), NUMPY)

    first, second, *_ = verdict.explain().splitlines()
    assert first.startswith("mine agrees with every equation, every array to 14.0 digits or more; the largest error is 0 of ")
    assert second.startswith("  proven digits: z^2 ")
    assert verdict.worst is not None


def test_the_message_names_the_draw():
    problem = example().map(lambda array: np.stack([array, array]))
    trace = backprop(problem)
    nabla_b = trace.nabla_b[4].copy()
    nabla_b[1, 3, 0] = np.nan
    message = judge_trace(problem, replace(trace, nabla_b={**trace.nabla_b, 4: nabla_b}), NUMPY).explain()

    assert "  ∇b^4[3, 0] (draw 1): the equation gives " in message
    assert "mine returned nan\n" in message
    assert "1 of 10 entries of ∇b^4 disagree" in message


def test_a_verdict_without_comparisons_is_no_pass():
    verdict = Verdict(example(), "mine", FLOAT64, ())

    assert not verdict.agrees
    assert verdict.inconclusive


def test_breaches_stand_first_and_need_no_number():
    verdict = Verdict(example(), "mine", FLOAT64, (compared(1.0, 1.0, 0.0, 1.0),), breaches=("changed its input x",))

    assert verdict.disagrees
    assert not verdict.inconclusive
    assert verdict.explain().splitlines()[0] == "mine changed its input x"
    assert "agrees" not in verdict.explain()


def test_what_predicts_the_numbers_stands_in_the_message():
    wrong = Verdict(example(), "mine", FLOAT64, (compared(1.5, 1.0, 0.25, 1.0),), looks_like=("a sign", "a factor"))

    assert "\n  looks like: a sign\n  looks like: a factor\n" in wrong.explain()
    assert "looks like" not in replace(wrong, looks_like=None).explain()


def test_every_array_has_to_be_decided():
    right, wide = compared(1.0, 1.0, 0.25, 1.0), compared(1.0, 1.0, 2.0, 1.0)
    verdicts = [Verdict(example(), "mine", FLOAT64, parts) for parts in ((right,), (wide,), (right, wide))]

    assert [verdict.decided for verdict in verdicts] == [1, 0, 1]
    assert [verdict.agrees for verdict in verdicts] == [bool(verdict) for verdict in verdicts] == [True, False, False]
    assert [verdict.inconclusive for verdict in verdicts] == [False, True, True]
    assert not Verdict(example(), "mine", FLOAT64, (compared(1.5, 1.0, 0.25, 1.0),)).inconclusive


def test_a_radius_as_large_as_the_yardstick_decides_nothing():
    c = compared(1.0, 1.0, 1.0, 1.0)

    assert c.decided == 0
    assert c.inconclusive.all()


def test_the_first_that_broke_is_the_one_to_look_at_else_the_one_that_used_most_of_its_bound():
    broken, other = compared(1.5, 1.0, 0.25, 1.0), compared(9.0, 1.0, 0.25, 1.0)
    used = [compared(1.0 + error, 1.0, 0.25, 1.0) for error in (0.125, 0.25, 0.0)]

    assert Verdict(example(), "mine", FLOAT64, (broken, other)).worst is broken
    assert Verdict(example(), "mine", FLOAT64, tuple(used)).worst is used[1]
    assert [c.error_over_bound.item() for c in used] == [0.5, 1, 0]
    assert compared(9.0, 1.0, np.inf, 1.0).error_over_bound.item() == 0


def test_an_entry_that_the_ledger_explains_is_not_the_worst():
    both = Comparison(
        "BP2",
        2,
        "δ^2",
        np.array([[9.0, 1.125]]),
        Ball(np.ones((1, 2)), np.full((1, 2), 0.25), np.ones((1, 2)), Balls(REAL)),
        np.ones((1, 2)),
        known=np.array([[True, False]]),
    )

    assert both.worst == (0, 1)
    assert replace(both, given=np.array([[9.0, 1.0]])).worst == (0, 1)
    assert not both.broken
    assert replace(both, known=np.array([[False, True]])).broken
    assert both.disagrees.tolist() == [[True, False]]


def test_where_the_book_divides_by_zero_nan_is_no_distance_from_anything():
    """A row of a run would say inf beside 0 findings."""
    lost = compared(np.nan, 1.0, 0.25, 1.0)
    divided = replace(lost, divided=np.array([[True]]))

    assert not divided.disagrees.any()
    assert divided.error_over_bound.item() == 0
    assert lost.error_over_bound.item() == np.inf


def test_how_many_times_the_bound_is_said_only_of_a_finite_difference_and_a_bound():
    for given, rad in ((np.nan, 0.25), (np.inf, 0.25), (2.0, 0.0)):
        message = Verdict(example(), "mine", FLOAT64, (compared(given, 1.0, rad, 1.0),)).explain()
        assert "times that" not in message
    assert "(4 times that)" in Verdict(example(), "mine", FLOAT64, (compared(2.0, 1.0, 0.25, 1.0),)).explain()


def test_float64_is_shown_with_as_many_digits_as_tell_its_numbers_apart():
    message = Verdict(example(), "mine", FLOAT64, (compared(0.1, 1 / 3, 0.0, 1.0),)).explain()

    assert "\n  δ^2[0, 0]: the equation gives 0.33333333333333331, mine returned 0.10000000000000001\n" in message


# --- arrays as wholes -------------------------------------------------------------------------------------------------


def array_of(given, mid, rad):
    """A comparison of one array with a draw as its leading axis."""
    mid, rad = (np.array(part, dtype=float)[None] for part in (mid, rad))
    return Comparison("BP4", 2, "∇w^2", np.array(given, dtype=float)[None], Ball(mid, rad, abs(mid), MODEL), abs(mid))


MODEL = balls(FLOAT64)
MID, RAD = [[4.0, 0.25], [0.125, 8.0]], [[0.01, 0.5], [0.25, 0.01]]


def test_a_drowned_entry_is_counted_and_makes_no_array_inconclusive():
    c = array_of(MID, MID, RAD)
    verdict = Verdict(example(), "mine", FLOAT64, (c,))

    assert verdict.agrees
    assert c.proven_digits == proven(MID, RAD)
    said = verdict.explain()
    assert "\n  drowned: 2 of 4 entries are smaller than their own bound; the largest is 0.03 of its array, ∇w^2\n" in said
    assert said.startswith("mine agrees with every equation, every array to 1.2 digits or more;")


def proven(mid, rad):
    return float(np.log10(np.sqrt(np.square(mid).sum() / np.square(rad).sum())))


@pytest.mark.parametrize("factor", [0.0, 1.5])
def test_what_carries_a_tenth_of_an_array_cannot_hide_in_its_bounds(factor):
    """Half of the entries are as large as the others and have a bound as wide as themselves."""
    mid, rad = np.ones((4, 4)), np.full((4, 4), 2.0**-20)
    rad[:, :2] = 1.0
    right, wrong = array_of(mid, mid, rad), array_of(np.where(rad == 1, factor * mid, mid), mid, rad)

    assert not wrong.disagrees.any()
    assert wrong.outcome == "inconclusive"
    assert right.proven_digits < 1
    assert (
        "∇w^2: rounding in float64 could explain a tenth of the array, or more"
        in Verdict(example(), "mine", FLOAT64, (wrong,)).explain()
    )


def test_an_infinite_bound_is_never_right():
    wide = array_of(MID, MID, np.full((2, 2), np.inf))

    assert wide.outcome == "inconclusive"
    assert "may overflow in float64, or divides by what may be 0" in Verdict(example(), "mine", FLOAT64, (wide,)).explain()


def test_an_array_that_is_exactly_zero_is_decided_and_one_that_may_be_is_not():
    zero = np.zeros((2, 2))

    assert (array_of(zero, zero, zero).outcome, array_of(zero, zero, zero).proven_digits) == ("right", np.inf)
    assert array_of(zero, zero, zero + 5e-324).outcome == "inconclusive"


def test_each_draw_is_an_array_of_its_own():
    one, other = array_of(MID, MID, RAD), array_of(MID, MID, np.full((2, 2), 16.0))
    mid, rad = (np.concatenate([getattr(c.ball, part) for c in (one, other)]) for part in ("mid", "rad"))
    both = Comparison("BP4", 2, "∇w^2", mid, Ball(mid, rad, abs(mid), MODEL), abs(mid))

    assert both.whole.decided.tolist() == [True, False]
    assert both.outcome == "inconclusive"


def test_sizes_whose_squares_leave_float64_are_decided():
    for scale in (2.0**-900, 2.0**900):
        scaled = array_of(np.array(MID) * scale, np.array(MID) * scale, np.array(RAD) * scale)
        assert (scaled.outcome, scaled.proven_digits) == ("right", array_of(MID, MID, RAD).proven_digits)


def test_the_roundings_that_were_used_stand_beside_those_that_are_allowed():
    """1 and 1023 times u/2, from the left: each of them is lost. BP3 allows a rounding a term, and two more."""
    model = Balls(FLOAT32)
    terms = np.concatenate([np.ones(1), np.full(1023, FLOAT32.u / 2)]).astype(np.float32)[None]
    one_by_one = np.cumsum(terms, axis=-1, dtype=np.float32)[:, -1:]
    c = Comparison("BP3", 2, "∇b^2", one_by_one, (ball := model.lift(terms).sum(axis=-1, keepdims=True)), ball.size)
    used, allowed = c.roundings

    assert 500 < used < 1024
    assert 1024 < allowed < 1028
    assert replace(c, given=np.full((1, 1), ball.mid)).roundings[0] == 0
    assert replace(c, given=np.full((1, 1), np.nan)).roundings[0] == 0


def arrays_of_every_sharpness(count=400):
    """Arrays of three entries with midpoints and radii of every ratio, and what was given in their balls, zeros too."""
    rng = np.random.default_rng(0)
    for k in range(count):
        mid = np.ldexp(rng.standard_normal((3, 1)), rng.integers(-8, 8, (3, 1)) * (k % 2) + 500 * (k % 3 - 1))
        rad = abs(mid) * 2.0 ** rng.uniform(-6, 1, (3, 1)) * (k % 7 > 0)
        given = np.where(
            rng.random((3, 1)) < 1 / 4, np.where(rad >= abs(mid), 0.0, mid), mid + rad * rng.uniform(-1, 1, (3, 1))
        )
        yield Comparison("BP2", 2, "δ^2", given, Ball(mid, rad, abs(mid), Balls(REAL)), abs(mid))


def test_an_array_that_is_not_asked_as_a_whole_would_be_decided_as_one():
    plain = [c for c in arrays_of_every_sharpness() if c._plain]

    assert len(plain) > 40
    assert all(c.whole.decided.all() for c in plain)
    assert not all(c.whole.decided.all() for c in arrays_of_every_sharpness())


def test_bounds_that_are_only_smaller_than_their_entries_would_not_do():
    """The planted mistake: r < |m| in place of r < |m|/6."""
    smaller = [c for c in arrays_of_every_sharpness() if (c.ball.rad < abs(c.ball.mid)).all()]

    assert not all(c.whole.decided.all() for c in smaller)
