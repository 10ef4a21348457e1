"""One named view of the parameters and of what belongs to each of them, in one order, to and from layers and one vector."""

import numpy as np
import pytest

from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.encoding import encode
from nablacheck.reference import Gradient, InputError, backprop
from nablacheck.reference.arithmetic.certified import CERTIFIED
from nablacheck.reference.parameters import in_brackets, layered, letter_and_layer

from helpers.small_problems import problem as example

NETWORK = example(widths=(2, 3, 1), activations=("tanh", "identity")).network
NAMES = ["b2", "b3", "w2", "w3"]


def drawn(*draws):
    """A problem whose numbers have leading axes."""
    return example().map(lambda array: np.broadcast_to(array, (*draws, *array.shape)))


def test_parameters_have_names_biases_first():
    assert list(NETWORK.parameters) == NAMES
    assert NETWORK.parameters["w3"] is NETWORK.w[3]
    assert NETWORK.parameters["b2"] is NETWORK.b[2]
    assert (letter_and_layer("w12"), in_brackets("b3")) == (("w", 12), "b[3]")


def test_a_vector_holds_them_row_by_row():
    parts = NETWORK.split(np.arange(13.0))

    assert (NETWORK.count, list(parts)) == (13, NAMES)
    assert [part.tolist() for part in parts.values()] == [
        [[0], [1], [2]],
        [[3]],
        [[4, 5], [6, 7], [8, 9]],
        [[10, 11, 12]],
    ]


@pytest.mark.parametrize("draws", [(), (2,), (2, 3)])
def test_there_and_back_again(draws):
    network = drawn(*draws).network
    again = network.with_parameters(network.split(network.vector))

    assert network.vector.shape == (*draws, network.count)
    assert all(np.array_equal(array, again.parameters[name]) for name, array in network.parameters.items())
    assert again.activations == network.activations


def test_what_has_more_leading_axes_than_the_network_is_parted_too():
    parts = NETWORK.split(np.arange(2 * 5 * 13.0).reshape(2, 5, 13))

    assert parts["w2"].shape == (2, 5, 3, 2)
    assert parts["w2"][1, 4].ravel().tolist() == list(range(9 * 13 + 4, 9 * 13 + 10))


@pytest.mark.parametrize("given", [np.zeros(12), np.zeros((2, 14)), np.zeros(())])
def test_a_vector_of_another_length_is_refused(given):
    with pytest.raises(InputError, match="for b2, b3, w2, w3 its last axis must have 13 entries"):
        NETWORK.split(given)


@pytest.mark.parametrize("draws", [(), (2,)])
def test_a_gradient_goes_by_the_same_names(draws):
    problem = drawn(*draws)
    nabla = backprop(problem)
    again = Gradient.of(problem.network.split(nabla.vector))

    assert list(nabla.slopes) == list(problem.network.parameters)
    assert nabla.slopes["w3"] is nabla.nabla_w[3]
    assert all(np.array_equal(array, again.slopes[name]) for name, array in nabla.slopes.items())


def test_the_planted_mistake_is_seen():
    """Weights and biases exchanged, as in a vector of another order."""
    nabla = backprop(example())
    w, b = layered(nabla.slopes)

    assert not np.array_equal(Gradient(b, w).vector, Gradient(w, b).vector)


def test_a_gradient_without_biases_has_the_names_of_weights():
    assert list(Gradient({}, backprop(example()).nabla_w).slopes) == ["w2", "w3", "w4"]


def test_certified_numbers_stay_what_they_are():
    nabla = backprop(example(), arithmetic=CERTIFIED)

    assert all(mine is theirs for mine, theirs in zip(nabla.vector[:4], nabla.nabla_b[2].ravel(), strict=True))


def test_theta_is_what_its_convention_says():
    """Layer by layer the weights and then the biases: an order of users, and none of ours."""
    theta, *_ = encode(example(), Conventions(takes="theta x y", gives="nabla_theta"), 1.0)
    network = example().network
    layers = [np.concatenate([network.w[l].ravel(), network.b[l].ravel()]) for l in network.w]

    assert theta.tolist() == np.concatenate(layers).tolist()
