"""The `Network` of the book: its names and lists, the numbers of the reference, and nothing changed by bad input."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.generating import digits
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.reference import Gradient, InputError, Network, Problem, backprop, sgd
from nablacheck.reference.book import Network as Book
from nablacheck.reference.draws import Bits

NUMPY = Adapter("mine", "numpy", gradient=backprop)


def data(count=7):
    """Examples (x, y) for 3-4-2, with full mantissas."""
    x, y = Bits(1).normal((3, count)), Bits(2).uniform((2, count))
    return [(x[:, [i]], y[:, [i]]) for i in range(count)]


def book():
    return Book([3, 4, 2], seed=3)


def problem(network, examples):
    """The same network and examples for the reference."""
    w, b = (dict(enumerate(part, start=2)) for part in (network.weights, network.biases))
    x, y = (np.concatenate(columns, axis=1) for columns in zip(*examples, strict=True))
    return Problem(Network(w, b, dict.fromkeys(w, "sigmoid"), "quadratic"), x, y)


def nielsen(network):
    """The class of the book as a reader types it, from the submissions, with the same weights."""
    path = Path(__file__).parent.parent / "submissions" / "nielsen_network.py"
    spec = importlib.util.spec_from_file_location("nielsen_network", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Network(network.weights, network.biases)


def test_the_attributes_are_the_books():
    network = Book([784, 30, 10])

    assert (network.num_layers, network.sizes) == (3, [784, 30, 10])
    assert [w.shape for w in network.weights] == [(30, 784), (10, 30)]
    assert [b.shape for b in network.biases] == [(30, 1), (10, 1)]


def test_backprop_agrees_with_the_code_of_the_book():
    """Both lie in the balls of the equations; neither is taken for the truth."""
    network, (x, y) = book(), data()[0]
    for nabla_b, nabla_w in (network.backprop(x, y), nielsen(network).backprop(x, y)):
        gradient = Gradient(dict(enumerate(nabla_b, start=2)), dict(enumerate(nabla_w, start=2)))
        assert judge_gradient(problem(network, [(x, y)]), gradient, NUMPY).agrees


def test_another_gradient_is_seen():
    network, (x, y) = book(), data()[0]
    nabla_b, nabla_w = network.backprop(x, y)
    gradient = Gradient(dict(enumerate(nabla_b, start=2)), {2: nabla_w[0], 3: nabla_w[1] * (1 + 2.0**-40)})

    assert judge_gradient(problem(network, [(x, y)]), gradient, NUMPY).broken[0].letter == "∇w^3"


def test_a_step_is_the_references():
    network = book()
    wanted = sgd.update_mini_batch(problem(network, data()), 0.5)
    network.update_mini_batch(data(), 0.5)

    assert all((mine == w).all() for mine, w in zip(network.weights, wanted.w.values(), strict=True))
    assert all((mine == b).all() for mine, b in zip(network.biases, wanted.b.values(), strict=True))


def test_the_small_functions_of_the_book():
    network, (x, _) = book(), data()[0]
    a, y = np.array([[0.25], [1.0]]), np.array([[1.0], [0.5]])

    assert network.cost_derivative(a, y).tolist() == [[-0.75], [0.5]]
    assert (network.feedforward(x) == backprop(problem(network, [(x, y)])).a[3]).all()


def test_evaluate_counts_labels_and_unit_vectors_alike():
    network, examples = book(), data()
    winners = [int(network.feedforward(x).argmax()) for x, _ in examples]
    labelled = [(x, label) for (x, _), label in zip(examples, winners, strict=True)]
    wrong = [(x, 1 - label) for x, label in labelled[:2]]
    vectors = [(x, sgd.unit_vectors([label], 2)) for x, label in labelled]

    assert network.evaluate(labelled) == network.evaluate(vectors) == 7
    assert network.evaluate(wrong + labelled[2:]) == 5


def weights(network):
    return b"".join(array.tobytes() for array in network.weights + network.biases)


def test_trainings_are_numbered_from_0_beside_the_seed():
    """So that one is repeated without the ones before: the order of the second comes from the seed (3, 1)."""
    network, examples = book(), data()
    for number in range(2):
        wanted = sgd.SGD(problem(network, examples), 1, 3, 0.5, seed=(3, number))
        network.SGD(examples, 1, 3, 0.5, report=lambda line: None)

        assert all((mine == w).all() for mine, w in zip(network.weights, wanted.w.values(), strict=True))


def test_the_seed_is_0_unless_it_is_given():
    assert weights(Book([3, 4, 2])) == weights(Book([3, 4, 2], seed=0)) != weights(book())


def test_training_prints_what_the_book_prints_and_can_be_repeated(capsys):
    one, two = book(), book()
    for network in (one, two):
        network.SGD(data(), 2, 3, 0.5, test_data=[(x, 0) for x, _ in data()])
        network.SGD(iter(data()), 1, 3, 0.5, lmbda=0.1)
    lines = capsys.readouterr().out.splitlines()

    assert lines[:3] == lines[3:]
    assert lines[0].startswith("Epoch 0: ")
    assert lines[0].endswith(" / 7")
    assert lines[2] == "Epoch 0 complete"
    assert weights(one) == weights(two)


def test_a_second_training_shuffles_anew():
    """Else two epochs would be the same one twice."""
    once, twice = book(), book()
    once.SGD(data(), 2, 3, 0.5, report=lambda line: None)
    twice.SGD(data(), 1, 3, 0.5, report=lambda line: None)
    first = weights(twice)
    twice.SGD(data(), 1, 3, 0.5, report=lambda line: None)

    assert first != weights(twice) != weights(once)


@pytest.mark.slow
def test_the_digits_are_learned(real_digits):
    x, y = digits.images()
    order = Bits(1).shuffled(x.shape[-1])
    examples = [(x[:, [i]], y[:, [i]]) for i in order]
    labelled = [(column, int(vector.argmax())) for column, vector in examples[1500:]]
    told, network = [], Book([64, 30, 10], seed=0)
    network.SGD(examples[:1500], 30, 10, 3.0, test_data=labelled, report=told.append)

    assert network.evaluate(labelled) / len(labelled) >= 0.95
    assert told[-1] == f"Epoch 29: {network.evaluate(labelled)} / 297"


def changed(**changes):
    return {"training_data": data(), "epochs": 1, "mini_batch_size": 3, "eta": 0.5, **changes}


COLUMN = np.ones((3, 1))
BAD = {
    "there are no examples; give at least one (x, y).": changed(training_data=[]),
    "epochs is 0;": changed(epochs=0),
    "mini_batch_size is 8; it must be an integer from 1 to 7.": changed(mini_batch_size=8),
    "eta is 0;": changed(eta=0),
    "eta is nan;": changed(eta=np.nan),
    "lmbda is -1;": changed(lmbda=-1),
    "label 0 is 2; it must be an integer from 0 to 1.": changed(test_data=[(COLUMN, 2)]),
    "label 0 is 0.5;": changed(test_data=[(COLUMN, 0.5)]),
    "every number must be finite": changed(training_data=[*data(), (COLUMN * np.nan, np.ones((2, 1)))]),
    "x of example 7 has shape (3,); every x must be a column, as (3, 1).": changed(training_data=[*data(), (np.ones(3), 0)]),
    "x of example 7 has shape (4, 1); every x must be a column, as (3, 1).": changed(
        training_data=[*data(), (np.ones((4, 1)), np.ones((2, 1)))]
    ),
    "x of example 0 has shape (3,); every x must be a column, as (3, 1).": changed(training_data=[(np.ones(3), 0)]),
    "x of example 0 is not an array of numbers": changed(training_data=[("image", np.ones((2, 1)))]),
    "y has shape (3, 1); beside this network": changed(training_data=[(COLUMN, COLUMN)], mini_batch_size=1),
    "example 0 is of type ndarray; it must be a pair (x, y).": changed(training_data=[COLUMN]),
    "example 0 is of type str; it must be a pair (x, y).": changed(training_data=["xy"]),
    "example 1 is of type tuple; it must be a pair (x, y).": changed(training_data=[data()[0], (COLUMN, COLUMN, COLUMN)]),
    "left the finite numbers": changed(eta=1e308, training_data=[(x, 1000 * y) for x, y in data()]),
}


@pytest.mark.parametrize("message", BAD)
def test_bad_input_changes_nothing(message):
    network, untouched = book(), book()
    with pytest.raises(InputError) as error:
        network.SGD(**BAD[message], report=lambda line: None)
    for each in (network, untouched):
        each.SGD(data(), 1, 3, 0.5, report=lambda line: None)

    assert message in str(error.value)
    assert weights(network) == weights(untouched)


@pytest.mark.parametrize("sizes", [[3], [3, 0], [3, 2.5], [3, "2"]])
def test_sizes_that_make_no_network(sizes):
    with pytest.raises(InputError, match=r"^sizes"):
        Book(sizes)
