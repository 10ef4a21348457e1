"""Weights of examples and masks: what the equations make of them, in numbers that floats have exactly."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.reference import InputError, Network, backprop, feedforward
from nablacheck.reference.backprop import Pass

from helpers.small_problems import problem as small

WHOLE = small((3, 4, 2), ("relu", "identity")).map(lambda array: np.rint(4 * array))
"""Whole numbers under relu: nothing is rounded."""


def columns(problem, index):
    return problem.columns(np.array(index))


def test_an_example_of_weight_2_counts_like_two_examples():
    twice = replace(columns(WHOLE, [0, 1]), weights_of_examples=np.array([[1.0, 2.0]]), scale=2.0)
    repeated = replace(columns(WHOLE, [0, 1, 1]), scale=3.0)
    one, other = backprop(twice), backprop(repeated)

    assert one.cost == other.cost
    assert all(np.array_equal(one.slopes[name], other.slopes[name]) for name in one.slopes)


def test_a_mask_of_a_neuron_is_a_mask_of_the_weights_that_read_it():
    kept = np.array([[2.0], [0.0], [1.0], [2.0]])
    masked = replace(WHOLE, masks={2: kept * np.ones((1, WHOLE.batch))})
    network = WHOLE.network
    w = {2: network.w[2], 3: network.w[3] * kept.T}
    plain = replace(WHOLE, network=Network(w, network.b, network.activations, network.cost))
    one, other = backprop(masked), backprop(plain)

    assert np.array_equal(one.nabla_w[2], other.nabla_w[2])
    assert np.array_equal(one.nabla_b[2], other.nabla_b[2])
    assert np.array_equal(one.nabla_w[3], other.nabla_w[3] * kept.T)
    assert np.array_equal(feedforward(masked).z[3], other.z[3])


def test_a_mask_is_part_of_the_jacobian_of_a_row():
    """softmax in a hidden layer: the cotangent is masked before the Jacobian."""
    mask = np.eye(4)[:, np.arange(WHOLE.batch) % 4] * 2
    network = Network(WHOLE.network.w, WHOLE.network.b, {2: "softmax", 3: "identity"}, "quadratic")
    t = backprop(replace(WHOLE, network=network, masks={2: mask}))
    plain = Pass(replace(WHOLE, network=network))
    plain.z[2] = t.z[2]
    back = (network.w[3].T @ t.delta[3]) * mask

    assert np.array_equal(t.delta[2], back * plain.prime(2))


def test_columns_take_their_weights_and_masks_along():
    problem = replace(WHOLE, weights_of_examples=np.arange(1.0, 1 + WHOLE.batch)[None], masks={2: np.ones((4, WHOLE.batch))})
    last = list(problem.examples())[-1]

    assert last.weights_of_examples.tolist() == [[WHOLE.batch]]
    assert last.masks[2].shape == (4, 1)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"masks": {2: np.ones((3, 7))}}, "masks[2] has shape (3, 7); beside this network and a batch of 7 it must be (4, 7)."),
        ({"masks": {5: np.ones((4, 7))}}, "masks[5] belongs to no layer with an activation"),
        (
            {"weights_of_examples": np.ones(7)},
            "weights_of_examples has shape (7,); beside this network and a batch of 7 it mus",
        ),
    ],
)
def test_what_does_not_fit_is_one_sentence(given, says):
    with pytest.raises(InputError) as error:
        replace(WHOLE, **given)

    assert str(error.value).startswith(says)
