"""The chapter, statement by statement: definitions, the four equations and every step of their proof.

The left-hand side of a statement, a derivative, comes from power series, which know σ and C by their values alone; the
right-hand side comes from the entries' σ′ and ∇_a C. Both are certified to more than a hundred digits.
"""

from fractions import Fraction
from itertools import product

import flint
import numpy as np
import pytest

from nablacheck.reference import Network, Problem, activation, backprop, cost
from nablacheck.reference.arithmetic import FLOAT64, Balls
from nablacheck.reference.backprop import bp1
from nablacheck.reference.componentwise import Example, componentwise

from helpers.enclosures import overlap
from helpers.series import SERIES, moved, slope
from helpers.small_problems import problem as example

PART = flint.arb(2) ** -100
"""A derivative that is off by this part of itself is seen."""


def off(entry):
    """The planted mistake: an activation whose σ′ is off by one part in 2^100."""
    if entry.vjp:
        return entry.variant(vjp=lambda z, a, cotangent, xp: entry.vjp(z, a, cotangent, xp) * (1 + PART))
    return entry.variant(prime=lambda z, a, xp: entry.prime(z, a, xp) * (1 + PART))


@pytest.fixture(autouse=True)
def digits():
    """Everything here is computed with the digits of the power series."""
    with SERIES.working():
        yield


@pytest.fixture(params=["the book", "σ′ off by one part in 2^100"])
def right(request):
    """Whether σ′ is right; the other half of every test is its planted mistake."""
    return request.param == "the book"


@pytest.fixture(params=["elementwise", "softmax"])
def mixes(request):
    """Whether layers mix their neurons."""
    return request.param == "softmax"


@pytest.fixture
def problem(right, mixes):
    """3-4-4-5, two examples."""
    names = ("softmax", "tanh", "softmax") if mixes else ("tanh", "gelu", "tanh")
    return example(activations=[activation(name) if right else off(activation(name)) for name in names], batch=2)


def rates(problem, letter, l, of=lambda t: t.cost.item()):
    """∂/∂w^l, ∂/∂b^l, ∂/∂z^l or ∂/∂a^l of a number of the pass, entry by entry, from power series."""
    base = backprop(problem) if letter in ("z", "a") else problem.network
    array = np.empty_like(getattr(base, letter)[l], dtype=object)
    for index in np.ndindex(*array.shape):
        array[index] = slope(of(moved(problem, letter, l, index)))
    return array


def trace(problem):
    return backprop(problem, arithmetic=SERIES)


def example_of(problem):
    """The components of the proof for example 1 of the batch."""
    return Example(list(problem.examples())[1], problem, SERIES)


# --- definitions ----------------------------------------------------------------------------------------------------------


@pytest.mark.equation("(28)")
def test_the_hadamard_product_is_elementwise():
    """The numbers of the book, in each arithmetic; the product of matrices is another one."""
    s, t, product = np.array([[1.0], [2.0]]), np.array([[3.0], [4.0]]), np.array([[3.0], [8.0]])
    ball, certified = (bp1(xp.lift(s), xp.lift(t)) for xp in (Balls(FLOAT64), SERIES))

    assert (bp1(s, t) == product).all()
    assert ball.contains(product).all()
    assert overlap(certified, SERIES.lift(product))
    assert not overlap(certified, SERIES.lift((s @ t.mT).sum(axis=1, keepdims=True)))


def exact_problem(entry, batch):
    """One linear layer of eighths, whose cost is exact in float64."""
    eighths = (np.arange(40) * 11 % 33 - 16) / 8
    w, b, x, y = eighths[:6], eighths[6:9], eighths[9 : 9 + 2 * batch], eighths[20 : 20 + 3 * batch]
    network = Network({2: w.reshape(3, 2)}, {2: b.reshape(3, 1)}, {2: "identity"}, entry)
    return Problem(network, x.reshape(2, batch), y.reshape(3, batch))


def half_mean_squares(problem):
    """C = 1/2n Σ_x Σ_j (y_j − a^L_j)², in fractions"""
    b, w, x, y = (np.vectorize(Fraction)(array) for array in problem.arrays.values())
    return sum(((y - (w @ x + b)) ** 2).ravel()) / (2 * problem.batch)


@pytest.mark.equation("(26)", "(27)")
@pytest.mark.parametrize("batch", [1, 4])
def test_the_quadratic_cost_is_half_the_mean_square(batch):
    problem = exact_problem("quadratic", batch)

    assert Fraction(float(backprop(problem).cost)) == half_mean_squares(problem)


@pytest.mark.parametrize("batch", [1, 4])
def test_squares_without_the_half_are_seen(batch):
    """The planted mistake: MSE as most libraries define it."""
    problem = exact_problem(cost("quadratic").variant(value=lambda a, y, xp: (a - y) * (a - y)), batch)

    assert Fraction(float(backprop(problem).cost)) != half_mean_squares(problem)


@pytest.mark.equation("(29)", "(36)", "(40)", "BP1", "BP2")
def test_delta_is_the_rate_of_the_cost_with_z(problem, right):
    delta = trace(problem).delta

    assert all(overlap(rates(problem, "z", l), delta[l]) is right for l in delta)


# --- the four equations ---------------------------------------------------------------------------------------------------


@pytest.mark.equation("BP1", "(30)")
def test_the_output_error_of_the_quadratic_cost(right):
    """δ^L = (a^L − y) ⊙ σ′(z^L), over the batch, with tanh′ = 1 − tanh² written out."""
    problem = example(activations=("tanh", "tanh", "tanh" if right else off(activation("tanh"))))
    t, y = trace(problem), SERIES.lift(problem.y)
    delta = (t.a[4] - y) * (1 - SERIES.tanh(t.z[4]) ** 2) / problem.batch

    assert overlap(t.delta[4], delta) is right


@pytest.mark.equation("BP3", "(31)")
def test_the_rate_of_the_cost_with_a_bias_is_delta(problem, right):
    """∂C/∂b = δ, summed over the examples."""
    t = trace(problem)
    delta = {l: t.delta[l][:, :1] + t.delta[l][:, 1:] for l in t.delta}

    for l in delta:
        nabla = rates(problem, "b", l)
        assert overlap(nabla, delta[l]) is right
        assert overlap(nabla, t.nabla_b[l]) is right


@pytest.mark.equation("BP4", "(32)")
def test_the_rate_of_the_cost_with_a_weight_is_a_in_delta_out(problem, right):
    """∂C/∂w = a_in δ_out, summed over the examples."""
    t = trace(problem)
    a_in_delta_out = {l: sum(np.multiply.outer(t.delta[l][:, x], t.a[l - 1][:, x]) for x in (0, 1)) for l in t.delta}

    for l in a_in_delta_out:
        nabla = rates(problem, "w", l)
        assert overlap(nabla, a_in_delta_out[l]) is right
        assert overlap(nabla, t.nabla_w[l]) is right


# --- their proof ----------------------------------------------------------------------------------------------------------


@pytest.mark.equation("(37)")
def test_the_chain_rule_over_every_output(problem, right):
    """δ^L_j = Σ_k ∂C/∂a^L_k ∂a^L_k/∂z^L_j, both factors from power series."""
    nabla_a = rates(problem, "a", 4)[:, 1]
    delta = [sum(nabla_a[k] * rates(problem, "z", 4, lambda t, k=k: t.a[4][k, 1])[j, 1] for k in range(5)) for j in range(5)]

    assert overlap(delta, componentwise(problem, SERIES).delta[4][:, 1]) is right


@pytest.mark.equation("(38)")
def test_the_rate_of_an_output_with_the_input_of_another_vanishes(problem, mixes):
    """∂a^L_k/∂z^L_j = 0 for k ≠ j where σ is elementwise, and the proof goes through those alone that do not vanish."""
    for j in range(5):
        moving = [k for k in range(5) if rates(problem, "z", 4, lambda t, k=k: t.a[4][k, 1])[j, 1] != 0]

        assert moving == ([0, 1, 2, 3, 4] if mixes else [j])
        assert moving == [k for k, _ in example_of(problem).da_dz(4, j)]


@pytest.mark.equation("(39)")
def test_the_rate_of_an_output_with_its_input_is_sigma_prime(problem, right):
    for j in range(5):
        for k, da_dz in example_of(problem).da_dz(4, j):
            assert overlap([rates(problem, "z", 4, lambda t, k=k: t.a[4][k, 1])[j, 1]], [da_dz]) is right


@pytest.mark.equation("(41)", "(42)")
def test_the_chain_rule_over_every_neuron_of_the_next_layer(problem, right):
    """∂C/∂z^l_j = Σ_k ∂C/∂z^{l+1}_k ∂z^{l+1}_k/∂z^l_j from power series; the same with δ in place of both ∂C/∂z is (42)."""
    dc_dz = {l: rates(problem, "z", l)[:, 1] for l in (2, 3)}
    dz_dz = np.array([rates(problem, "z", 2, lambda t, k=k: t.z[3][k, 1])[:, 1] for k in range(4)])
    delta = {l: column[:, 1] for l, column in componentwise(problem, SERIES).delta.items()}
    assert overlap(dc_dz[2], dc_dz[3] @ dz_dz)
    assert overlap(dc_dz[2], delta[3] @ dz_dz) is right


@pytest.mark.equation("(43)", "(23)", "(25)")
def test_the_weighted_input_of_the_next_layer(problem):
    """z^{l+1}_k = Σ_j w^{l+1}_kj σ(z^l_j) + b^{l+1}_k, term by term, without a product of matrices."""
    t = trace(problem)
    for l, k in product((2, 3), range(4)):
        w, b = (SERIES.lift(part[l + 1]) for part in (problem.network.w, problem.network.b))
        sigma = problem.network.activations[l].value(t.z[l], SERIES)
        z = sum(w[k, j] * sigma[j, 1] for j in range(4)) + b[k, 0]

        for given in (t.z[l + 1][k, 1], example_of(problem).z[l + 1][k, 0]):
            assert overlap([z], [given])
            assert not overlap([z * (1 + PART)], [given])


@pytest.mark.equation("(44)")
def test_the_rate_of_a_weighted_input_with_one_of_the_layer_before(problem, right, mixes):
    """∂z^{l+1}_k/∂z^l_j = w^{l+1}_kj σ′(z^l_j) where σ is elementwise."""
    of = example_of(problem)
    for k in range(4):
        dz_dz = rates(problem, "z", 2, lambda t, k=k: t.z[3][k, 1])[:, 1]
        assert overlap(dz_dz, [of.dz_dz(2, k, j) for j in range(4)]) is right
        w_prime = [of.w[3][k, j] * dict(of.da_dz(2, j))[j] for j in range(4)]
        assert overlap(dz_dz, w_prime) is (right and not mixes)


@pytest.mark.equation("(45)", "BP2")
def test_bp2_in_components(problem, right, mixes):
    """δ^l_j = Σ_k w^{l+1}_kj δ^{l+1}_k σ′(z^l_j) where σ is elementwise, with ∂C/∂z from power series for both δ."""
    of, dc_dz = example_of(problem), {l: rates(problem, "z", l)[:, 1] for l in (2, 3)}
    delta = [sum(of.w[3][k, j] * dc_dz[3][k] * dict(of.da_dz(2, j))[j] for k in range(4)) for j in range(4)]

    assert overlap(dc_dz[2], delta) is (right and not mixes)
    assert overlap(dc_dz[2], of.delta[2][:, 0]) is right
