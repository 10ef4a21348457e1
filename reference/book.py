"""The `Network` of the book, with its names and its lists, for readers who follow along; the equations are the reference's.

`weights` and `biases` are lists: `weights[0]` is w^2, between the input and the first hidden layer. Examples are pairs
(x, y) of columns (n_1, 1) and (n_L, 1); in test data y may be the label itself, as in the book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from nablacheck.reference import sgd
from nablacheck.reference.arithmetic import Array
from nablacheck.reference.backprop import backprop, feedforward
from nablacheck.reference.costs.squares import quadratic
from nablacheck.reference.draws import Bits
from nablacheck.reference.errors import InputError
from nablacheck.reference.network import Network as Layers
from nablacheck.reference.problem import Problem

Example = tuple[Any, Any]


class Network:
    """Sigmoid neurons and the quadratic cost, `sizes` neurons per layer; weights and biases of mean 0 and variance 1.

    The same `seed` gives the same weights and the same training. InputError where a size is no positive integer.
    """

    def __init__(self, sizes: Sequence[int], seed: int = 0) -> None:
        bits = Bits(seed)
        self.sizes = sgd.checked_sizes(sizes)
        self.num_layers = len(self.sizes)
        self.biases = [bits.normal((y, 1)) for y in self.sizes[1:]]
        self.weights = [bits.normal((y, x)) for x, y in pairwise(self.sizes)]
        self._seed, self._trained = seed, 0

    def feedforward(self, a: Any) -> Array:
        """The output of the network for the input a, a column (n_1, 1), or several side by side."""
        x = _columns("a", [a])
        problem = Problem(self._layers(), x, np.zeros((self.sizes[-1], x.shape[-1])))
        return feedforward(problem).a[self.num_layers]

    def backprop(self, x: Any, y: Any) -> tuple[list[Array], list[Array]]:
        """(nabla_b, nabla_w), the gradient of C_x for one example, as lists like `biases` and `weights`."""
        gradient = backprop(self._problem([(x, y)]))
        nabla_b, nabla_w = ([part[l] for l in sorted(part)] for part in (gradient.nabla_b, gradient.nabla_w))
        return nabla_b, nabla_w

    def cost_derivative(self, output_activations: Any, y: Any) -> Array:
        """∂C_x/∂a for the output activations: a − y."""
        return quadratic.nabla_a(np.asarray(output_activations), np.asarray(y), np)

    def update_mini_batch(self, mini_batch: Iterable[Example], eta: float) -> None:
        """One step of gradient descent on a mini-batch, a list of examples (x, y)."""
        self._take(sgd.update_mini_batch(self._problem(mini_batch), eta))

    def SGD(
        self,
        training_data: Iterable[Example],
        epochs: int,
        mini_batch_size: int,
        eta: float,
        test_data: Iterable[Example] | None = None,
        lmbda: float = 0.0,
        report: Callable[[str], object] = print,
    ) -> None:
        """Train by mini-batches; with `test_data`, the score after each epoch is reported, as in the book.

        InputError for what cannot be used, and then nothing has changed; nor has it where training leaves the finite numbers.
        """
        tested = None if test_data is None else self._tested(test_data)
        trained = sgd.SGD(
            self._problem(training_data),
            epochs,
            mini_batch_size,
            eta,
            lmbda=lmbda,
            test_data=tested,
            seed=(self._seed, self._trained),
            progress=lambda epoch: report(str(epoch)),
        )
        self._take(trained)
        self._trained += 1

    def evaluate(self, test_data: Iterable[Example]) -> int:
        """How many test inputs give the right output: the neuron with the largest activation is the one of the label."""
        return sgd.evaluate(self._layers(), *self._tested(test_data))

    def _layers(self) -> Layers:
        w, b = (dict(enumerate(part, start=2)) for part in (self.weights, self.biases))
        return Layers(w, b, dict.fromkeys(w, "sigmoid"), quadratic)

    def _take(self, network: Layers) -> None:
        self.weights, self.biases = list(network.w.values()), list(network.b.values())

    def _problem(self, examples: Iterable[Example]) -> Problem:
        x, y = _pairs(examples)
        return Problem(self._layers(), _columns("x", x), _columns("y", y))

    def _tested(self, test_data: Iterable[Example]) -> tuple[Array, Array]:
        """x and y of test data, whose labels become unit vectors."""
        x, labels = _pairs(test_data)
        y = [sgd.unit_vectors([label], self.sizes[-1]) if np.ndim(label) == 0 else label for label in labels]
        return _columns("x", x), _columns("y", y)


def _pairs(examples: Iterable[Example]) -> tuple[list[Any], list[Any]]:
    """Every x and every y; InputError where there is none, or one is not a pair."""
    pairs = list(examples)
    if not pairs:
        raise InputError("there are no examples; give at least one (x, y).")
    for number, pair in enumerate(pairs):
        if not (isinstance(pair, tuple | list) and len(pair) == 2):
            raise InputError(f"example {number} is of type {type(pair).__name__}; it must be a pair (x, y).")
    return [x for x, _ in pairs], [y for _, y in pairs]


def _columns(name: str, given: Sequence[Any]) -> Array:
    """Columns side by side, in float64; InputError where one has another height, or holds no numbers."""
    columns: list[Array] = []
    for number, column in enumerate(given):
        try:
            columns.append(np.asarray(column, dtype=np.float64))
        except (TypeError, ValueError) as error:
            raise InputError(f"{name} of example {number} is not an array of numbers ({error}).") from error
        shape = columns[-1].shape
        if len(shape) != 2 or shape[0] != columns[0].shape[0]:
            wanted = (columns[0].size, 1)
            raise InputError(f"{name} of example {number} has shape {shape}; every {name} must be a column, as {wanted}.")
    return np.concatenate(columns, axis=-1)
