"""Each ball has the radius of docs/bounds.md, s(1 + ρ) + A(ρ + ω) + F: no less, and no more but for rounding outwards."""

import gc
import math
import weakref
from fractions import Fraction
from itertools import product
from operator import mul

import numpy as np
import pytest

from nablacheck.reference.arithmetic import FLOAT16, FLOAT32, FLOAT64, REAL, Balls, precision
from nablacheck.reference.arithmetic.accuracy import accuracy
from nablacheck.reference.arithmetic.ball_arithmetic import HEADROOM
from nablacheck.reference.arithmetic.float import OF_NUMBERS
from nablacheck.reference.arithmetic.radii import EXACT, MOST_TERMS, OUTWARD, TINY, U, narrowed, product_from_above, without
from nablacheck.reference.arithmetic.slopes import MANY, below, ends
from nablacheck.reference.arithmetic.trilean import Trilean
from nablacheck.reference.links import Conv, Window

PRECISIONS = (FLOAT32, FLOAT64)
MIDS, RADS = (3 / 8, -5 / 4, 7.0), (0.0, 2.0**-6, 1 / 4)
OPERANDS = list(product(MIDS, RADS, MIDS, RADS))
ULPS = Fraction(1, 2**50)
"""Of the expectation itself, which is exact but for a rounded midpoint; a radius that is rounded inwards lacks 2⁻⁴⁸."""
OUTWARDS = Fraction(1, 2**45)


def is_just(actual, expected):
    """Whether a number is the expected one, rounded outwards."""
    return expected * (1 - ULPS) <= Fraction(float(actual)) <= expected * (1 + OUTWARDS)


def ball(model, mids, rads):
    """Balls, exact where every radius is 0."""
    mids, rads = np.array(mids, dtype=float), np.array(rads, dtype=float)
    return model.box(mids, rads) if rads.any() else model.lift(mids)


def floor(precision):
    return Fraction(precision.eta) + Fraction(TINY)


def radius(spread, absolute, rho, omega, smallest):
    return spread * (1 + rho) + absolute * (rho + omega) + smallest


def elementwise(precision):
    u = Fraction(precision.u)
    return u * (2 + u)


STEPS = {
    "+": (lambda x, y: x + y, lambda x, r, y, s: (x + y, r + s, abs(x) + abs(y))),
    "-": (lambda x, y: x - y, lambda x, r, y, s: (x - y, r + s, abs(x) + abs(y))),
    "*": (lambda x, y: x * y, lambda x, r, y, s: (x * y, abs(x) * s + r * (abs(y) + s), abs(x * y))),
    "/": (lambda x, y: x / y, lambda x, r, y, s: (x / y, (r + abs(x / y) * s) / (abs(y) - s), abs(x / y))),
}
"""An operation, and of its exact operands the midpoint, the spread and the size."""


@pytest.mark.parametrize("precision", PRECISIONS, ids=lambda p: p.name)
@pytest.mark.parametrize("scale", [1.0, 2.0**-120], ids=["of normal size", "near underflow"])
@pytest.mark.parametrize("name", STEPS)
def test_a_step_has_its_radius_and_size(name, scale, precision):
    operation, exactly = STEPS[name]
    both = scale if name in "+-" else 1.0
    for x, r, y, s in OPERANDS:
        x, r, y, s = x * scale, r * scale, y * both, s * both
        model = Balls(precision)
        result = operation(ball(model, [x], [r]), ball(model, [y], [s]))
        mid, spread, size = exactly(*(Fraction(number) for number in (x, r, y, s)))
        if mid == spread == 0:
            assert (result.mid, result.rad) == (0, 0)
        else:
            assert is_just(result.rad[0], radius(spread, abs(mid), elementwise(precision), Fraction(U), floor(precision)))
            assert is_just(result.size[0], size + 2 * floor(precision))


def gamma(u, k):
    return k * Fraction(u) / (1 - k * Fraction(u))


@pytest.mark.parametrize("precision", PRECISIONS, ids=lambda p: p.name)
@pytest.mark.parametrize("scale", [1.0, 2.0**-120], ids=["of normal size", "near underflow"])
@pytest.mark.parametrize(("r", "s"), [(0, 0), (1 / 8, 0), (0, 1 / 4), (1 / 8, 1 / 4)])
def test_a_product_of_matrices_and_a_sum_have_their_radius_and_size(r, s, scale, precision):
    x, y = np.array([MIDS]), np.array([[2.0], [-1 / 2], [3.0]])
    model, k = Balls(precision), 3
    rho, omega, smallest = gamma(precision.u, k + 2), gamma(FLOAT64.u, k), 2 * k * floor(precision)
    left = ball(model, x * scale, np.full(x.shape, r * scale))
    dot, total = left @ ball(model, y, np.full(y.shape, float(s))), left.sum(axis=-1)
    pairs = [(Fraction(p) * Fraction(scale), Fraction(q)) for p, q in zip(x[0], y[:, 0], strict=True)]
    r, s = Fraction(r) * Fraction(scale), Fraction(s)
    spread = sum(abs(p) * s + r * (abs(q) + s) for p, q in pairs)

    assert is_just(dot.rad[0, 0], radius(spread, sum(abs(p * q) for p, q in pairs), rho, omega, smallest))
    assert is_just(dot.size[0, 0], sum(abs(p * q) for p, q in pairs) + 2 * smallest)
    assert is_just(total.rad[0], radius(k * r, sum(abs(p) for p, _ in pairs), rho, omega, smallest))


SLOPES = {
    "exp": lambda low, high, near: math.exp(high),
    "expm1": lambda low, high, near: math.exp(high),
    "log": lambda low, high, near: 1 / low,
    "log1p": lambda low, high, near: 1 / (1 + low),
    "tanh": lambda low, high, near: 1 - math.tanh(near) ** 2,
    "erf": lambda low, high, near: 2 / math.sqrt(math.pi) * math.exp(-near * near),
    "sqrt": lambda low, high, near: 1 / (2 * math.sqrt(low)),
    "sin": lambda low, high, near: min(max(abs(math.cos(low)), abs(math.cos(high))) + (high - low) / 2, 1),
    "cos": lambda low, high, near: min(max(abs(math.sin(low)), abs(math.sin(high))) + (high - low) / 2, 1),
    "atan": lambda low, high, near: 1 / (1 + near * near),
    "sigmoid": lambda low, high, near: math.exp(-near) / (1 + math.exp(-near)) ** 2,
}
VALUES = {name: OF_NUMBERS[name] for name in SLOPES}


@pytest.mark.parametrize("precision", PRECISIONS, ids=lambda p: p.name)
@pytest.mark.parametrize(("mid", "rad"), [(1 / 2, 0.0), (1 / 2, 1 / 4), (1 / 2, 2.0**-20), (3.0, 1.0), (1 / 4, 1 / 8)])
@pytest.mark.parametrize("name", SLOPES)
def test_an_elementary_function_has_its_radius(name, mid, rad, precision):
    """κu|g| of the library and NumPy's own, and the steepest slope in the ball."""
    for sign in (1, -1) if name in ("tanh", "erf", "exp", "expm1", "sin", "cos", "atan", "sigmoid") else (1,):
        result = getattr(Balls(precision, "numpy"), name)(ball(Balls(precision), [sign * mid], [rad]))
        value = abs(VALUES[name](sign * mid))
        spread = rad * SLOPES[name](sign * mid - rad, sign * mid + rad, max(mid - rad, 0)) if rad else 0.0
        kappa = accuracy("numpy", precision.name)[name] * precision.u
        expected = spread * (1 + kappa) + value * (kappa + accuracy("numpy", "float64")[name] * U) + float(floor(precision))

        assert expected * (1 - 2.0**-44) <= result.rad[0] <= expected * (1 + 2.0**-40)


@pytest.mark.parametrize(
    ("name", "mid", "rad"), [("log", 1.0, 1.0), ("log", 1.0, 2.0), ("log1p", 0.0, 1.0), ("sqrt", 1.0, 1.0)]
)
def test_a_slope_that_may_be_infinite_decides_nothing(name, mid, rad):
    with Balls(FLOAT64).working():
        assert np.isinf(getattr(Balls(FLOAT64), name)(ball(Balls(FLOAT64), [mid], [rad])).rad[0])


def test_a_divisor_that_may_be_zero_decides_nothing():
    model = Balls(FLOAT64)
    with model.working():
        for r in (1.0, 1.5):
            assert np.isinf((ball(model, [1.0], [0.0]) / ball(model, [1.0], [r])).rad[0])
            assert np.isinf((ball(model, [0.0], [0.0]) / ball(model, [1.0], [r])).rad[0])
        near = ball(model, [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]) / ball(model, [1 / 2, 2.0, 1 / 2], [1 / 4, 1 / 4, 1 / 4])
    assert near.rad.tolist()[:2] == [0.0, 0.0]
    assert np.isfinite(near.rad).all()


def test_exact_numbers_that_cancel_leave_exactly_zero_and_others_do_not():
    model = Balls(FLOAT64)
    exact, wide = model.lift(np.array([1.0, 2.0])), ball(model, [1.0, 2.0], [1 / 4, 1 / 4])

    assert (exact - exact).rad.tolist() == [0, 0]
    assert ((wide - exact).rad >= 1 / 4).all()
    assert ball(model, [[1.0, -1.0]], [[1.0, 1.0]]).sum(axis=-1).rad[0] >= 2
    assert model.lift(np.zeros((1, 2))).sum(axis=-1).rad[0] == 0
    assert (ball(model, [[0.0, 0.0]], [[1.0, 1.0]]) @ model.lift(np.ones((2, 1)))).rad[0, 0] >= 2


SHARP_AND_WIDE = ([0.0, 1.0], [0.0, 1 / 4])
"""An exact number beside one that is not."""


def test_a_number_without_radius_beside_others_is_exact():
    model = Balls(REAL)
    x = ball(model, *SHARP_AND_WIDE)
    larger = x > 0

    assert (larger.certain.tolist(), larger.possible.tolist()) == ([False, True], [False, True])
    with model.working():
        assert model.sqrt(x).rad[0] == model.expm1(x).rad[0] == 0
    assert model.exp(x).rad[0] < 2.0**-40
    assert model.exp(x).rad[1] > 1 / 4


def test_a_sum_of_many_terms_gives_back_what_its_own_radius_may_lose():
    """4,096 ones and as many radii: added up exactly here, but not everywhere, so γ is given back all the same."""
    k, own = 4096, gamma(FLOAT64.u, 4096)
    result = ball(Balls(REAL), np.ones((1, k)), np.full((1, k), 1 / 8)).sum(axis=-1)

    assert is_just(result.rad[0], (Fraction(k, 8) + k * own) / (1 - own))


def test_the_terms_of_a_product_are_those_of_its_inner_axis_whatever_the_leading_ones():
    model = Balls(FLOAT32)
    x, y = np.full((2, 3, 5), 0.5), np.full((2, 5, 1), 0.25)

    assert (model.lift(x) @ model.lift(y)).rad.tolist() == [(model.lift(x[0]) @ model.lift(y[0])).rad.tolist()] * 2
    assert model.lift(x).sum(axis=(-2, -1)).rad.tolist() == [model.lift(x[0]).reshape(15).sum(axis=-1).rad.tolist()] * 2


@pytest.mark.parametrize("precision", PRECISIONS, ids=lambda p: p.name)
def test_a_constant_is_rounded_where_the_precision_does_not_hold_it(precision):
    model = Balls(precision)

    assert model.lift(0.5).rad is model.lift(0).rad is EXACT
    if precision is FLOAT32:
        assert is_just(model.lift(0.1).rad, Fraction(0.1) * Fraction(precision.u))
    assert is_just(model.pi.rad, Fraction(math.pi) * (Fraction(precision.u) + Fraction(U)))
    assert model.lift(0.1).size == 0.1


def test_the_numbers_of_an_array_are_exact_but_for_subnormal_ones():
    model, eta = Balls(FLOAT32), FLOAT32.eta
    lifted = model.lift(np.array([eta / 2, -eta / 4, 0.0, eta, -3.0]))

    assert lifted.rad.tolist() == [eta / 2, eta / 4, 0, 0, 0]
    assert lifted.size.tolist() == [2 * model.floor, 2 * model.floor, 0, eta, 3]
    assert model.lift(np.array([eta, 1.0])).exact
    assert model.lift(np.array([0.0, 1.0])).exact
    assert model.floor == eta + TINY > eta or eta + TINY == eta


def test_what_comes_within_the_headroom_of_the_largest_number_may_overflow():
    for narrow in PRECISIONS:
        model = Balls(narrow)
        with model.working():
            most = narrow.largest / HEADROOM
            kept, lost = (model.lift(np.array([number])) * 1.0 for number in (most / 2, most))
        assert np.isfinite(kept.rad[0])
        assert (lost.rad[0], lost.size[0]) == (math.inf, 0)


# --- choices ----------------------------------------------------------------------------------------------------------


def test_the_hull_reaches_from_the_lowest_to_the_highest_end():
    model = Balls(REAL)
    x, y = ball(model, [1.0, 3.0], [1 / 2, 1 / 4]), ball(model, [3.0, 1.0], [1 / 4, 1 / 2])
    no, perhaps = np.array([False, False]), np.array([True, True])
    hull = model.where(Trilean(no, perhaps), x, y)

    assert hull.mid.tolist() == [1.875, 1.875]
    assert all(is_just(rad, Fraction(11, 8)) for rad in hull.rad)
    assert hull.size.tolist() == [3, 3]
    assert model.where(Trilean(perhaps, perhaps), x, y).mid.tolist() == x.mid.tolist()
    assert model.where(Trilean(no, no), x, y).rad.tolist() == y.rad.tolist()


def test_the_hull_of_one_ball_inside_another_is_the_outer_one():
    model = Balls(REAL)
    outer, inner = ball(model, [2.0], [1.0]), ball(model, [2.25], [1 / 4])
    perhaps = Trilean(np.array([False]), np.array([True]))

    for hull in (model.where(perhaps, outer, inner), model.where(perhaps, inner, outer)):
        assert hull.mid.tolist() == [2]
        assert is_just(hull.rad[0], Fraction(1))


def test_the_larger_of_two_keeps_its_own_radius_where_it_is_certain():
    model = Balls(REAL)
    x, y = ball(model, [1.0, 5.0, 0.0], [1 / 2, 1 / 2, 1 / 2]), ball(model, [1.25, 1.0, 9.0], [1 / 4, 1 / 4, 1 / 4])
    larger = model.maximum(x, y)

    assert larger.mid.tolist() == [1.25, 5, 9]
    assert is_just(larger.rad[0], Fraction(1, 4))  # from 1 to 3/2, the larger of the ends
    assert larger.rad[1:].tolist() == [1 / 2, 1 / 4]
    assert larger.size.tolist() == [1.25, 5, 9]
    assert model.maximum(x[1:], y[1:]).rad.tolist() == [1 / 2, 1 / 4]


def test_the_largest_entry_is_within_the_largest_radius():
    model = Balls(REAL)
    largest = model.max(ball(model, [[1.0, 4.0], [3.0, 2.0]], [[1 / 2, 1 / 4], [1 / 8, 1 / 4]]), axis=-2)
    exact = model.max(model.lift(np.array([[1.0, -4.0], [3.0, -2.0]])), axis=-2)

    assert (largest.mid.tolist(), largest.rad.tolist(), largest.size.tolist()) == ([[3, 4]], [[1 / 2, 1 / 4]], [[3, 4]])
    assert (exact.mid.tolist(), exact.size.tolist()) == ([[3, -2]], [[3, 2]])
    assert exact.exact
    assert not largest.exact


@pytest.mark.parametrize(
    ("x", "r", "y", "s", "certain", "possible"),
    [
        (2.0, 1 / 4, 1.5, 0.0, True, True),
        (2.0, 1 / 2, 1.5, 0.0, False, True),
        (2.0, 0.0, 1.5, 1 / 2, False, True),
        (2.0, 1 / 8, 1.5, 1 / 4, True, True),
        (1.0, 1 / 4, 1.5, 1 / 8, False, False),
        (1.0, 1 / 4, 1.5, 1 / 2, False, True),
        (1.5, 0.0, 1.5, 0.0, False, False),
        (1.5, 1 / 4, 1.5, 1 / 4, False, True),
        (1.0, 0.0, 1.5, 0.0, False, False),
    ],
)
def test_one_is_larger_certainly_possibly_or_not(x, r, y, s, certain, possible):
    model = Balls(REAL)
    first, second = ball(model, [x], [r]), ball(model, [y], [s])

    for answer in (first > second, second < first):
        assert (answer.certain.tolist(), answer.possible.tolist()) == ([certain], [possible])


@pytest.mark.parametrize(
    ("x", "r", "y", "certain", "possible"),
    [
        (1.0, 0.0, 1.0, True, True),
        (1.0, 1 / 2, 1.0, False, True),
        (1.0, 1 / 2, 1.25, False, True),
        (1.0, 1 / 2, 0.75, False, True),
        (1.0, 1 / 2, 1.5, False, True),
        (1.0, 1 / 2, 2.0, False, False),
        (1.0, 0.0, 2.0, False, False),
        (-1.0, 0.0, 1.0, False, False),
        (1.0, 0.0, 0.0, False, False),
    ],
)
def test_two_are_equal_certainly_possibly_or_not(x, r, y, certain, possible):
    model = Balls(REAL)
    answer = ball(model, [x], [r]) == model.lift(np.array([y]))

    assert (answer.certain.tolist(), answer.possible.tolist()) == ([certain], [possible])


def test_two_balls_may_be_equal_as_far_as_both_of_them_reach():
    model = Balls(REAL)

    for r, s, possible in ((1 / 4, 1 / 2, True), (1 / 2, 1 / 4, True), (1 / 4, 1 / 4, False)):
        assert (ball(model, [1.0], [r]) == ball(model, [1.75], [s])).possible.tolist() == [possible]


def test_a_number_takes_the_shape_of_an_array_of_balls():
    model = Balls(FLOAT32)
    z = model.lift(np.ones((2, 3)))

    assert model.like(0.1, z).mid.shape == model.like(0.1, z).rad.shape == model.like(0.1, z).size.shape == (2, 3)
    assert model.like(1, z).exact
    assert (1 / ball(model, [2.0], [0.0])).mid.tolist() == [0.5]
    assert model.lift(np.ones((2, 3))).mT.size.shape == (3, 2)


def test_a_narrow_format_with_a_wide_accumulator_is_rounded_once_more():
    u, wide = Fraction(FLOAT16.u), gamma(FLOAT32.u, 7)

    assert is_just(precision("float16", "float32").gamma(7), wide + u * (1 + wide))
    assert is_just(FLOAT16.gamma(7), gamma(FLOAT16.u, 7))
    assert FLOAT32.gamma(2**24) == math.inf
    assert [FLOAT32.holds(number) for number in (0, 0.1, 1, 1 + 2.0**-23, 1 + 2.0**-24)] == [True, False, True, True, False]


@pytest.mark.parametrize("precision", PRECISIONS, ids=lambda p: p.name)
def test_terms_that_are_exactly_zero_are_no_roundings(precision):
    """Of a row with two numbers and a column with three, at most two terms are added."""
    model = Balls(precision)
    x = model.lift(np.array([[1.0, 0, 3, 0, 0, 0], [1, 2, 3, 4, 5, 6]]))
    y = model.lift(np.array([[1.0, 1], [0, 1], [1, 1], [0, 1], [1, 1], [0, 1]]))
    terms = np.array([[2, 2], [3, 6]])
    product, absolute = x @ y, x.mid @ y.mid
    for i, j in np.ndindex(2, 2):
        k, size = int(terms[i, j]), Fraction(absolute[i, j])
        rho, omega = gamma(precision.u, k + 2), gamma(FLOAT64.u, 6)
        expected = radius(0, size, rho, omega, 2 * k * floor(precision))
        assert is_just(product.rad[i, j], expected)

    sums = x.sum(axis=-1, keepdims=True)
    for i, (k, size) in enumerate([(2, 4), (6, 21)]):
        rho, omega = gamma(precision.u, k + 2), gamma(FLOAT64.u, 6)
        assert is_just(sums.rad[i, 0], radius(0, size, rho, omega, 2 * k * floor(precision)))


def test_a_number_that_may_be_zero_is_a_term():
    model = Balls(FLOAT32)
    x = model.box(np.zeros((1, 4)), 2.0**-3)
    y = model.lift(np.array([[1.0], [0], [1], [1]]))

    assert is_just((x @ y).rad[0, 0], radius(Fraction(3, 8), 0, gamma(FLOAT32.u, 5), gamma(FLOAT64.u, 4), 6 * floor(FLOAT32)))


LARGE_SHAPES = ((64, 300), (300, 64))


def exact_entries(x, y):
    """Entries of a product of matrices as fractions, one of each row."""
    columns = [(i, (7 * i) % y.shape[1]) for i in range(len(x))]
    return {at: sum(map(mul, map(Fraction, x[at[0]].tolist()), map(Fraction, y[:, at[1]].tolist()))) for at in columns}


def is_from_above(found, x, y):
    """Whether a product is no less than the exact one, and no more than γ of float32 above it, to the roundings of float64."""
    k = x.shape[1]
    wide, fine = 1 / (1 - Fraction(FLOAT32.gamma(k + 4))), 1 + Fraction(FLOAT64.gamma(k + 4))
    exact = exact_entries(x, y)
    return all(Fraction(found[at]) * fine >= truth for at, truth in exact.items()) and all(
        Fraction(found[at]) <= truth * wide * wide * fine for at, truth in exact.items()
    )


ROWS = {
    "ordinary numbers": 1.0,
    "numbers whose products float32 would lose": 2.0**-100,
    "numbers that float32 does not have": 2.0**200,
    "smaller ones": 2.0**-300,
    "exact zeros": 0.0,
}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("every", [1, 9], ids=["everywhere", "in some rows"])
def test_a_large_product_is_taken_from_above(name, every):
    rng = np.random.default_rng(0)
    x, y = (abs(rng.standard_normal(shape)) for shape in LARGE_SHAPES)
    x[::every] *= ROWS[name]
    product = product_from_above(x, y)

    assert product.dtype == np.float64
    assert is_from_above(product, x, y)
    assert (product[::every] == 0).all() == (ROWS[name] == 0)
    assert is_from_above(product_from_above(np.stack([x, x]), y)[1], x, y)


def test_a_large_product_of_many_terms_is_taken_from_above():
    """More than are added up in float32 at once, of which the last are few; in some rows float32 loses the products."""
    rng = np.random.default_rng(0)
    x, y = (abs(rng.standard_normal(shape)) for shape in ((9, MOST_TERMS + 40), (MOST_TERMS + 40, 9)))
    x[4] *= 2.0**-300

    assert is_from_above(product_from_above(x, y), x, y)
    assert not is_from_above(product_from_above(x[:, :-40], y[:-40]), x, y)
    assert (500 * (product_from_above(x, y) - x @ y) < x @ y).all()


def test_a_large_product_in_float32_alone_would_not_be():
    """The planted mistakes: nothing given back, and numbers that float32 has lost."""
    rng = np.random.default_rng(0)
    x, y = (abs(rng.standard_normal(shape)) for shape in LARGE_SHAPES)
    bare = lambda x, y: (x.astype(np.float32) @ y.astype(np.float32)).astype(float)

    assert not is_from_above(bare(x, y), x, y)
    assert not is_from_above(bare(x * 2.0**-150, y) * (1 + FLOAT32.gamma(304)), x * 2.0**-150, y)
    assert not is_from_above(2 * product_from_above(x, y), x, y)


def test_the_product_of_many_terms_is_not_wider_than_it_has_to_be():
    """γ of float32 would be a sixteenth of 2**20 terms; of as many as are added up in it, it is a thousandth."""
    x = np.ones((1, 2**20))

    assert 0 <= 500 * (product_from_above(x, x.T).item() - 2**20) < 2**20
    assert 500 * (product_from_above(np.full((64, 2**14), 0.5), np.full((2**14, 64), 0.5)).max() - 2**12) < 2**12


@pytest.mark.parametrize("precision", [FLOAT16, FLOAT32, FLOAT64], ids=lambda p: p.name)
def test_underflow_that_is_not_added_would_have_changed_no_radius(precision):
    """Of sums of numbers of every size: the very floats that come of adding it, which of small ones it is."""
    model, added = Balls(precision), 0
    for exponent in range(-1000, 1):
        absolute = np.ldexp(np.array([1.0, 1.5, 1 + U]), exponent)
        ball = model.summed(absolute, EXACT, absolute.copy(), 2, lambda: np.zeros(3, dtype=bool))
        share, floor = (precision.gamma(4) + FLOAT64.gamma(2)) * (OUTWARD / (1 - FLOAT64.gamma(2))), 4 * model.floor
        inside = absolute + ball.rad <= precision.largest / HEADROOM

        assert (ball.rad == absolute * share + floor * OUTWARD)[inside].all()
        assert (ball.size == absolute + 2 * floor)[inside].all()
        added += bool((ball.rad != absolute * share)[inside].all())
    assert added > 0


def test_numbers_of_either_sign_count_with_their_absolute_values():
    """In float32 and in float64 alike; of whole numbers the right sum is known."""
    for k in (8, 2**12, 2**14 + 1):
        rng = np.random.default_rng(k)
        x, y = (rng.integers(-3, 4, shape).astype(float) for shape in ((64, k), (k, 8)))
        right, above = abs(x).astype(int) @ abs(y).astype(int), product_from_above(x, y)

        assert (above >= right).all()
        assert (above * 500 <= right * 501).all()  # γ of float32 of so many terms is less than a thousandth


def test_the_size_of_an_exact_ball_that_was_moved_is_its_absolute_value():
    ball = Balls(FLOAT64).lift(np.array([[1.0, -2.0], [3.0, -4.0]])).moved(lambda part: part[::-1])

    assert ball.exact
    assert ball.size.tolist() == [[3.0, 4.0], [1.0, 2.0]]


def test_what_a_ball_keeps_is_made_anew_for_another_key():
    ball, one, other = Balls(FLOAT64).lift(np.ones((2, 2))), object(), object()
    made = [ball.kept(key, lambda: ball + 1) for key in (one, one, other, one)]

    assert made[0] is made[1]
    assert made[0] is not made[2] is not made[3]


def test_a_step_of_the_bits_is_the_next_float_below():
    bits = np.random.default_rng(0).integers(-(2**63), 2**63 - 1, 4 * MANY, dtype=np.int64)  # NaN, subnormals, every binade
    ends_of_the_line = [0.0, -0.0, TINY, -TINY, 1.0, -1.0, FLOAT64.largest, -FLOAT64.largest, math.inf, -math.inf, math.nan]
    x = np.concatenate([bits.view(float), ends_of_the_line])
    rad = np.full(x.shape, 1 / 8)
    with np.errstate(all="ignore"):  # as where the formulas of balls are computed
        assert np.array_equal(below(x), np.nextafter(x, -math.inf), equal_nan=True)
        turned = x[:, None].repeat(2, axis=1).T
        assert np.array_equal(below(turned), np.nextafter(turned, -math.inf), equal_nan=True)
        low, high, _ = ends(x, rad)
        assert np.array_equal(high, np.nextafter(x + rad, math.inf), equal_nan=True)
        assert ((low < x) | ~np.isfinite(x)).all()


def test_what_is_exactly_zero_is_zero_without_a_sign():
    part, zero = np.array([-3.0, -0.0, 2.0, 5.0]), np.array([True, True, False, True])
    for finite in (True, False):
        left = without(zero, part, finite)
        assert left.tolist() == [0, 0, 2, 0]
        assert not np.signbit(left).any()
    assert without(np.array([True]), np.array([math.inf]), finite=False) == 0


def test_a_letter_is_narrowed_once_for_all_its_products(monkeypatch):
    model, rng, made = Balls(FLOAT32), np.random.default_rng(0), []
    w, a, delta = (model.lift(rng.standard_normal(shape)) for shape in ((128, 128), (128, 128), (128, 128)))
    monkeypatch.setattr("nablacheck.reference.arithmetic.ball.narrowed", lambda x: made.append(x) or narrowed(x))
    computed = [w @ a, w.mT @ delta, delta @ a.mT]
    assert len(made) == 3
    for ball, (x, y) in zip(computed, ((w, a), (w.mT, delta), (delta, a.mT)), strict=True):
        anew = model.lift(x.mid) @ model.lift(y.mid)
        assert np.array_equal(ball.rad, anew.rad)
        assert np.array_equal(ball.mid, anew.mid)


MOVES = {
    "as it is": lambda part: part,
    "turned": lambda part: part.mT,
    "with zeros between": lambda part: np.concatenate([part, np.zeros_like(part)], axis=-1),
    "some of it": lambda part: part[..., 1:],
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
@pytest.mark.parametrize("numbers", ["ordinary", "zeros among them", "subnormal among them", "NaN among them", "a spread"])
def test_what_is_known_in_float32_is_what_would_be_written_in_it(numbers, move, monkeypatch):
    """Of numbers of float32 nothing has to be written anew, wherever they are moved."""
    model, array = Balls(FLOAT32), np.array([[1.5, -2.0, 3.0], [-0.25, 2.0**-100, 7.0]], "float32")
    other = {"zeros among them": 0.0, "subnormal among them": 2.0**-140, "NaN among them": np.nan}
    array[0, 1] = other.get(numbers, -2.0)
    wide, letter = array.astype(float), model.lift(array)
    if numbers == "a spread":
        letter = model.box(wide, 1 / 8)
    made = []
    monkeypatch.setattr("nablacheck.reference.arithmetic.ball.narrowed", lambda x: made.append(x) or narrowed(x))
    moved = letter.moved(move)

    np.testing.assert_array_equal(moved.narrow, narrowed(moved.mid))
    assert moved.narrow.dtype == np.float32
    assert bool(made) == (numbers not in ("ordinary", "zeros among them"))
    same = letter if numbers == "a spread" else model.lift(wide)
    for part in ("mid", "rad", "size"):
        np.testing.assert_array_equal(getattr(letter, part), getattr(same, part))


def test_what_was_made_of_a_letter_goes_with_it():
    """Patches that a letter keeps know its numbers, and not the letter: nothing waits for the collector of cycles."""
    letter, link = Balls(FLOAT32).lift(np.ones((2, 6), "float32")), Conv(Window(6, 3))
    link.apply(Balls(FLOAT32).lift(np.ones((3, 6), "float32")), letter)
    gone = weakref.ref(letter.mid)
    assert gone() is not None
    gc.disable()
    try:
        del letter
        assert gone() is None
    finally:
        gc.enable()


def test_more_terms_than_a_byte_holds_are_counted():
    row = np.ones((1, 300))
    row[0, :2] = 0
    model = Balls(FLOAT32)
    assert model.lift(row)._not_zero(axis=-1).item() == 298
    assert model.box(row, 1 / 8)._not_zero(axis=-1).item() == 300


def test_an_exact_choice_between_exact_numbers_is_exact():
    model = Balls(FLOAT32)
    chosen = model.where(model.lift(np.array([-1.0, 2.0])) > 0, 1, 0)
    assert chosen.exact
    assert chosen.mid.tolist() == [0, 1]
    assert chosen.size.tolist() == [0, 1]
    assert not model.where(model.box(np.array([-1.0, 2.0]), 4.0) > 0, 1, 0).exact
    assert not model.where(model.lift(np.array([-1.0, 2.0])) > 0, model.pi, 0).exact
