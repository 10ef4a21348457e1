"""PyTorch and JAX against every equation, and what an adapter promises besides its numbers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from nablacheck.adapters import load, names
from nablacheck.oracle.explaining.explained import judge_trace
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.judging.observe import observe
from nablacheck.reference import ACTIVATIONS, COSTS, Activation
from nablacheck.reference.errors import InputError
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

from helpers.small_problems import output_for
from helpers.small_problems import problem as example
from helpers.strategies import problems

pytestmark = pytest.mark.slow

DTYPES = ("float32", "float64")


def test_sums_of_a_narrow_format_are_kept_as_declared(framework):
    """2048 + 1 is 2048 in float16: in it nothing is left of the ones that follow."""
    x = np.ones((1, 65), np.float16)
    x[0, 0] = 2048
    one, zero = np.ones((1, 1), np.float16), np.zeros((1, 1), np.float16)
    batch = Problem(Network({2: one}, {2: zero}, {2: "identity"}, "quadratic"), x, 0 * x, scale=65)
    wide = Problem(Network({2: x}, {2: zero}, {2: "identity"}, "quadratic"), np.ones((65, 1), np.float16), zero)

    assert (framework.trace(batch).nabla_b[2] == 2048 + 64) == (framework.accumulator == "float32")
    assert framework.trace(wide).z[2] == 2048 + 64


def test_sums_of_a_cost_in_bfloat16_are_kept_in_float32(framework):
    """½32² + ½ is ½32² in bfloat16."""
    a = np.array([[32.0], *[[1.0]] * 64])

    assert framework.functions.cost(COSTS["quadratic"], a, 0 * a, "bfloat16")[0] == 512 + 32


@pytest.mark.equation("(23)", "(25)", "BP1", "BP2", "BP3", "BP4")
@pytest.mark.parametrize("dtype", DTYPES)
@given(problem=problems())
def test_every_equation_holds(framework, dtype, problem):
    """A framework's own z, a and δ satisfy each of the equations, to rounding."""
    problem = problem.map(lambda array: array.astype(dtype))
    trace, breaches = observe(framework.trace, problem)
    verdict = judge_trace(problem, trace, framework)

    assert not breaches
    assert not verdict.disagrees, verdict.explain()


@pytest.mark.parametrize("dtype", DTYPES)
def test_rows_of_equal_z_leave_a_delta_that_is_rounding_alone(framework, dtype):
    """Standardised, they are 0, and what comes back cancels to nothing: a compiler's second δ is another one."""
    zero, zeros = np.zeros((1, 1), dtype), np.zeros((3, 2), dtype)
    activations = {2: "identity", 3: ACTIVATIONS["standardize"]}
    network = Network({2: zero, 3: zeros[:, :1]}, {2: zero, 3: zeros[:, :1]}, activations, "l1")
    for y in (zeros, zeros + np.dtype(dtype).type(0.375)):
        problem = Problem(network, zeros[:1], y)
        verdict = judge_trace(problem, framework.trace(problem), framework)

        assert not verdict.disagrees, verdict.explain()


@pytest.mark.parametrize("dtype", DTYPES)
@given(problem=problems())
def test_the_gradient_lies_in_its_balls(framework, dtype, problem):
    problem = problem.map(lambda array: array.astype(dtype))
    gradient, breaches = observe(framework.gradient, problem)
    verdict = judge_gradient(problem, gradient, framework)

    assert not breaches
    assert not verdict.disagrees, verdict.explain()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_is_right(framework, activation, dtype):
    problem = example(activations=(activation, activation, activation), dtype=dtype)
    verdict = judge_trace(problem, framework.trace(problem), framework)

    assert verdict.agrees, verdict.explain()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("cost", COSTS)
def test_every_cost_is_right(framework, cost, dtype):
    output = {"categorical-cross-entropy": "softmax"}.get(cost, output_for(COSTS[cost]))
    problem = example(activations=("tanh", "relu", output), cost=cost, dtype=dtype)
    verdict = judge_trace(problem, framework.trace(problem), framework)

    assert not verdict.disagrees, verdict.explain()
    assert all(np.any(c.decided) for c in verdict.comparisons)


def test_a_dead_unit_is_decided(framework):
    """relu at exactly 0 has an exact derivative, declared in the kink table."""
    problem = example(activations=("relu", "leaky_relu", "relu")).map(np.zeros_like)
    verdict = judge_trace(problem, framework.trace(problem), framework)

    assert verdict.agrees, verdict.explain()
    assert sum(int(c.inconclusive.sum()) for c in verdict.comparisons) == 0


def test_the_other_derivative_at_a_kink_disagrees(framework):
    """The planted mistake: a kink table that declares what the framework does not do."""
    problem = example(activations=("leaky_relu", "leaky_relu", "identity"))
    problem = problem.map(lambda array: array if array is problem.network.w[4] or array is problem.y else np.zeros_like(array))
    other = replace(framework, kinks={"leaky_relu": {0.0: 0.505}})
    verdict = judge_trace(problem, framework.trace(problem), other)

    assert [c.equation for c in verdict.broken] == ["BP2"]
    assert judge_trace(problem, framework.trace(problem), framework).agrees


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_framework_keeps_the_settings_of_its_user(framework, dtype):
    before = settings(framework.name)
    framework.trace(example(dtype=dtype))

    assert settings(framework.name) == before


def settings(name):
    if name == "torch":
        import torch

        return torch.get_default_dtype(), torch.get_num_threads(), torch.is_grad_enabled(), torch.initial_seed()
    import jax

    return jax.config.jax_enable_x64, jax.numpy.ones(1).dtype


def test_an_entry_without_a_native_function_is_composed(framework):
    """The framework differentiates our formula; the planted mistake is a δ that it does not give."""
    cube = Activation("cube", value=lambda z, xp: z * z * z, prime=lambda z, a, xp: 3 * z * z)
    problem = example(activations=("tanh", cube, "tanh"))
    trace = framework.trace(problem)

    assert framework.composes(cube)
    assert not framework.composes(problem.network.activations[2])
    assert judge_trace(problem, trace, framework).agrees
    wrong = replace(trace, delta={**trace.delta, 3: trace.delta[3] * (1 + 2.0**-40)})
    assert next(c.equation for c in judge_trace(problem, wrong, framework).broken) == "BP2"


def test_an_unknown_adapter_is_named_with_its_neighbours():
    assert [name for name in names() if "-" not in name] == [
        *("torch", "jax", "optax", "autograd", "tensorflow", "paddle", "mlx", "casadi")
    ]
    with pytest.raises(InputError, match="unknown adapter 'trch': did you mean torch"):
        load("trch")


def test_what_xla_does_not_know_is_left_out():
    """An option of another release must not end a run."""
    jax_grad = pytest.importorskip("nablacheck.adapters.jax_grad", reason="pip install 'nablacheck[jax]'")
    problem = example()
    odd = jax_grad.Grad({}, {}, options={"xla_no_such_option": 1})

    assert judge_trace(problem, odd.trace(problem), odd.adapter("odd")).agrees


def test_no_output_is_an_error(adapter_named):
    """PyTorch's binary cross-entropy raises one for NaN, where every other cost gives NaN."""
    large, ones = np.array([[3e38], [-3e38]], np.float32), np.ones((1, 2), np.float32)
    b = {2: np.zeros((2, 1), np.float32), 3: np.zeros((1, 1), np.float32)}
    network = Network({2: large, 3: ones}, b, {2: "identity", 3: "sigmoid"}, "cross-entropy")
    two = np.array([[2]], np.float32)

    for name in ("torch", "torch-vmap"):
        trace = adapter_named(name).trace(Problem(network, two, two / 2))
        assert np.isnan(trace.a[3]).all()
        assert np.isnan(trace.cost)
