"""A ball holds the certified truth and what floating point returns, for every operation and every formula."""

import math
from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nablacheck.reference.arithmetic import FLOAT, FLOAT32, FLOAT64, REAL, Balls, precision, zonotopes
from nablacheck.reference.arithmetic.accuracy import FARTHEST
from nablacheck.reference.arithmetic.ball import Ball
from nablacheck.reference.arithmetic.certified import CERTIFIED
from nablacheck.reference.arithmetic.radii import EXACT
from nablacheck.reference.arithmetic.slopes import ELEMENTARY
from nablacheck.reference.arithmetic.zonotope import Zonotopes
from nablacheck.reference.pullbacks import SMOOTH
from nablacheck.reference.reverse import Node, Tape

from helpers.enclosures import encloses
from helpers.operations import OPERATIONS


def matrices(dtype):
    """2 × 3, all magnitudes, whose squares and products are finite."""
    bound = float(np.sqrt(np.finfo(dtype).max)) / 8
    elements = st.one_of(
        st.integers(-16, 16).map(lambda k: k / 8), st.floats(-bound, bound, width=np.dtype(dtype).itemsize * 8)
    )
    return arrays(dtype, (2, 3), elements=elements.map(dtype))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", OPERATIONS)
@given(data=st.data())
def test_an_operation_encloses_truth_and_floats(name, dtype, data):
    x, y = data.draw(matrices(dtype), "x"), data.draw(matrices(dtype), "y")
    operation, model = OPERATIONS[name], Balls(precision(dtype))
    with model.working():
        ball = operation(model.lift(x), model.lift(y), model)
        floats = operation(x, y, FLOAT)
    with CERTIFIED.working():
        truth = operation(CERTIFIED.lift(x), CERTIFIED.lift(y), CERTIFIED)
        if all(t.is_finite() for t in truth.ravel()):
            assert encloses(ball, truth)
    finite = np.isfinite(ball.rad)
    assert (ball.contains(floats) | ~finite).all()


ROUNDED = sorted(set(OPERATIONS) - {"max", "maximum", "where", "equal", "unequal", "abs", "sqrt(x²)"})
"""Without the operations whose floats may be exact."""


@pytest.mark.parametrize("name", ROUNDED)
def test_a_ball_without_rounding_does_not_hold_floats(name):
    """The planted mistake: the model of exact real numbers, for what NumPy computes in float32."""
    rng = np.random.default_rng(0)
    x, y = (rng.standard_normal((20, 30)).astype(np.float32) for _ in range(2))
    operation, real = OPERATIONS[name], Balls(REAL)

    assert not operation(real.lift(x), real.lift(y), real).contains(operation(x, y, FLOAT)).all()


@pytest.mark.parametrize("name", ELEMENTARY)
@given(mid=st.floats(-8, 8), rad=st.floats(0, 2), where=st.floats(-1, 1))
def test_an_elementary_function_encloses_every_point_of_a_ball(name, mid, rad, where):
    """sup|g′| is taken over the whole ball: any point of the argument maps into the result."""
    real = Balls(REAL)
    x = real.box(np.array([mid]), rad)
    with real.working():
        ball = getattr(real, name)(x)
    with CERTIFIED.working():
        point = flint.arb(mid) + flint.arb(rad) * flint.arb(where)
        value = getattr(CERTIFIED, name)(point)

    assert not value.is_finite() or encloses(ball, np.array([value], dtype=object))


def test_a_product_with_an_exact_zero_is_exactly_zero():
    model = Balls(FLOAT32)
    x, wide = model.lift(np.array([[0.0, 2.0]])), model.box(np.array([[3.0, 3.0]]), 1.0)

    assert (x * wide).rad.tolist()[0][0] == 0
    assert (x * wide).rad.tolist()[0][1] > 2
    assert (model.lift(np.zeros((2, 3))) @ model.lift(np.ones((3, 2)))).rad.max() == 0


def test_a_product_that_underflows_is_not_exactly_zero():
    """1e-200 squared is no float64; the ball must still hold it, and so must one of exact real numbers."""
    x = np.array([[1e-200]])
    for model in (Balls(FLOAT64), Balls(REAL)):
        assert (model.lift(x) * model.lift(x)).rad > 0
        assert (model.lift(x) @ model.lift(x)).rad > 0


def test_a_subnormal_number_may_be_read_as_zero():
    model = Balls(FLOAT32)
    x = model.lift(np.array([np.float32(1e-40)]))

    assert x.contains(np.zeros(1)).all()
    assert model.lift(np.ones(1)).rad is EXACT


@pytest.mark.filterwarnings("error")
def test_a_narrower_array_is_lifted_whatever_is_in_it():
    """Zeros and infinities of float32 are known in float64, whose largest number is none of float32."""
    tiny = float(np.finfo(np.float32).smallest_subnormal)
    ball = Balls(FLOAT64).lift(np.array([0.0, tiny, 3e38, np.inf], np.float32))

    assert ball.mid.tolist() == [0.0, tiny, float(np.float32(3e38)), 0.0]
    assert ball.rad.tolist() == [0.0, 0.0, 0.0, np.inf]


@pytest.mark.parametrize(
    "compute",
    [
        lambda xp: xp.exp(xp.lift(np.array([100.0]))),
        lambda xp: xp.lift(np.ones(1)) / xp.lift(np.zeros(1)),
        lambda xp: xp.lift(np.zeros(1)) / xp.lift(np.zeros(1)),
        lambda xp: xp.log(xp.lift(np.zeros(1))),
        lambda xp: xp.log(xp.lift(-np.ones(1))),
        lambda xp: xp.lift(np.zeros(1)) * xp.log(xp.lift(np.zeros(1))),
        lambda xp: xp.lift(np.array([np.nan])) + 1,
        lambda xp: xp.lift(np.full((1, 1), 1e38)) @ xp.lift(np.full((1, 1), 1e38)),
    ],
)
def test_overflow_and_nonsense_become_an_infinite_radius_around_a_finite_midpoint(compute):
    model = Balls(FLOAT32)
    with model.working():
        ball = compute(model)

    assert np.isinf(ball.rad).all()
    assert np.isfinite(ball.mid).all()


def test_a_sum_that_overflows_in_some_order_decides_nothing():
    """3e38 + 3e38 − 3e38 − 3e38 is 0, or infinite, or NaN: it depends on the order."""
    model = Balls(FLOAT32)
    terms = np.array([[3e38], [3e38], [-3e38], [-3e38]], np.float32)
    with np.errstate(over="ignore"):
        one, other = terms[[0, 1, 2, 3]].cumsum()[-1], terms[[0, 2, 1, 3]].cumsum()[-1]

    assert (np.isinf(one), other) == (True, 0)
    assert np.isinf(model.lift(terms).sum(axis=-2).rad).all()
    assert np.isfinite(model.lift(terms / 32).sum(axis=-2).rad).all()


def test_a_constant_that_is_folded_in_elsewhere_may_overflow():
    """(2x)/2 and x/2 · 2 are the same text, and in the last binade only one of them is finite."""
    model, x = Balls(FLOAT32), np.array([2.0**127])
    with model.working():
        assert np.isinf((model.lift(x) / 2 * 2).rad).all()
        assert np.isfinite((model.lift(x / 8) / 2 * 2).rad).all()
        assert model.maximum(model.lift(x), 0).exact
        assert model.minimum(model.lift(x), 0).exact


def test_of_a_number_that_the_precision_does_not_hold_nothing_is_known():
    ball = Balls(precision("float16")).lift(np.array([65504.0, 65536.0]))

    assert ball.rad.tolist() == [0, np.inf]


def test_an_operation_with_a_number_on_a_tape_is_left_to_the_tape():
    model = Balls(FLOAT64)
    ball, node = model.lift(np.array([[2.0]])), Node(model.lift(np.array([[4.0]])), Tape(model, SMOOTH))
    results = [ball + node, ball - node, ball * node, ball / node]

    assert [float(result.value.mid[0, 0]) for result in results] == [6, -2, 8, 0.5]
    assert [c.certain.item() for c in (ball < node, ball > node, ball <= node, ball >= node, ball == node)] == [1, 0, 1, 0, 0]


def test_a_comparison_that_is_not_decided_takes_the_hull():
    real = Balls(REAL)
    x = real.box(np.array([-1.0, 0.0, 1.0]), 0.5)
    hull = real.where(x > 0, 2, 1)

    assert hull.contains([1, 1, 2]).all()
    assert hull.contains([1, 2, 2]).all()
    assert hull.rad.tolist() == [0, hull.rad[1], 0]
    assert hull.rad[1] < 1


def test_ten_thousand_terms_stay_within_a_few_units_of_what_a_sum_can_lose():
    """Sharpness: a bound that nobody can reach is as bad as none."""
    x = np.full((1, 10_000), 0.1, dtype=np.float32)
    ball = Balls(FLOAT32).lift(x).sum(axis=-1)

    assert ball.rad < 2 * 10_000 * FLOAT32.u * ball.mid
    assert math.isfinite(ball.rad.item())


def test_balls_refuse_what_they_cannot_multiply():
    ball = Ball(np.ones(1), EXACT, np.ones(1), Balls(FLOAT64))

    with pytest.raises(TypeError, match="can't multiply"):
        ball * "two"


def test_a_power_with_a_whole_exponent_is_a_product_of_the_number_with_itself():
    x = Balls(FLOAT32).lift(np.array([3.0]))

    assert (x**1).mid == 3
    assert ((x**2).mid, (x**2).rad) == (9, (x * x).rad)
    assert ((x**0).mid, (x**0).exact) == (1, True)


POWERS = (-3, -1, -0.5, 0.1, 0.5, 2.0, 2.5, 1 / 3, 10.5)


@pytest.mark.parametrize("p", POWERS)
@pytest.mark.parametrize("model", [Balls(REAL), Balls(FLOAT32)], ids=["real", "float32"])
@given(mid=st.floats(-8, 8), share=st.floats(0, 1), where=st.floats(-1, 1))
def test_a_power_encloses_every_point_of_a_ball(p, model, mid, share, where):
    """Also for each exponent that 0.1 and 1/3 may have been rounded to."""
    rad = abs(mid) * share
    with model.working():
        ball = model.box(np.array([mid]), rad) ** p
    with CERTIFIED.working():
        point = flint.arb(mid) + flint.arb(rad) * flint.arb(where)
        reach = 0 if model.precision.holds(p) else p * model.precision.u
        for exponent in (p, p - reach, p + reach):
            value = CERTIFIED.pow(point, exponent)

            assert not value.is_finite() or encloses(ball, np.array([value], dtype=object))


def test_a_power_that_may_be_none_decides_nothing():
    model = Balls(FLOAT64)
    with model.working():
        for mid, rad, p in ((-1.0, 0.0, 0.5), (1.0, 1.5, 0.5), (1.0, 1.5, -1), (0.0, 0.0, -1), (1.0, 1.0, 0.5)):
            assert np.isinf((model.box(np.array([mid]), rad) ** p).rad).all(), (mid, rad, p)
        assert (model.lift(np.zeros(1)) ** 0.5).rad == 0
        assert np.isfinite((model.box(np.array([-2.0]), 1.0) ** -1).rad).all()


@pytest.mark.parametrize("name", FARTHEST)
def test_of_arguments_beyond_a_row_nothing_is_known(name):
    model, farthest = Balls(FLOAT64), FARTHEST[name]
    rad = getattr(model, name)(model.lift(np.array([farthest, -farthest, 2 * farthest, -2 * farthest]))).rad

    assert np.isinf(rad).tolist() == [False, False, True, True]
    assert np.isinf(getattr(model, name)(model.box(np.array([farthest]), 1.0)).rad).all()


def test_one_is_exact_where_a_function_is_one_at_zero():
    model = Balls(FLOAT32)
    one, other = model.exp(model.lift(np.array([0.0, 1.0]))).rad

    assert one == 0 < other


def test_where_there_is_no_radius_there_is_no_spread():
    model = Balls(FLOAT32)
    apart = model.tanh(model.lift(np.array([0.5]))).rad
    beside, wide = model.tanh(Ball(np.array([0.5, 0.5]), np.array([0.0, 0.25]), np.array([0.5, 0.5]), model)).rad

    assert beside == apart[0] < wide


def test_what_is_rounded_later_is_held_before():
    """Numbers that are rounded to 1 in float32 reach half a unit in the last place to either side."""
    model = Balls(FLOAT32)
    ball = model.unrounded(model.lift(np.array([1.0, 1.0])))

    assert ball.contains(np.array([1 + 2.0**-24, 1 - 2.0**-25])).all()
    assert not ball.contains(np.array([1 + 2.0**-23, 1 - 2.0**-23])).any()
    assert model.unrounded(model.lift(np.zeros(1))).rad > 0


def test_a_radius_is_no_wider_than_the_number_asks_for():
    """Underflow costs the smallest float64, and the larger of two small boxes is small."""
    model = Balls(FLOAT64)
    tiny = model.box(np.array([2.0**-70]), 2.0**-75)

    assert (model.lift(np.array([2.0**-70])) * 3).rad < 2.0**-115
    assert model.maximum(tiny, tiny).rad < 2.0**-74


def test_the_larger_of_two_boxes_reaches_to_the_larger_of_their_ends():
    model = Balls(FLOAT64)
    narrow, wide = model.box(np.zeros(2), 0.125), model.box(np.zeros(2), 1.0)
    for larger in (model.maximum(narrow, wide), model.maximum(wide, narrow)):
        assert larger.contains(np.array([-0.125, 1.0])).all()
        assert not larger.contains(np.array([-0.25, 1.25])).any()


def test_the_argument_of_erfc_may_be_off_by_a_rounding():
    """|erfc′(x)| · |x|u, which e^−x² loses when x² is rounded."""
    model, x = Balls(FLOAT32), np.array([8.5])

    lost = 2 / math.sqrt(math.pi) * np.exp(-x * x) * x * FLOAT32.u

    assert lost <= model.erfc(model.lift(x)).rad < 2 * lost


def test_what_is_within_two_binades_of_the_largest_may_overflow():
    model = Balls(FLOAT32)
    with model.working():
        rad = (model.lift(FLOAT32.largest / np.array([3.5, 4.5])) / 1).rad

    assert np.isinf(rad).tolist() == [True, False]


def test_a_number_is_at_least_itself():
    x = Balls(FLOAT32).lift(np.array([1.0, 2.0, 3.0]))

    assert (x >= 2).certain.tolist() == (x >= 2).possible.tolist() == [False, True, True]
    assert (x <= 2).certain.tolist() == (x <= 2).possible.tolist() == [True, True, False]


def test_the_ends_of_two_boxes_are_rounded_and_the_larger_one_still_holds_them():
    """100 beside 2⁶⁰ is less than a unit in the last place."""
    model = Balls(FLOAT64)
    box = model.box(np.array([2.0**60]), 100.0)
    larger = model.maximum(box, box)

    assert Fraction(larger.mid[0]) + Fraction(larger.rad[0]) >= 2**60 + 100
    assert Fraction(larger.mid[0]) - Fraction(larger.rad[0]) <= 2**60 - 100


def test_the_spread_of_a_difference_grows_with_the_difference():
    """And not with the sum of its absolute terms, which is the yardstick alone."""
    model = Balls(FLOAT32)
    difference = model.lift(np.ones(1)) - model.lift(np.array([1 - 2.0**-20]))

    assert difference.size >= 1
    assert (difference * difference).rad < 2.0**-60


def test_what_is_read_as_zero_or_not_known_has_a_finite_midpoint():
    ball = Balls(FLOAT32).lift(np.array([1e-40, np.inf, np.nan]))

    assert ball.mid.tolist() == [0, 0, 0]
    assert np.isinf(ball.rad).tolist() == [False, True, True]


def test_balls_are_joined_one_after_the_other():
    model = Balls(FLOAT32)
    joined = model.joined([model.lift(np.array([[1.0, 2.0], [3.0, 4.0]])), model.box(np.array([5.0]), 0.5)])

    assert joined.mid.tolist() == [1, 2, 3, 4, 5]
    assert joined.rad.tolist() == [0, 0, 0, 0, 0.5]


def test_a_ball_of_zonotopes_is_compared_with_a_zonotope():
    """Python asks the right one first where it is of a subclass."""
    xp = zonotopes(precision("float64"), "numpy")
    ball, zonotope = Ball(np.ones((2, 1)), np.zeros((2, 1)), np.ones((2, 1)), xp), xp.lift(np.zeros((2, 1)))

    assert (ball > zonotope).certain.all()
    assert not (ball < zonotope).possible.any()
    assert (zonotope < ball).certain.all()


def begun_with(b, w, a):
    """w a + b in float32, each sum begun with b, its products added one after the other."""
    total = np.broadcast_to(b, (len(w), a.shape[1]))
    for k in range(w.shape[1]):
        total = total + w[:, k : k + 1] * a[k : k + 1]
    return total


def drawn_with_a_large_bias(seed):
    rng = np.random.default_rng(seed)
    w, a = (rng.standard_normal(shape).astype(np.float32) for shape in ((50, 64), (64, 8)))
    return w, a, (1000 * rng.standard_normal((50, 1))).astype(np.float32)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("model", [Balls, Zonotopes])
def test_a_bias_may_be_any_term_of_its_sum(model, seed):
    w, a, b = drawn_with_a_large_bias(seed)
    xp = model(precision("float32"))
    ball = xp.biased(xp.lift(w) @ xp.lift(a), xp.lift(b), 64)

    assert ball.contains(begun_with(b, w, a)).all()
    assert ball.contains(w @ a + b).all()


def test_a_bias_that_is_known_to_come_last_may_not_be_the_first_term():
    """The planted mistake, and the sharper bound of an adapter that declares it."""
    w, a, b = drawn_with_a_large_bias(0)
    xp = Balls(precision("float32"), bias_last=True)
    ball = xp.biased(xp.lift(w) @ xp.lift(a), xp.lift(b), 64)

    assert ball.contains(w @ a + b).all()
    assert not ball.contains(begun_with(b, w, a)).all()


def test_sums_that_are_added_up_hold_one_sum_of_all_their_terms():
    rng = np.random.default_rng(1)
    small, large = (rng.standard_normal((40, k)).astype(np.float32) * size for k, size in ((62, 1), (2, 1000)))
    a = rng.standard_normal((64, 5)).astype(np.float32)
    xp = Balls(precision("float32"))
    parts = [xp.lift(small) @ xp.lift(a[:62]), xp.lift(large) @ xp.lift(a[62:])]
    one_after_the_other = begun_with(np.float32(0), np.hstack([large, small]), np.vstack([a[62:], a[:62]]))

    assert xp.added(parts, [62, 2]).contains(one_after_the_other).all()
    assert not (parts[0] + parts[1]).contains(one_after_the_other).all()


def test_what_its_terms_add_up_to_is_known_of_a_zonotope_whose_radius_is_smaller():
    """x − x is 0 to within its rounding, however large x may be."""
    xp = zonotopes(precision("float32"))
    x = np.ones((2, 3), dtype=np.float32) @ xp.whole(xp.box(np.zeros((3, 1)), np.ones((3, 1))))
    nothing = np.array([[1, -1]], dtype=np.float32) @ x

    assert nothing.rad.max() < 1
    assert (nothing.terms >= 6).all()
    assert (nothing.reshape(1).terms >= 6).all()
    assert ((0.5 * nothing).terms >= 3).all()


def test_sums_of_which_one_may_overflow_in_another_order_decide_nothing():
    xp = Balls(precision("float32"))
    large = np.full((1, 1), xp.precision.largest / 5)
    one = np.ones((1, 1), dtype=np.float32)
    parts = [xp.lift(sign * large) @ xp.lift(one) for sign in (1, 1, -1)]

    assert np.isinf(xp.added(parts, [2, 2, 2]).rad).all()
    assert np.isfinite(xp.added(parts[:1], [2]).rad).all()


def test_of_more_terms_than_a_format_can_add_nothing_is_known():
    xp = Balls(precision("float16"))
    k = int(1 / xp.precision.u)
    ball = xp.biased(
        xp.lift(np.zeros((2, k), np.float16)) @ xp.lift(np.zeros((k, 1), np.float16)), xp.lift(np.zeros((2, 1))), k
    )

    assert np.isinf(ball.rad).all()
