"""A framework's other ways to a gradient: each is judged like the framework itself, and a mistake in one is seen."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter, names
from nablacheck.oracle.campaign.crosscheck import verdicts
from nablacheck.oracle.explaining.explained import judge_trace
from nablacheck.oracle.generating.problems import seeded
from nablacheck.oracle.judging.directional import judge_tangents
from nablacheck.oracle.judging.hessian_products import judge_hessian_vector, judge_hessian_vectors_of
from nablacheck.oracle.ledger import LEDGER
from nablacheck.reference.activations.piecewise import relu
from nablacheck.reference.arithmetic import balls, precision
from nablacheck.reference.backprop import backprop
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

from helpers.small_problems import problem as example

TORCH = ("torch-func", "torch-vmap", "torch-checkpoint", "torch-draws", "torch-autocast")
JAX = ("jax-vmap", "jax-checkpoint", "jax-transpose", "jax-draws", "jax-custom-vjp")
MODES = (*TORCH, *(pytest.param(name, marks=pytest.mark.slow) for name in JAX))


@pytest.mark.parametrize("mode", MODES)
def test_every_equation_holds(mode, adapter_named):
    adapter = adapter_named(mode)
    for dtype in adapter.dtypes[-2:]:
        for drawn in seeded(4, 4, dtype, 2):
            for draw in drawn.problem.draws():
                for verdict in verdicts(draw, adapter):
                    assert not verdict.disagrees, verdict.explain()


@pytest.mark.parametrize("mode", MODES)
def test_a_mistake_in_a_mode_is_seen_in_its_equation(mode, adapter_named):
    """The sum over the examples that vmap leaves to its caller, say, with one of them twice."""
    adapter = adapter_named(mode)
    problem = example(dtype=adapter.dtypes[-1])
    trace = adapter.trace(problem)
    twice = {l: nabla + trace.delta[l][:, :1] for l, nabla in trace.nabla_b.items()}

    assert judge_trace(problem, trace, adapter).agrees
    assert judge_trace(problem, replace(trace, nabla_b=twice), adapter).broken[0].equation == "BP3"


def test_autocast_is_allowed_the_roundings_of_bfloat16_and_no_more(adapter_named):
    """In the bounds of float32 it is wrong; in its own a product that is three more roundings off is."""
    adapter, problem = adapter_named("torch-autocast"), example(dtype="float32")
    trace = adapter.trace(problem)
    off = {**trace.z, 3: trace.z[3] + np.float32(8 * precision("bfloat16").u) * abs(trace.z[3]).max()}
    verdict = judge_trace(problem, replace(trace, z=off), adapter)

    assert judge_trace(problem, trace, adapter).agrees
    assert judge_trace(problem, trace, replace(adapter, rounds_to="")).broken[0].equation == "(23) z"
    assert verdict.broken[0].equation == "(23) z"
    assert "rounding in bfloat16 can explain" in verdict.explain()


def test_a_subnormal_number_may_be_rounded_up_where_it_is_narrowed():
    number = np.array([[precision("bfloat16").eta / 8]])
    plain, narrowed = (
        balls(replace(precision("bfloat16"), narrows=narrows), "torch").lift(number) for narrows in (False, True)
    )

    assert not plain.contains(2 * number).any()
    assert narrowed.contains(2 * number).all()
    assert not narrowed.contains(3 * number).any()


def test_what_cannot_be_batched_is_composed(adapter_named):
    adapter = adapter_named("torch-vmap")
    problem = example()
    network = problem.network
    rrelu = replace(problem, network=Network(network.w, network.b, dict.fromkeys(network.w, "rrelu"), network.cost))

    assert adapter.composes(rrelu.network.activations[2])
    assert not adapter.composes(relu)
    assert judge_trace(rrelu, adapter.trace(rrelu), adapter).agrees


def test_modes_wait_to_be_named(adapter_named):
    assert {*TORCH, *JAX} <= set(names())
    assert all(adapter_named(name).on_request for name in (*TORCH, *JAX))


TOGETHER = ("torch-draws", pytest.param("jax-draws", marks=pytest.mark.slow))


@pytest.mark.parametrize("mode", TOGETHER)
def test_all_draws_in_one_call_are_judged_like_each_by_itself(mode, adapter_named):
    adapter = adapter_named(mode)
    for dtype in adapter.dtypes:
        for drawn in seeded(4, 3, dtype, 5):
            for verdict in verdicts(drawn.problem, adapter):
                assert not verdict.disagrees, verdict.explain()


@pytest.mark.parametrize("mode", TOGETHER)
def test_a_mistake_in_one_of_the_draws_is_seen_there(mode, adapter_named):
    adapter = adapter_named(mode)
    drawn = next(seeded(4, 1, "float64", 5)).problem

    def one_wrong(problem):
        trace = adapter.together(problem)
        part = {l: nabla * np.where(np.arange(5) == 3, 2, 1)[:, None, None] for l, nabla in trace.nabla_b.items()}
        return replace(trace, nabla_b=part)

    (verdict, *_) = verdicts(drawn, replace(adapter, together=one_wrong))
    assert verdict.broken[0].equation == "BP3"
    assert verdict.broken[0].worst[0] == 3


def test_one_call_for_all_draws_keeps_its_promises():
    """What it returns is looked at as every other answer is."""
    forgets = lambda problem: backprop(problem.draw(0))
    adapter = Adapter("mine", "numpy", gradient=backprop, trace=backprop, together=forgets)
    (verdict, *_) = verdicts(next(seeded(4, 1, "float64", 5)).problem, adapter)

    assert "it must be (5, " in verdict.breaches[0]


FORWARD = ("torch-jvp", *(pytest.param(name, marks=pytest.mark.slow) for name in ("jax-jvp", "jax-linearize")))


@pytest.mark.slow
@pytest.mark.parametrize("mode", FORWARD)
def test_every_directional_derivative_lies_in_its_ball(mode, adapter_named):
    adapter = adapter_named(mode)
    for dtype in adapter.dtypes[-2:]:
        for drawn in seeded(6, 4, dtype, 2):
            for verdict in verdicts(drawn.problem, adapter):
                assert not verdict.disagrees, verdict.explain()


@pytest.mark.parametrize(
    ("mistake", "says"),
    [
        (lambda t: t * 1.001, "breaks v·∇C along v"),
        (lambda t: t.astype(np.float32), "returned v·∇C as float32 for a problem in float64"),
        (lambda t: t[:1], "it must be a real number for each of 2"),
        (lambda t: 1 / 0, "raised ZeroDivisionError"),
    ],
)
def test_a_mistake_in_forward_mode_is_seen(mistake, says, adapter_named):
    right, problem = adapter_named("torch-jvp"), example()
    wrong = replace(right, name="mine", tangents=lambda p, v: mistake(right.tangents(p, v)))
    directions = np.ones((2, problem.network.count))

    assert judge_tangents(problem, right, directions).agrees
    verdict = judge_tangents(problem, wrong, directions)
    assert verdict.disagrees
    assert says in verdict.explain()


def test_changed_directions_are_a_breach(adapter_named):
    right, problem = adapter_named("torch-jvp"), example()

    def overwrites(problem, directions):
        given = right.tangents(problem, directions)
        directions[...] = 0
        return given

    verdict = judge_tangents(problem, replace(right, tangents=overwrites), np.ones((1, problem.network.count)))
    assert verdict.breaches == ("changed the directions",)


def test_prelu_has_another_derivative_at_0_on_the_way_forward(adapter_named):
    """1, where the way back has the slope; the ledger does not excuse it, the table of kinks says it."""
    forward, back = adapter_named("torch-jvp"), adapter_named("torch")
    network = Network({2: [[1.0]]}, {2: [[0.0]]}, {2: "prelu"}, "quadratic")
    problem = Problem(network, np.zeros((1, 1)), np.ones((1, 1)))
    along = np.array([[1.0, 0.0]])

    assert judge_tangents(problem, forward, along).agrees
    assert judge_tangents(problem, replace(forward, kinks=back.kinks), along).disagrees


@pytest.mark.slow
def test_compiled_code_is_judged_with_the_defects_of_both(adapter_named):
    """elu with e^z − 1 in place of expm1 is known of torch.compile, and of eager PyTorch it is not; 2.14 has mended it."""
    adapter = adapter_named("torch-compile")
    z = -np.ones((1, 16)) / 1024
    problem = Problem(Network({2: [[1.0]]}, {2: [[0.0]]}, {2: "elu"}, "quadratic"), z, np.ones((1, 16)))
    trace = adapter.trace(problem)

    assert not judge_trace(problem, trace, adapter).disagrees
    known = next(d for d in LEDGER if (d.function, d.derivative, d.library) == ("elu", False, adapter.also[0]))
    assert judge_trace(problem, trace, replace(adapter, also=())).disagrees == known.present


@pytest.mark.parametrize("mode", ["torch-func", "torch-vmap", "torch-draws"])
def test_what_torch_func_takes_apart_is_known_there_and_nowhere_else(mode, adapter_named):
    """The gradient of a saturated logit is 0 under torch.func; in eager PyTorch that would be a finding."""
    saturated = example((1, 1), ("identity",), "cross-entropy-with-logits", "float64", batch=1)
    network = saturated.network
    steep = {2: np.full((1, 1), -50.0)}
    saturated = replace(
        saturated,
        network=Network(steep, {2: np.zeros((1, 1))}, network.activations, network.cost),
        x=np.ones((1, 1)),
        y=np.zeros((1, 1)),
    )
    trace = adapter_named(mode).trace(saturated)

    assert trace.delta[2].item() == 0
    assert judge_trace(saturated, trace, adapter_named(mode)).broken == ()
    assert judge_trace(saturated, trace, adapter_named("torch")).broken[0].equation == "BP1"


TWICE = ("torch-hvp", pytest.param("jax-hvp", marks=pytest.mark.slow))
V = np.sign(np.random.default_rng(7).standard_normal(example().network.count))


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "many"), [("torch-hvp", 40), ("jax-hvp", 4)])
def test_every_product_with_the_hessian_lies_in_its_enclosure(mode, many, adapter_named):
    adapter = adapter_named(mode)
    decided = 0
    for dtype in adapter.dtypes[-2:]:
        for drawn in seeded(3, many, dtype, 2):
            for verdict in verdicts(drawn.problem, adapter):
                assert not verdict.disagrees, verdict.explain()
                decided += verdict.decided
    assert decided


@pytest.mark.parametrize("mode", TWICE)
@pytest.mark.parametrize(
    ("mistake", "says"),
    [
        (lambda right: right, ""),
        (lambda right: lambda p, v: right(p, v).map(lambda part: 2 * part), "breaks Hv (b) end to end at layer 2"),
        (lambda right: lambda p, v: right(p, 0 * v), "breaks Hv (b) end to end at layer 2"),
        (lambda right: lambda p, v: right(p.map(np.float32), v.astype(np.float32)), "as float32 for a problem in float64"),
    ],
)
def test_a_mistake_in_a_product_with_the_hessian_is_seen(mode, mistake, says, adapter_named):
    adapter = adapter_named(mode)
    verdict = judge_hessian_vectors_of(example(), replace(adapter, hessian_vector=mistake(adapter.hessian_vector)), V)

    assert verdict.disagrees == bool(says), verdict.explain()
    assert says in verdict.explain()


def one_linear_weight(activation, cost):
    """C is linear in every weight and bias."""
    network = Network({2: [[2.0]]}, {2: [[1.0]]}, {2: activation}, cost)
    return Problem(network, np.ones((1, 1)), -np.ones((1, 1)))


@pytest.mark.parametrize("mode", TWICE)
def test_where_c_is_linear_there_is_no_second_derivative(mode, adapter_named):
    """PyTorch's gradient then has no graph to go back through."""
    adapter, problem = adapter_named(mode), one_linear_weight("identity", "l1")
    product = adapter.hessian_vector(problem, np.ones(2))

    assert product.vector.tolist() == [0.0, 0.0]
    assert not judge_hessian_vector(problem, np.ones(2), product, adapter).disagrees


@pytest.mark.parametrize(
    ("function", "cost", "z"),
    [
        ("logsigmoid", "quadratic", 20.0),
        ("mish", "quadratic", 100.0),
        ("mish", "l1", 12.0),
        ("silu", "l1", 16.875),
        ("identity", "cross-entropy-with-logits", 20.0),
        ("identity", "multilabel-soft-margin", 20.0),
        ("identity", "soft-margin", 50.0),
        ("sparse_sigmoid", "cross-entropy", 0.8748),
    ],
)
def test_double_backward_has_defects_of_its_own(function, cost, z, adapter_named):
    """Each is known where it is differentiated twice, and would be a finding elsewhere; another number still is one."""
    adapter = adapter_named("torch-hvp")
    y = -1.0 if cost == "soft-margin" else 1.0
    network = Network({2: [[1.0]]}, {2: [[z]]}, {2: function}, cost)
    problem = Problem(network, np.ones((1, 1)) / 8, np.full((1, 1), y)).map(np.float32)
    v = np.ones(2, np.float32)
    product = adapter.hessian_vector(problem, v)

    assert not judge_hessian_vector(problem, v, product, adapter).broken
    assert judge_hessian_vector(problem, v, product, replace(adapter, also=())).broken
    assert judge_hessian_vector(problem, v, product.map(lambda part: np.full_like(part, 7)), adapter).broken


def test_double_backward_goes_forward_with_another_derivative_of_prelu_at_0(adapter_named):
    """1, where the way back has the slope: the layer above the kink shows it."""
    adapter = adapter_named("torch-hvp")
    network = Network({2: [[1.0]], 3: [[1.0]]}, {2: [[0.0]], 3: [[0.5]]}, {2: "prelu", 3: "tanh"}, "quadratic")
    problem = Problem(network, np.zeros((1, 1)), np.zeros((1, 1)))
    product = adapter.hessian_vector(problem, np.ones(4))

    assert not judge_hessian_vector(problem, np.ones(4), product, adapter).disagrees
    assert judge_hessian_vector(problem, np.ones(4), product, replace(adapter, kinks_ahead=None)).disagrees


@pytest.mark.slow
def test_the_derivative_of_jaxs_rule_of_tanh_is_known_where_it_cancels(adapter_named):
    """JAX 0.11.2 has mended it."""
    adapter = adapter_named("jax-hvp")
    network = Network({2: [[1.0]]}, {2: [[0.0]]}, {2: "tanh"}, "mse")
    problem = Problem(network, np.ones((1, 1)) * 2.0**-30, np.ones((1, 1))).map(np.float32)
    v = np.array([1, 0], np.float32)
    product = adapter.hessian_vector(problem, v)
    known = next(d for d in LEDGER if (d.library, d.function) == (adapter.also[0], "tanh"))

    assert not judge_hessian_vector(problem, v, product, adapter).disagrees
    assert adapter.pullbacks.tanh_by_factors == known.present


@pytest.mark.slow
def test_gradients_example_by_example_are_added_up_with_errors_that_are_computed_once_more(adapter_named):
    """Of δ as it was returned ∇b is off by more than its sum may lose: the loop that adds up computes it in another order."""
    number = lambda text: np.array([[float.fromhex(text)]], np.float32)
    network = Network({2: number("-0x1.931a5ep+0")}, {2: number("-0x1.e37796p-2")}, {2: "gelu_tanh"}, "quadratic")
    x = np.concatenate([number("0x1.ac510cp-3"), number("0x1.8925c4p-3")], axis=1)
    problem, adapter = Problem(network, x, np.ones_like(x)), adapter_named("jax-vmap")
    trace = adapter.trace(problem)

    assert judge_trace(problem, trace, adapter).agrees
    given = judge_trace(problem, trace, replace(adapter, recomputes=False))
    assert [c.equation for c in given.broken] in ([], ["BP3"])
    halves = replace(trace, nabla_b={2: trace.nabla_b[2] / 2})
    assert [c.equation for c in judge_trace(problem, halves, adapter).broken] == ["BP3"]
