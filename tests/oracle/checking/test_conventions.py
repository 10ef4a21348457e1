"""The library transposes: what a user declares comes out in the user's shapes, and back into the library's."""

import numpy as np
import pytest

from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.decoding import decode
from nablacheck.oracle.checking.encoding import encode
from nablacheck.oracle.checking.vocabulary import BIASES, FOLDED
from nablacheck.reference.errors import InputError

from helpers.small_problems import problem as example

PROBLEM = example((3, 4, 2), ("tanh", "sigmoid"))


def shared(problem):
    """The same with one bias a layer."""
    return problem.map(lambda array: np.full_like(array, array[0, 0]) if array.shape[1] == 1 else array)


SHAPES = {
    ("(out, in)", "(n, 1)"): ((4, 3), (4, 1)),
    ("(out, in)", "(n,)"): ((4, 3), (4,)),
    ("(in, out)", "(1, n)"): ((3, 4), (1, 4)),
    ("(out, in)", "first column"): ((4, 4), None),
    ("(out, in)", "last column"): ((4, 4), None),
    ("(in, out)", "first row"): ((4, 4), None),
    ("(in, out)", "last row"): ((4, 4), None),
    ("(out, in)", "shared"): ((4, 3), (1,)),
    ("(in, out)", "none"): ((3, 4), None),
}


@pytest.mark.parametrize(("weights", "biases"), SHAPES)
def test_shapes_are_the_user_s(weights, biases):
    w, b, _, _ = encode(PROBLEM, Conventions(weights=weights, biases=biases), 1.0)
    weight_shape, bias_shape = SHAPES[weights, biases]

    assert w[0].shape == weight_shape
    assert (None if b[0] is None else b[0].shape) == bias_shape


@pytest.mark.parametrize("subtracted", [False, True])
@pytest.mark.parametrize("weights", ["(out, in)", "(in, out)", "neurons"])
@pytest.mark.parametrize("biases", BIASES)
def test_parameters_come_back_as_they_went(weights, biases, subtracted):
    if biases == "number":  # of a single layer, as in test_further_conventions
        with pytest.raises(InputError, match=r"declare parameters='alone'"):
            Conventions(weights=weights, biases=biases)
        return
    if weights != FOLDED.get(biases, weights):
        with pytest.raises(InputError, match=r"of the weights need weights \("):
            Conventions(weights=weights, biases=biases)
        return
    if subtracted and biases == "none":
        with pytest.raises(InputError, match=r"subtracted is True, but there are no biases"):
            Conventions(biases=biases, subtracted=subtracted)
        return
    problem = shared(PROBLEM) if biases == "shared" else PROBLEM
    c = Conventions(takes="w b x y eta", gives="w b", weights=weights, biases=biases, subtracted=subtracted)
    back = decode(encode(problem, c, 1.0)[:2], problem, c)

    for l, w in problem.network.w.items():
        assert np.array_equal(back["w"][l], w)
        if biases != "none":
            assert np.array_equal(back["b"][l], problem.network.b[l][: len(back["b"][l])])
    assert bool(back["b"]) == (biases != "none")


def test_whole_numbers_in_lists_are_numbers():
    """As plain Python writes the gradient of units that are silent."""
    w, b = ([np.ones_like(part[l], int).tolist() for l in part] for part in (PROBLEM.network.w, PROBLEM.network.b))
    back = decode([b, w], PROBLEM, Conventions())

    assert all(array.dtype == np.float64 and (array == 1).all() for array in back["nabla_w"].values())


@pytest.mark.parametrize("biases", ["(n, 1)", "(n,)", "first column", "none"])
def test_a_flat_vector_comes_back_layer_by_layer(biases):
    c = Conventions(takes="theta x y eta", gives="theta", biases=biases)
    theta, _, _, _ = encode(PROBLEM, c, 1.0)
    back = decode(theta, PROBLEM, c)

    assert theta.shape == (4 * 3 + 2 * 4 + (0 if biases == "none" else 6),)
    assert all(np.array_equal(back["w"][l], w) for l, w in PROBLEM.network.w.items())


@pytest.mark.parametrize(
    ("examples", "shape"), [("columns", (3, 7)), ("rows", (7, 3)), ("column", (3, 1)), ("vector", (3,)), ("list", (3,))]
)
def test_examples_are_the_user_s(examples, shape):
    c = Conventions(examples=examples)
    problem = next(PROBLEM.examples()) if c.one_at_a_time else PROBLEM
    x = encode(problem, c, 1.0)[2]

    assert np.shape(x) == shape
    assert isinstance(x, list) == (examples == "list")


def test_arguments_are_copies():
    w, b, x, y = encode(PROBLEM, Conventions(), 1.0)
    for array in (*w, *b, x, y):
        array[...] = 0

    assert all(array.any() for array in PROBLEM.arrays.values())


@pytest.mark.parametrize(
    ("options", "scale"),
    [
        ({}, 1),
        ({"total": "sum"}, 7),
        ({"half": False}, 2),
        ({"mean_over_outputs": True}, 0.5),
        ({"total": "sum", "half": False}, 14),
    ],
)
def test_the_cost_is_the_user_s(options, scale):
    assert Conventions(**options).scale(PROBLEM) == scale


@pytest.mark.parametrize(("over", "decay"), [(1.0, 0.5), ("m", 0.5 / 7), (50, 0.01)])
def test_the_weight_decay_is_the_user_s(over, decay):
    assert Conventions(l2=0.5, l2_over=over).decay(PROBLEM) == decay


WRONG = {
    "an accumulator": ({"accumulator": "float64"}, "unknown value of accumulator 'float64': did you mean float32?"),
    "bises": ({"bises": "none"}, "unknown convention 'bises': did you mean biases"),
    "value": ({"examples": "rowss"}, "unknown value of examples 'rowss': did you mean rows"),
    "word": ({"gives": "nabla_w nabla_bias"}, "unknown word in gives 'nabla_bias': did you mean nabla_b"),
    "a word for a yes": ({"half": "no"}, "half is 'no'; it must be True or False."),
    "a word for a number": ({"l2": "1e-4"}, "l2 is '1e-4'; it must be a finite number."),
    "a word for a count": ({"l2_over": "n"}, "l2_over is 'n'; it must be a finite number other than 0, or m."),
    "attr": ({"attr": "dw"}, "attr names 'dw', but gives has 'nabla_b nabla_w'; name one attribute for each."),
    "eta": ({"takes": "w b x y eta"}, "takes is 'w b x y eta' and gives 'nabla_b nabla_w'; a step gives"),
    "rate that is taken": (
        {"takes": "w b x y eta", "gives": "w b", "eta": 1.0},
        "eta is 1, but the function takes it; leave it out.",
    ),
    "rate of no step": ({"eta": 0.5}, "eta is 0.5, but the function makes no step; leave it out."),
    "folded": ({"biases": "last row"}, "biases as the last row of the weights need weights (in, out), not (out, in)."),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_convention_that_does_not_exist_is_one_clear_sentence(name):
    options, message = WRONG[name]
    with pytest.raises(InputError) as error:
        Conventions.of(options)

    assert str(error.value).startswith(message)
