"""The derived bound as an array: around what is right, for gradients and for single functions, and for nothing else."""

import numpy as np
import pytest

import nablacheck
from nablacheck import Adapter, Gradient, InputError, bound
from nablacheck.reference import ACTIVATIONS, backprop

from helpers.small_problems import problem


def inside(limits, given):
    """Whether every slope of a gradient lies within its radius."""
    pairs = zip(given.slopes.values(), limits.center.slopes.values(), limits.radius.slopes.values(), strict=True)
    return all((abs(g - c) <= r).all() for g, c, r in pairs)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_right_gradient_lies_within_its_bound(dtype):
    right = problem(dtype=dtype)
    limits, given = bound(right), backprop(right)

    assert inside(limits, given)
    assert abs(given.cost - limits.center.cost) <= limits.radius.cost
    assert all(np.isfinite(r).all() for r in limits.radius.slopes.values())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_planted_error_of_twice_the_radius_lies_outside(dtype):
    """Of the one entry in which it was planted, and of no other."""
    right = problem(dtype=dtype)
    limits, given = bound(right), backprop(right)
    nabla_w = {l: np.array(part, dtype=np.float64) for l, part in given.nabla_w.items()}
    nabla_w[3][1, 2] = limits.center.nabla_w[3][1, 2] + 2 * limits.radius.nabla_w[3][1, 2]
    outside = abs(nabla_w[3] - limits.center.nabla_w[3]) > limits.radius.nabla_w[3]

    assert not inside(limits, Gradient(given.nabla_b, nabla_w))
    assert np.argwhere(outside).tolist() == [[1, 2]]


def test_of_many_layers_the_bound_is_that_of_the_zonotopes():
    """Balls alone would know nothing of the first of twelve layers in float32."""
    deep = problem(widths=(8,) * 13, activations=("tanh",) * 12, dtype="float32", batch=2)
    limits = bound(deep)

    assert np.linalg.norm(limits.radius.nabla_w[2]) < np.linalg.norm(limits.center.nabla_w[2])


def test_draws_of_the_numbers_have_a_bound_each():
    one = problem()
    two = one.map(lambda array: np.stack([array, array / 2]))

    assert inside(bound(two), backprop(two))
    assert bound(two).radius.nabla_w[2].shape == (2, *one.network.w[2].shape)


@pytest.mark.parametrize("name", ["tanh", "gelu", "elu(alpha=0.5)"])
def test_a_single_function_and_what_comes_back(name):
    z, above = np.linspace(-4, 4, 33, dtype=np.float32), np.full(33, 0.5, np.float32)
    wide = bound(name, z, above)
    narrow = bound(ACTIVATIONS[name], z.astype(np.float64), above.astype(np.float64))

    assert (abs(wide.center.value - narrow.center.value) <= wide.radius.value + narrow.radius.value).all()
    assert (abs(wide.center.pulled - narrow.center.pulled) <= wide.radius.pulled + narrow.radius.pulled).all()
    assert (wide.radius.pulled > narrow.radius.pulled).any()


def test_numbers_of_a_format_that_numpy_does_not_have():
    """1 − tanh² in bfloat16, the planted back end, leaves the bound where tanh is near 1: it cancels."""
    z = np.array([0.5, 3.0])
    limits = bound("tanh", z, dtype="bfloat16")
    a = np.array([0.462890625, 0.99609375])  # tanh z in bfloat16

    assert (abs(a - limits.center.value) <= limits.radius.value).all()
    assert (abs(1 - a * a - limits.center.pulled) > bound("tanh", z).radius.pulled).all()


def test_what_an_adapter_takes_at_a_kink_is_the_center_there():
    mine = Adapter("mine", "any", kinks={"relu": {0.0: 1.0}})

    assert bound("relu", [0.0]).center.pulled.tolist() == [0.0]
    assert bound("relu", [0.0], adapter=mine).center.pulled.tolist() == [1.0]


def test_a_cost_and_a_layer_that_is_mixed():
    a, y = np.array([[0.25, 0.5], [0.75, 0.5]]), np.array([[0.0, 1.0], [1.0, 0.0]])

    assert bound("quadratic", a, y).center.value.tolist() == [0.0625, 0.25]
    assert bound("quadratic", a, y).radius.pulled.shape == (2, 2)
    mixed = bound("softmax", a)
    assert (abs(mixed.center.value.sum(axis=0) - 1) <= mixed.radius.value.sum(axis=0)).all()


def test_where_a_step_may_overflow_nothing_is_known():
    assert bound("quadratic", [[1e200]], [[0.0]]).radius.value.tolist() == [np.inf]
    assert bound("tanh", [np.nan]).radius.value.tolist() == [np.inf]


@pytest.mark.parametrize(
    ("given", "options", "says"),
    [
        (("tanhh", 1.0), {}, "unknown activation or cost 'tanhh': did you mean tanh"),
        (("tanh",), {}, "the bound of tanh is asked for without its numbers: give z as well."),
        (("mse", [[1.0]]), {}, "give the outputs and the targets, (n, m) each as well."),
        (("tanh", [0.1]), {"dtype": "bfloat16"}, "at[0] is 0.10000000000000001, which bfloat16 does not hold"),
        (("tanh", [0.5]), {"dtype": "float8"}, "unknown dtype 'float8'"),
        (("tanh", ["a"]), {}, "at is an array (1,) of <U1; give one or more floating-point numbers."),
        (("tanh", np.ma.masked_less([1.0, 2.0], 2)), {}, "at has masked entries; there must be a number in each"),
        (("tanh", []), {}, "at is an array (0,) of float64; give one or more"),
        (("tanh", [[1.0], [1.0, 2.0]]), {}, "at is no array"),
        (("tanh", [1.0], [1.0, 2.0]), {}, "what stands beside an array (1,) has shape (2,)"),
        (("softmax", [1.0]), {}, "softmax is of a layer: give it an array (n, m)"),
        (("cross-entropy", [[3.0]], [[0.0]]), {}, "cross-entropy allows outputs from 0 to 1"),
        (("nll", [[-1.0]], [[0.5]]), {}, "nll allows"),
        ((3,), {}, "an int is no activation, cost or problem; give an entry, or its name."),
        ((problem(), [1.0]), {}, "give bound(problem) nothing beside it."),
        ((problem(),), {"adapter": "pytorch"}, "unknown adapter 'pytorch'"),
    ],
)
def test_what_has_no_bound_is_one_sentence(given, options, says):
    with pytest.raises(InputError) as error:
        bound(*given, **options)
    assert says in str(error.value)


def test_it_stands_in_the_face():
    assert nablacheck.bound is bound
    assert isinstance(bound("tanh", [0.5]), nablacheck.Bound)
