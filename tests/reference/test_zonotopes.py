"""A zonotope holds the certified truth and the worst rounding, and what it says is shared is shared, in every operation."""

import copy
import pickle
from dataclasses import replace

import flint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nablacheck.reference import Ball, Balls, Network, backprop
from nablacheck.reference.arithmetic import FLOAT16, FLOAT32, FLOAT64, REAL, precision
from nablacheck.reference.arithmetic.certified import CERTIFIED
from nablacheck.reference.arithmetic.curvature import BENDS
from nablacheck.reference.arithmetic.linear_parts import Generators, Linear
from nablacheck.reference.arithmetic.trilean import Trilean
from nablacheck.reference.arithmetic.zonotope import Zonotope, Zonotopes, remainder
from nablacheck.reference.backprop import BOOK, Pass, backward, forward

from helpers.enclosures import encloses, holds, letters
from helpers.operations import OPERATIONS
from helpers.small_problems import problem as example
from helpers.strategies import problems
from helpers.worst import Worst

ACTIVATIONS = ("tanh", "sigmoid", "relu", "gelu", "softmax", "softplus", "silu", "standardize", "elu", "hardswish")
SHARING = {
    "w x": lambda x, y, xp: np.array([[1.5, -0.5], [2.0, 0.25], [-1.0, 3.0]]) @ x,
    "w (x - y)": lambda x, y, xp: np.array([[1.5, -0.5], [2.0, 0.25]]) @ (x * 2 - y),
    "w x, w a box": lambda x, y, xp: xp.box(np.array([[1.5, -0.5], [2.0, 0.25]]), 0.0) @ x,
    "x - x": lambda x, y, xp: x - x,
    "x x": lambda x, y, xp: x * x,
    "x / y / y": lambda x, y, xp: x / (4 + y) / (y - 3),
    "softmax": lambda x, y, xp: (e := xp.exp(x - xp.max(x, axis=-2))) / e.sum(axis=-2, keepdims=True),
    "a sum over neurons": lambda x, y, xp: x - (x * y).sum(axis=-2, keepdims=True) / 2,
    "like a row": lambda x, y, xp: x - xp.like(y.sum(axis=-2, keepdims=True), x),
    "a choice": lambda x, y, xp: xp.where(x > 0.5, x * y, -y),
    "the larger": lambda x, y, xp: xp.maximum(x, y) - xp.minimum(x, 0),
    "the largest": lambda x, y, xp: xp.max(x, axis=-2) - y,
    "minus and abs": lambda x, y, xp: abs(x) - abs(-y),
    "two more functions": lambda x, y, xp: xp.tanh(xp.exp(x) * y) + xp.erfc(x),
    "exp": lambda x, y, xp: xp.exp(x),
    "cos": lambda x, y, xp: xp.cos(x) * y - xp.expm1(x) + xp.log(4 + x) * xp.log1p(y * y),
    "powers": lambda x, y, xp: (4 + x) ** 0.5 + (5 + y) ** 2.5 - (x - 4) ** -2 + x**3 + (6 - x) ** 1.5,
}
"""Operations in which what is shared matters."""


class Drawn:
    """Two arrays of zonotopes that share symbols, and values for the symbols at the ends or between."""

    def __init__(self, seed, reach, xp):
        self.rng, self.xp = np.random.default_rng(seed), xp
        first, second = (self.rng.integers(-8, 9, (2, 3)) / 8 for _ in range(2))
        source = xp.box(self.rng.integers(-16, 17, (3, 2)) / 8, reach)
        middle = xp.box(np.zeros((2, 2)), reach / 4)
        with xp.working():
            common = xp.whole(source)
            x, y = first @ common, second @ common
            self.x, self.y = x + middle, xp.like(1, y) / 4 * y + x / 8
        self.symbols = {}

    def point(self, z):
        """Certified numbers of an array: its linear part at the values of the symbols, and a share of the remainder.

        They must lie in the ball as well; where that share takes them out of it, they get one that takes them back.
        """
        linear, share = self.linear(z), self.rng.uniform(-1, 1, z.shape)
        rem = CERTIFIED.lift(np.broadcast_to(remainder(z), z.shape) * share)
        out = (abs(linear + rem) > CERTIFIED.lift(z.rad)).possible
        return CERTIFIED.lift(z.mid) + CERTIFIED.where(Trilean(out, out), inward(linear, z), linear + rem)

    def linear(self, z):
        total = CERTIFIED.lift(np.zeros(z.shape))
        for k, block in generators(z).items():
            if k not in self.symbols:
                shape = block.shape[-2:]
                ends = self.rng.choice([-1.0, 1.0], shape)
                self.symbols[k] = ends if self.rng.integers(2) else ends * self.rng.random(shape)
            total = total + (CERTIFIED.lift(block) * CERTIFIED.lift(self.symbols[k])).sum(axis=-1)
        return total

    def explains(self, result, truth):
        """Whether certified numbers are the linear part of a result to within its remainder; fresh symbols are free."""
        fresh = CERTIFIED.lift(np.zeros(result.shape))
        known = CERTIFIED.lift(result.mid)
        for k, block in generators(result).items():
            if k in self.symbols:
                known = known + (CERTIFIED.lift(block) * CERTIFIED.lift(self.symbols[k])).sum(axis=-1)
            else:
                fresh = fresh + CERTIFIED.lift(abs(block).sum(axis=-1))
        bound = fresh + CERTIFIED.lift(np.broadcast_to(remainder(result), result.shape) + 0.0)
        pairs = zip(
            np.ravel(truth), np.ravel(known), np.ravel(bound), np.ravel(np.broadcast_to(result.rad, result.shape)), strict=True
        )
        return all(np.isinf(rad) or not t.is_finite() or not abs(t - p) > b for t, p, b, rad in pairs)


def inward(linear, z):
    """The linear part, or the end of the ball that it may lie beyond by what the remainder allows for rounding."""
    rad = CERTIFIED.lift(z.rad)
    return CERTIFIED.maximum(CERTIFIED.minimum(linear, rad), -rad)


def generators(z):
    """Its generators, block by block, in float64."""
    if z.shared is None:
        return {}
    slope, of = np.broadcast_to(z.shared.slopes, z.shape)[..., None], z.shared.generators
    with np.errstate(invalid="ignore"):  # an infinite slope, of which nothing is asked, meets 0
        return {k: slope * (of.unit * block.astype(np.float64)) for k, block in of.blocks.items()}


def certainly(drawn, operation):
    """Whether an operation of two zonotopes explains what it gives at a point of both, and holds it."""
    with drawn.xp.working():
        result = drawn.xp.whole(operation(drawn.x, drawn.y, drawn.xp))
    with CERTIFIED.working():
        x, y = drawn.point(drawn.x), drawn.point(drawn.y)
        truth = operation(x, y, CERTIFIED)
        held = not all(t.is_finite() for t in np.ravel(truth)) or encloses(result, truth)
        return held and drawn.explains(result, truth)


@pytest.mark.parametrize("name", [*SHARING, *OPERATIONS])
@given(seed=st.integers(0, 2**32), reach=st.sampled_from([1.0, 0.25, 2.0**-6, 2.0**-20, 0.0]))
def test_what_an_operation_shares_is_its_value_to_within_the_remainder(name, seed, reach):
    assert certainly(Drawn(seed, reach, Zonotopes(REAL)), {**SHARING, **OPERATIONS}[name])


PLANTED = {
    "no curvature": (BENDS["tanh"]._replace(curve=lambda steep, far: 0.0, monotone=False), "tanh", "expm1(tanh)"),
    "a tangent elsewhere": (BENDS["exp"]._replace(prime=lambda x: np.exp(x) / 2), "exp", "exp"),
    "a slope of the wrong sign": (
        BENDS["erfc"]._replace(prime=BENDS["erf"].prime),
        "erfc",
        "two more functions",
    ),
}


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_bend_is_seen(mistake, monkeypatch):
    bend, function, name = PLANTED[mistake]
    monkeypatch.setitem(BENDS, function, bend)

    operation, reaches = {**SHARING, **OPERATIONS}[name], (0.25, 2.0**-6)
    assert not all(certainly(Drawn(seed, reach, Zonotopes(REAL)), operation) for seed in range(60) for reach in reaches)


@pytest.mark.parametrize(
    ("method", "planted"),
    [
        (
            "__mul__",
            lambda right: lambda self, other: right(self, other).sharpened([(other.mid, self), (self.mid, other)], 0.0),
        ),
        ("of", lambda right: lambda self, linear, spread: right(self, linear._replace(slack=0.0), 0.0)),
        ("of", lambda right: lambda self, linear, spread: right(self, doubled(linear), spread)),
    ],
    ids=["products without their second order", "no remainder", "twice the linear part"],
)
def test_a_planted_operation_is_seen(method, planted, monkeypatch):
    right = getattr(Zonotope, method)
    if method == "__mul__":
        right = lambda self, other: Zonotopes(REAL).whole(Ball.__mul__(self, other))
    monkeypatch.setattr(Zonotope, method, planted(right))

    seen = [not certainly(Drawn(seed, 0.25, Zonotopes(REAL)), SHARING["x x"]) for seed in range(60)]
    assert any(seen)


def doubled(linear):
    shared, slack = linear
    return Linear(shared._replace(slope=2 * shared.slopes), slack)


# --- whole networks ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@given(data=problems())
def test_every_zonotope_holds_the_truth_and_the_floats(dtype, data):
    problem = data.map(lambda array: array.astype(dtype))
    floats, truth = (dict(letters(t)) for t in (backprop(problem), backprop(problem, arithmetic=CERTIFIED)))

    for name, z in letters(backprop(problem, arithmetic=Zonotopes(precision(dtype)))):
        assert holds(z, floats[name], problem), name
        assert encloses(z, truth[name]), name


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("memory", [2**28, 2**12])
def test_a_deep_network_holds_the_worst_rounding(activation, memory):
    """All that each step may lose, always to one side or to a side by chance; with and without memory for all symbols."""
    problem = deep(activation)
    rng = np.random.default_rng(1)
    zonotopes = dict(letters(backprop(problem, arithmetic=Zonotopes(FLOAT32, memory=memory))))
    for sign in (np.ones, lambda shape: -np.ones(shape), lambda shape: rng.choice([-1.0, 1.0], shape)):
        for name, array in letters(backprop(problem, arithmetic=Worst(FLOAT32, "numpy", sign))):
            z = zonotopes[name]
            assert (z.contains(array) | ~np.isfinite(z.rad)).all(), name


def deep(activation, width=12, layers=7):
    return example((width,) * layers, (activation,) * (layers - 1), dtype="float32", batch=3)


@pytest.mark.parametrize("i", range(4))
@pytest.mark.parametrize("activation", ["tanh", "identity", "relu"])
def test_a_bound_is_reached_by_rounding_in_the_directions_that_its_symbols_say(activation, i):
    """So that it holds by no more than it has to: an entry of z^L, each neuron rounded to the side that moves it up."""
    problem = deep(activation, width=16, layers=8).columns(slice(0, 1))
    z = forward(Pass(problem, Zonotopes(FLOAT32))).z[8]
    worst = Worst(FLOAT32, "numpy", np.ones)
    t = Pass(problem, worst)
    up = [np.sign(block[i, 0, :, None]) for _, block in sorted(generators(z).items())]
    for l, signs in zip(range(2, 9), [*up, np.ones((16, 1))], strict=True):
        worst.sign = lambda shape, signs=signs: np.broadcast_to(signs, shape) if shape else 1
        t.z[l] = BOOK.z(t, l)
        t.a[l] = BOOK.a(t, l)

    share = (np.asarray(t.z[8])[i, 0] - z.mid[i, 0]) / z.rad[i, 0]
    assert 1 / 2 < share <= 1


@pytest.mark.parametrize("activation", ["tanh", "softplus", "softmax"])
def test_zonotopes_that_take_no_note_of_rounding_do_not_hold_it(activation):
    """The planted mistake: the real numbers."""
    problem = deep(activation)
    worst = backprop(problem, arithmetic=Worst(FLOAT32, "numpy", np.ones))
    z = backprop(problem, arithmetic=Zonotopes(REAL))

    assert not z.nabla_w[2].contains(worst.nabla_w[2]).any()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("h", [2.0**-5, 2.0**-12])
def test_a_box_of_parameters_holds_the_gradient_at_its_corners(activation, h):
    problem = deep(activation, width=4, layers=5).map(lambda array: array.astype(np.float64))
    rng, xp = np.random.default_rng(2), Zonotopes(REAL)
    t, corner = Pass(problem, xp), Pass(problem, CERTIFIED)
    for mine, exact, at in ((t.w, corner.w, problem.network.w), (t.b, corner.b, problem.network.b)):
        for l, array in at.items():
            mine[l] = xp.box(array, h)
            exact[l] = CERTIFIED.lift(array) + CERTIFIED.lift(h * rng.choice([-1.0, 1.0], array.shape))
    truth = dict(letters(backward(forward(corner))))

    for name, z in letters(backward(forward(t))):
        assert encloses(z, truth[name]), name


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "gelu", "softplus"])
def test_gradients_alone_are_decided_at_any_depth(activation, dtype):
    """Where balls, whose radius grows with the product of the |w|, know less, or nothing."""
    problem = example((24,) * 13, (activation,) * 12, dtype=dtype, batch=3)
    of_balls, of_zonotopes = (backprop(problem, arithmetic=xp(precision(dtype))).nabla_w for xp in (Balls, Zonotopes))
    share = lambda of: np.mean([(abs(of[l].mid) > of[l].rad).mean() for l in of])

    assert share(of_zonotopes) > 99 / 100
    assert share(of_zonotopes) > share(of_balls)
    assert all((of_zonotopes[l].rad <= of_balls[l].rad).all() for l in of_balls)


def test_no_float_of_numpy_is_outside():
    for seed in range(20):
        problem = example((16,) * 10, ("tanh", "gelu", "relu") * 3, dtype="float32", batch=2, seed=seed)
        floats = dict(letters(backprop(problem)))
        for name, z in letters(backprop(problem, arithmetic=Zonotopes(FLOAT32))):
            assert z.contains(floats[name]).all(), (seed, name)


# --- exactness, overflow, memory --------------------------------------------------------------------------------------


def test_what_is_exact_stays_so():
    """Zeros, dead units and exact numbers, as in balls."""
    problem = example((4, 4, 4, 4), ("relu",) * 3, dtype="float32")
    network = problem.network
    dead = network.b | {3: network.b[3] - 100}
    problem = replace(problem, network=Network(network.w, dead, network.activations, network.cost))
    xp = Zonotopes(FLOAT32)
    trace = backprop(problem, arithmetic=xp)

    assert xp.lift(np.ones(3)).exact
    assert (trace.delta[3].rad == 0).all()
    assert (trace.nabla_w[2].rad == 0).all()


@pytest.mark.parametrize("xp", [Zonotopes(FLOAT16), Zonotopes(FLOAT32), Zonotopes(FLOAT64)], ids=lambda xp: xp.precision.name)
def test_overflow_becomes_an_infinite_radius_around_a_finite_midpoint(xp):
    problem = example((5,) * 6, ("identity",) * 5, dtype=xp.precision.name)
    huge = problem.map(lambda array: array * problem.dtype.type(xp.precision.largest ** (1 / 4)))
    for name, z in letters(backprop(huge, arithmetic=xp)):
        assert np.isfinite(z.mid).all(), name
        assert not np.isnan(z.rad).any(), name
    assert np.isinf(z.rad).all()


def test_symbols_without_memory_are_given_up_and_the_bound_is_wider():
    problem = deep("tanh", width=16, layers=9)
    rads = [backprop(problem, arithmetic=Zonotopes(FLOAT32, memory=memory)).nabla_w[2].rad for memory in (2**28, 2**15, 1)]

    assert (rads[0] <= rads[1] * (1 + FLOAT32.u)).all()
    assert np.median(rads[0]) < np.median(rads[1]) < np.median(rads[2])


def test_a_deep_network_needs_no_more_memory_than_is_given():
    xp = Zonotopes(FLOAT32, memory=2**15)
    z = backprop(deep("tanh", width=16, layers=9), arithmetic=xp).delta[2]

    assert sum(block.nbytes for block in z.shared.generators.blocks.values()) <= 2 * xp.memory


def test_draws_pass_at_once():
    one, other = (deep("gelu").map(lambda array, k=k: array * array.dtype.type(k)) for k in (1, 0.5))
    together = one.map(lambda array: np.stack([array, array * array.dtype.type(0.5)]))
    both = dict(letters(backprop(together, arithmetic=Zonotopes(FLOAT32))))
    for d, problem in enumerate((one, other)):
        for name, z in letters(backprop(problem, arithmetic=Zonotopes(FLOAT32))):
            rad = np.broadcast_to(both[name].rad, both[name].shape)[d]
            assert (abs(rad - z.rad) <= z.rad * FLOAT32.gamma(1000)).all(), name


def test_a_copy_is_the_ball():
    xp = Zonotopes(FLOAT32)
    z = backprop(deep("tanh"), arithmetic=xp).delta[2]
    for again in (copy.deepcopy(z), pickle.loads(pickle.dumps(z)), xp.hull(z)):
        assert type(again) is Ball
        assert (again.rad == z.rad).all()
    assert type(xp.hull(z).model) is Balls
    assert type(pickle.loads(pickle.dumps(xp))) is Zonotopes


def test_generators_reach_as_far_as_they_add_up_to():
    some = Generators({0: np.array([[[1.0, -2.0]]], np.float32), 1: np.array([[[0.5]]], np.float32)}, unit=4.0)

    assert some.symbols == 3
    assert 14 <= some.reach.item() < 14 * (1 + FLOAT32.gamma(20))


def test_a_certified_number_is_no_float():
    """The points that the tests choose are exact to far more bits than a remainder needs."""
    with CERTIFIED.working():
        drawn = Drawn(0, 0.25, Zonotopes(REAL))
        assert drawn.point(drawn.x)[0, 0].rad() < flint.arb(2) ** -100


def test_a_ball_and_a_zonotope_compare_in_either_order():
    """What was moved within an array is a ball beside zonotopes."""
    xp = Zonotopes(FLOAT64)
    zonotope = xp.lift(np.array([[1.0, 3.0]])) + xp.lift(np.array([[0.5, 0.5]]))
    ball = zonotope.moved(lambda part: part[:, ::-1])

    assert type(ball) is not type(zonotope)
    for answer in (ball > zonotope, zonotope < ball, ~(ball <= zonotope), ~(zonotope >= ball)):
        np.testing.assert_array_equal(answer.certain, [[True, False]])
        np.testing.assert_array_equal(answer.possible, [[True, False]])


@pytest.mark.parametrize(
    ("truth", "held"),
    [
        (flint.arb(0), True),
        (flint.arb(0, 2.0**-13), True),  # the hull of a kink that certified arithmetic cannot decide
        (flint.arb(1, 2.0**-13), False),
        (flint.arb(2.0**-80, 2.0**-150), False),
        (flint.arb(0, 2.0**-150), False),  # of what was computed without a kink, zero is known where it is zero
    ],
)
def test_what_a_ball_says_is_exactly_zero_is_zero_or_on_a_kink(truth, held):
    zero = np.zeros((1, 1))
    assert encloses(Ball(zero, zero, zero, Zonotopes(FLOAT32)), np.array([[truth]], dtype=object)) == held
