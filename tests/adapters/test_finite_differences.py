"""Difference quotients: their own accuracy, and what they are along a unit vector."""

import numpy as np

from nablacheck.adapters.finite_differences import central, gradient, one_sided, units
from nablacheck.reference.backprop import backprop

from helpers.small_problems import problem as example


def test_the_gradient_has_half_the_digits_of_backpropagation():
    """Textbook steps lose more than half of the digits, which is why nobody should choose a tolerance for them."""
    problem = example()
    differences, truth = gradient(problem), backprop(problem)
    lost = max(np.max(abs(differences.nabla_w[l] - truth.nabla_w[l])) for l in truth.nabla_w)

    assert np.finfo(np.float64).eps < lost < np.finfo(np.float32).eps


def test_along_a_unit_vector_a_quotient_is_a_partial_derivative():
    problem = example(activations=("identity", "identity", "identity"))
    h = np.asarray(2.0**-10)
    both = central(problem, units(problem), h)
    ahead = one_sided(problem, units(problem), h)
    w4 = problem.network.split(both)["w4"]

    assert w4.shape == (5, 4)
    assert np.sign(w4).tolist() == np.sign(backprop(problem).nabla_w[4]).tolist()
    assert (both != ahead).all()
