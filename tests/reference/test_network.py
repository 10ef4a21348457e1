"""Bad input: one sentence that names the argument, what was given and what is allowed."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.reference import InputError, Network, Problem, activation, cost


def build(**changes):
    """A 3-4-2 problem from arrays, with some of them changed."""
    given = {
        "w2": np.ones((4, 3)),
        "w3": np.ones((2, 4)),
        "b2": np.ones((4, 1)),
        "b3": np.ones((2, 1)),
        "x": np.ones((3, 5)),
        "y": np.ones((2, 5)),
        "sigma": {2: "tanh", 3: "sigmoid"},
        "cost": "quadratic",
        **changes,
    }
    w = given.get("w", {2: given["w2"], 3: given["w3"]})
    network = Network(w, {2: given["b2"], 3: given["b3"]}, given["sigma"], given["cost"])
    return Problem(
        network, given["x"], given["y"], given.get("scale", 1.0), weights_of_examples=given.get("weights_of_examples")
    )


def hidden(shape):
    """An array whose first number alone is masked."""
    return np.ma.array(np.ones(shape), mask=np.arange(np.prod(shape)).reshape(shape) == 0)


with_nan, with_inf = np.ones((4, 3)), np.ones((3, 5))
with_nan[1, 2], with_inf[0, 4] = np.nan, np.inf
with_nan[3, 0] = np.inf  # the first is named

BAD = {
    "shapes that do not chain": (
        {"w3": np.ones((2, 7))},
        "w[3] has shape (2, 7) but layer 2 has 4 neurons; w[3] must be (n_3, 4).",
    ),
    "a bias of another layer": ({"b3": np.ones((4, 1))}, "b[3] has shape (4, 1); beside w[3] it must be (2, 1)."),
    "a bias without its column": (
        {"b3": np.ones(2)},
        "b[3] has shape (2,); it must be a matrix, with examples in columns.",
    ),
    "batch 0": (
        {"x": np.ones((3, 0)), "y": np.ones((2, 0))},
        "x has shape (3, 0), a batch of 0 examples; at least one column is needed.",
    ),
    "width 0": (
        {"w2": np.ones((0, 3)), "b2": np.ones((0, 1)), "w3": np.ones((2, 0))},
        "w[2] has shape (0, 3); every layer must have at least one neuron.",
    ),
    "no inputs": (
        {"w2": np.ones((4, 0)), "x": np.ones((0, 5))},
        "w[2] has shape (4, 0); every layer must have at least one neuron.",
    ),
    "NaN in w": ({"w2": with_nan}, "w[2][1, 2] is nan; every number must be finite."),
    "a mask in w": ({"w2": hidden((4, 3))}, "w[2] has masked entries; there must be a number in each: fill them, or leave"),
    "a mask in y": ({"y": hidden((2, 5))}, "y has masked entries; there must be a number in each"),
    "a mask in weights": ({"weights_of_examples": hidden((1, 5))}, "weights_of_examples has masked entries; there must be"),
    "inf in x": ({"x": with_inf}, "x[0, 4] is inf; every number must be finite."),
    "examples in rows": (
        {"x": np.ones((5, 3))},
        "x has shape (5, 3); beside this network and a batch of 3 it must be (3, 3).",
    ),
    "another batch in y": (
        {"y": np.ones((2, 4))},
        "y has shape (2, 4); beside this network and a batch of 5 it must be (2, 5).",
    ),
    "unknown activation": (
        {"sigma": {2: "tahn", 3: "sigmoid"}},
        "unknown activation 'tahn': did you mean tanh or hardtanh?",
    ),
    "unknown cost": ({"cost": "cross_entropy"}, "unknown cost 'cross_entropy': did you mean cross-entropy"),
    "nothing like it": ({"cost": "xyz"}, "unknown cost 'xyz': known are binary-dice, "),
    "y of no sign": (
        {"cost": "soft-margin", "sigma": {2: "tanh", 3: "identity"}, "y": np.full((2, 5), 0.5)},
        "y[0, 0] is 0.5 in the column [0.5, 0.5]; cost 'soft-margin' allows targets −1 and 1.",
    ),
    "two labels": (
        {"cost": "nll", "sigma": {2: "tanh", 3: "log_softmax"}, "y": np.ones((2, 5))},
        "y[0, 0] is 1 in the column [1, 1]; cost 'nll' allows columns of zeros with one 1, or of zeros alone where an example "
        "is ignored.",
    ),
    "no label": (
        {"cost": "multi-margin", "sigma": {2: "tanh", 3: "identity"}, "y": np.zeros((2, 5))},
        "y[0, 0] is 0 in the column [0, 0]; cost 'multi-margin' allows columns of zeros with one 1.",
    ),
    "y outside the domain": (
        {"cost": "cross-entropy", "y": np.full((2, 5), 1.5)},
        "y[0, 0] is 1.5; cost 'cross-entropy' allows targets in [0, 1].",
    ),
    "outputs outside the domain": (
        {"cost": "cross-entropy", "sigma": {2: "tanh", 3: "relu"}},
        "cost 'cross-entropy' needs outputs in [0, 1], but activation 'relu' gives [0, ∞): choose another of the two.",
    ),
    "outputs without bounds": (
        {"cost": "cross-entropy", "sigma": {2: "tanh", 3: "identity"}},
        "cost 'cross-entropy' needs outputs in [0, 1], but activation 'identity' gives (-∞, ∞): choose another of the two.",
    ),
    "integers": (
        {"w2": np.ones((4, 3), dtype=np.int64)},
        "w[2] has dtype int64; allowed are real floating-point arrays: convert it, for instance with w[2].astype(np.float64).",
    ),
    "complex numbers": (
        {"x": np.ones((3, 5), dtype=complex)},
        "x has dtype complex128; allowed are real floating-point arrays: convert it, for instance with x.astype(np.float64).",
    ),
    "mixed dtypes in the network": (
        {"w3": np.ones((2, 4), dtype=np.float32)},
        "w[3] is float32 but w[2] is float64; one dtype is allowed in a problem: convert one of them with .astype.",
    ),
    "mixed dtypes in the data": (
        {"x": np.ones((3, 5), dtype=np.float32)},
        "x is float32 but w[2] is float64; one dtype is allowed in a problem: convert one of them with .astype.",
    ),
    "layers from 1": (
        {"w": {1: np.ones((4, 3)), 2: np.ones((2, 4))}},
        "w has the layers [1, 2]; allowed are 2, …, 3 without gaps, as many in w as in b and activations "
        "(layer 1 is the input).",
    ),
    "lists": (
        {"w": [np.ones((4, 3)), np.ones((2, 4))]},
        "w is a list; it must map the layers 2, …, L to what each has, as dict(enumerate(w, start=2)).",
    ),
    "no layers": ({"w": {}}, "w has the layers []; allowed are 2, …, L without gaps"),
    "a cost of nothing": ({"scale": 0.0}, "scale is 0.0; it must be a finite number other than 0."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_sentence(name):
    changes, message = BAD[name]
    with pytest.raises(InputError) as error:
        build(**changes)

    assert str(error.value).startswith(message), str(error.value)


def test_good_input_is_kept_as_it_is():
    w2 = np.ones((4, 3))
    problem = build(w2=w2)

    assert problem.network.w[2] is w2
    assert str(problem) == "3-4-2, tanh → sigmoid, quadratic cost, batch 5, float64"
    assert problem.network.widths == {1: 3, 2: 4, 3: 2}


def test_a_layer_that_does_not_exist_is_a_key_error():
    with pytest.raises(KeyError):
        build().network.w[1]


def test_entries_can_be_given_in_place_of_names():
    problem = build(sigma={2: activation("tanh"), 3: activation("sigmoid")}, cost=cost("quadratic"))

    assert problem.network.cost is cost("quadratic")
    assert str(replace(problem, scale=0.5)).startswith("3-4-2, tanh → sigmoid, quadratic cost × 0.5")


def deep(**changes):
    """A 2-2-2-2-2 network."""
    w, b = {l: np.ones((2, 2)) for l in range(2, 6)}, {l: np.ones((2, 1)) for l in range(2, 6)}
    return Network(w, {**b, **changes.pop("b", {})}, {**dict.fromkeys(w, "tanh"), **changes.pop("sigma", {})}, **changes)


def test_the_last_of_many_layers_is_named():
    with pytest.raises(InputError, match=r"b has the layers \[2, 3, 4, 5, 7\]; allowed are 2, …, 5 without gaps"):
        deep(b={7: np.ones((2, 1))}, cost="quadratic")
    with pytest.raises(InputError, match=r"needs outputs in \[0, 1\], but activation 'softplus' gives"):
        deep(sigma={5: "softplus"}, cost="cross-entropy")
