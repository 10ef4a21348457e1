"""H v is judged end to end: what is right is in its enclosure, what people leave out is not, and a kink decides nothing."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.campaign.crosscheck import Tally, crosscheck
from nablacheck.oracle.explaining.explained import judge_hessian_vector as explained
from nablacheck.oracle.judging.hessian_products import OF_B, OF_W, judge_hessian_vector, judge_hessian_vectors_of
from nablacheck.reference.backprop import backprop
from nablacheck.reference.costs import COSTS
from nablacheck.reference.duals import with_slope
from nablacheck.reference.errors import InputError
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.hessian_vector import hessian_vector
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

from helpers.small_problems import problem as example

MINE = Adapter("mine", "numpy", hessian_vector=hessian_vector)
V = np.sign(np.random.default_rng(7).standard_normal(example().network.count))


def flat(problem):
    """The problem with activations of which nobody knows that σ′ bends."""
    network = problem.network
    entries = {
        l: entry.variant(prime=with_slope(entry.prime, lambda z, a, xp: 0 * z)) for l, entry in network.activations.items()
    }
    return replace(problem, network=network.with_entries(entries, network.cost))


def gauss_newton(problem, v):
    """Jᵀ H_C J v: how C bends by the outputs, and nothing else; the outputs' own rates sent back."""
    network = problem.network
    w_dot, b_dot = ({l: network.split(v)[f"{letter}{l}"] for l in network.w} for letter in "wb")
    trace = backprop(problem)
    prime = {l: entry.prime(trace.z[l], trace.a[l], None) for l, entry in network.activations.items()}
    a_dot = {1: 0 * problem.x}
    for l in network.w:
        a_dot[l] = prime[l] * (w_dot[l] @ trace.a[l - 1] + network.w[l] @ a_dot[l - 1] + b_dot[l])
    L = network.L
    delta = {L: a_dot[L] / problem.batch * prime[L]}
    for l in reversed(range(2, L)):
        delta[l] = network.w[l + 1].T @ delta[l + 1] * prime[l]
    return Gradient(
        {l: d.sum(axis=1, keepdims=True) for l, d in delta.items()}, {l: d @ trace.a[l - 1].T for l, d in delta.items()}
    )


MISTAKES = {
    "σ″ is left out": lambda problem, v: hessian_vector(flat(problem), v),
    "Gauss-Newton": gauss_newton,
    "the direction is dropped": lambda problem, v: backprop(problem).gradient,
    "a direction of ones": lambda problem, v: hessian_vector(problem, np.ones_like(v)),
    "twice": lambda problem, v: hessian_vector(problem, v).map(lambda part: 2 * part),
    "the other sign": lambda problem, v: hessian_vector(problem, -v),
    "the sum over the examples": lambda problem, v: hessian_vector(replace(problem, scale=problem.batch), v),
    "the last layer alone moves": lambda problem, v: hessian_vector(problem, v * _of_layer(problem, problem.network.L)),
    "one digit": lambda problem, v: hessian_vector(problem, v).map(lambda part: part * (1 + 2.0**-20)),
}


def _of_layer(problem, layer):
    parts = problem.network.parameters
    return np.concatenate([np.full(part.size, name.endswith(str(layer))) for name, part in parts.items()])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("cost", ["quadratic", "cross-entropy"])
def test_what_is_right_agrees(dtype, cost):
    problem = example(cost=cost, dtype=dtype)
    verdict = judge_hessian_vectors_of(problem, MINE, V)

    assert verdict.agrees, verdict.explain()
    assert {c.equation for c in verdict.comparisons} == {OF_B, OF_W}
    assert "agrees with every equation" in verdict.explain()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_seen(mistake):
    problem = example()
    verdict = judge_hessian_vector(problem, V, MISTAKES[mistake](problem, V), MINE)

    assert verdict.disagrees
    assert "mine breaks Hv (" in verdict.explain()


def test_gauss_newton_has_its_name():
    """From a text of its own, which knows nothing of the tables that name it."""
    verdict = explained(example(), V, gauss_newton(example(), V), MINE)

    assert [says.split(":")[0] for says in verdict.looks_like] == ["the Gauss-Newton matrix took the place of H"]


def test_of_a_linear_output_with_a_quadratic_cost_gauss_newton_is_right_where_nothing_lies_before():
    """A single linear layer: there is no σ″ to leave out."""
    problem = example((3, 2), ("identity",), batch=5)
    v = np.arange(problem.network.count) / 4
    verdict = judge_hessian_vector(problem, v, gauss_newton(problem, v), MINE)

    assert verdict.agrees, verdict.explain()


def test_a_product_may_be_a_vector():
    problem = example()
    right = hessian_vector(problem, V).vector

    assert judge_hessian_vector(problem, V, right, MINE).agrees
    assert judge_hessian_vector(problem, V, -right, MINE).disagrees


def test_leading_axes_are_draws():
    one = example()
    problem = one.map(lambda array: np.stack([array, array / 2]) if array is not one.y else np.stack([array, array]))
    products = [hessian_vector(draw, V) for draw in problem.draws()]
    given = Gradient(
        *({l: np.stack([getattr(p, name)[l] for p in products]) for l in one.network.w} for name in ("nabla_b", "nabla_w"))
    )

    assert judge_hessian_vector(problem, V, given, MINE).agrees
    assert judge_hessian_vectors_of(problem, MINE, V).agrees
    given.nabla_w[3][1] *= 2
    broken = judge_hessian_vector(problem, V, given, MINE).broken
    assert [(c.equation, c.layer, c.worst[0]) for c in broken] == [(OF_W, 3, 1)]


def test_the_scale_of_the_cost_and_weights_of_examples_are_in_it():
    problem = replace(example(), scale=3.0, weights_of_examples=np.arange(1.0, 8.0)[None], masks={3: np.eye(4, 7) * 2})
    assert judge_hessian_vectors_of(problem, MINE, V).agrees
    assert judge_hessian_vector(problem, V, hessian_vector(example(), V), MINE).disagrees


def test_zonotopes_decide_what_balls_leave_open():
    problem = example((4,) * 14, ("tanh",) * 13, dtype="float32", batch=2)
    v = np.ones(problem.network.count, np.float32)
    product = hessian_vector(problem, v)
    verdict = judge_hessian_vector(problem, v, product, MINE)
    in_balls = [c.in_balls.outcome for c in verdict.comparisons]

    assert not verdict.disagrees
    assert sum(c.outcome == "right" for c in verdict.comparisons) > in_balls.count("right")


# --- kinks ------------------------------------------------------------------------------------------------------------


def at_a_kink(activation="relu"):
    """A hidden neuron whose z is 0, and one whose z is 1."""
    network = Network({2: [[1.0], [1.0]], 3: [[1.0, 1.0]]}, {2: [[0.0], [1.0]], 3: [[0.5]]}, {2: activation, 3: "tanh"}, "mse")
    return Problem(network, [[0.0]], [[0.0]])


@pytest.mark.parametrize("wrong", [0.0, 1.0, 1e6, -3.0])
def test_at_a_kink_nothing_is_called_wrong(wrong):
    """Whatever stands there; what belongs to the neuron beside it is decided as ever."""
    problem = at_a_kink()
    v = np.ones(problem.network.count)
    product = hessian_vector(problem, v, kinks=MINE.kinks)
    product.nabla_b[2][0] = wrong
    verdict = judge_hessian_vector(problem, v, product, MINE)

    assert verdict.inconclusive
    assert "at a kink, where there is no σ″" in verdict.explain()
    (of_b, *_) = (c for c in verdict.comparisons if (c.equation, c.layer) == (OF_B, 2))
    assert of_b.inconclusive.ravel().tolist() == [True, False]
    assert (of_b.decided, of_b.entries) == (1, 2)

    product.nabla_b[2][1] += 1
    assert judge_hessian_vector(problem, v, product, MINE).disagrees


# --- promises and bad input -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mistake", "says"),
    [
        (
            lambda problem, v: hessian_vector(problem, v).map(np.float32),
            "returned everything as float32 for a problem in float64",
        ),
        (lambda problem, v: None, "returned NoneType; it must be a Gradient or a Trace"),
        (lambda problem, v: 1 / 0, "raised ZeroDivisionError"),
        (lambda problem, v: Gradient({}, {}), "returned nabla_b without layer 2"),
    ],
)
def test_a_broken_promise_is_said(mistake, says):
    verdict = judge_hessian_vectors_of(example(), replace(MINE, hessian_vector=mistake), V)

    assert verdict.disagrees
    assert says in verdict.explain()


def test_what_is_changed_on_the_way_is_said():
    def overwrites(problem, v):
        found = hessian_vector(problem, v)
        problem.x[...] = 0
        v[...] = 0
        return found

    verdict = judge_hessian_vectors_of(example(), replace(MINE, hessian_vector=overwrites), V)
    assert verdict.breaches == ("changed its input x",)
    assert V.any()


@pytest.mark.parametrize(
    ("direction", "says"),
    [
        (np.ones(3), "of shape (3,); give 61 real numbers"),
        (np.ones((2, 61)), "of shape (2, 61)"),
        (np.ones(61, complex), "complex128"),
        (np.full(61, 0.1), "not finite or not of float32"),
        (np.full(61, np.nan), "not finite or not of float32"),
    ],
)
def test_a_direction_that_cannot_be_used_is_refused(direction, says):
    problem = example(dtype="float32")
    assert problem.network.count == 61
    with pytest.raises(InputError) as refused:
        judge_hessian_vector(problem, direction, np.ones(61, np.float32), MINE)
    assert says in str(refused.value)


def test_a_product_in_other_shapes_is_refused():
    with pytest.raises(InputError, match="must have 61 entries"):
        judge_hessian_vector(example(), V, np.ones(3), MINE)
    masked = np.ma.masked_all(example().network.count)
    with pytest.raises(InputError, match="H v came with masked entries; there must be a number in each"):
        judge_hessian_vector(example(), V, masked, MINE)


def test_who_has_no_products_is_not_asked():
    with pytest.raises(InputError, match="has no H v"):
        judge_hessian_vectors_of(example(), Adapter("mine", "numpy", backprop), V)
    with pytest.raises(InputError, match="hessian_vector of adapter 'mine' is 3"):
        Adapter("mine", "numpy", hessian_vector=3)


def test_a_run_counts_them():
    """Whoever has products is asked for nothing else."""
    tally = Tally()
    crosscheck([example(), example(cost=COSTS["cross-entropy"].name)], MINE, tally)

    assert not tally.findings
    assert {equation for _, _, equation in tally.rows} == {OF_B, OF_W}
    assert tally.problems["mine", "float64"] == 2
