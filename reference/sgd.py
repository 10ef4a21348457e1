"""Stochastic gradient descent as in the book: mini-batches, epochs, L2 regularisation; NumPy only."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

import numpy as np

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.costs import Cost
from nablacheck.reference.draws import Bits, whole
from nablacheck.reference.errors import InputError, a_kind, check_handed_in
from nablacheck.reference.graphs.either import begun, come_forward, slopes_of
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.graph_problem import AnyProblem, GraphProblem
from nablacheck.reference.network import Network
from nablacheck.reference.parameters import named
from nablacheck.reference.problem import Problem
from nablacheck.reference.rules import sgd


@dataclass(frozen=True)
class Epoch:
    """What is known after an epoch: its number, from 0 as in the book, the network or graph, test examples that are right."""

    number: int
    network: Network | Graph
    correct: int | None = None
    tested: int | None = None

    def __str__(self) -> str:
        return f"Epoch {self.number}" + (" complete" if self.correct is None else f": {self.correct} / {self.tested}")


def initial_network(
    sizes: Sequence[int], activations: Mapping[int, str], cost: Cost | str, seed: int = 0, dtype: Any = np.float64
) -> Network:
    """A network to start from: biases of variance 1, weights of variance 1/n_{l-1} (chapter 3 of the book)."""
    bits = Bits(seed)
    n = dict(enumerate(checked_sizes(sizes), start=1))
    b = {l: bits.normal((n[l], 1)).astype(dtype) for l in n if l > 1}
    w = {l: (bits.normal((n[l], n[l - 1])) / math.sqrt(n[l - 1])).astype(dtype) for l in n if l > 1}
    return Network(w, b, activations, cost)


def checked_sizes(sizes: Sequence[int]) -> list[int]:
    """n_1, …, n_L as ints; InputError unless there are two or more, each a positive integer."""
    if not isinstance(sizes, list | tuple | range | np.ndarray):
        raise InputError(f"sizes is {a_kind(sizes)}; give a list, as [784, 30, 10].")
    given = list(sizes)
    if len(given) < 2:
        raise InputError(f"sizes is {given}; a network has at least two layers, input and output, as in [784, 30, 10].")
    return [whole(n, f"sizes[{i}]", least=1) for i, n in enumerate(given)]


def unit_vectors(labels: Sequence[int] | Array, n: int) -> Array:
    """Labels as columns of (n, m): 1 in the row of the label and 0 elsewhere; InputError unless each is one of 0, …, n − 1."""
    checked = [whole(label, f"label {i}", least=0, most=n - 1) for i, label in enumerate(labels)]
    return np.eye(n)[:, checked]


def mini_batches(n: int, size: int, bits: Bits) -> Iterator[Array]:
    """One epoch: the numbers 0, …, n − 1 in random order, `size` at a time; the last mini-batch takes what is left."""
    order = bits.shuffled(n)
    for start in range(0, n, size):
        yield order[start : start + size]


@overload
def update_mini_batch(mini_batch: Problem, eta: float, lmbda: float = 0.0, n: int | None = None) -> Network: ...
@overload
def update_mini_batch(mini_batch: GraphProblem, eta: float, lmbda: float = 0.0, n: int | None = None) -> Graph: ...
def update_mini_batch(mini_batch: AnyProblem, eta: float, lmbda: float = 0.0, n: int | None = None) -> Network | Graph:
    """The network or graph after one step: w → (1 − ηλ/n) w − η ∇_w C and b → b − η ∇_b C, (20), (21) and (93).

    C is the mean over the mini-batch, so that η ∇C is the η/m Σ_x ∇C_x of the book; n, the size of the whole training set, is
    needed with λ. InputError for an η that is not positive or a negative λ, and where the step leaves the finite numbers.
    """
    if not isinstance(mini_batch, GraphProblem):
        check_handed_in(mini_batch=(mini_batch, Problem))
    checked_rates(mini_batch, eta, lmbda)
    if n is not None:
        whole(n, "n", least=1)
    if lmbda and n is None:
        raise InputError(f"lmbda is {lmbda} but n is missing; give the number of examples in the whole training set.")
    network, rule, slopes = mini_batch.network, sgd(eta), slopes_of(come_forward(begun(mini_batch)))
    shrink = 1 - float(eta) * float(lmbda) / (n or 1)
    kept = {**network.parameters, **{name: shrink * w for name, w in _weights(network).items()}}
    with np.errstate(all="ignore"):  # an overflow is reported by the sentence below
        after = {name: rule.step({"w": kept[name], "nabla": slopes[name]}, 1)["w"] for name in kept}
    try:
        return network.with_parameters(after)
    except InputError as error:
        raise InputError(f"a step with eta = {eta:g} left the finite numbers ({error}): take a smaller eta.") from error


def _weights(network: Network | Graph) -> Mapping[str, Array]:
    """The parameters that λ makes smaller, by name: w, and no bias."""
    return network.w if isinstance(network, Graph) else named(network.w, {})


def _with(network: Network | Graph, x: Array, y: Array) -> AnyProblem:
    return GraphProblem(network, x, y) if isinstance(network, Graph) else Problem(network, x, y)


def evaluate(network: Network | Graph, x: Array, y: Array) -> int:
    """The number of examples whose largest output is where the largest entry of y is; of a graph at each position.

    x and y are as in `Problem` or `GraphProblem`.
    """
    problem = _with(network, x, y)
    outputs = come_forward(begun(problem)).a[network.L]
    return int((outputs.argmax(axis=-2) == problem.y.argmax(axis=-2)).sum())


@overload
def SGD(
    training: Problem,
    epochs: int,
    mini_batch_size: int,
    eta: float,
    *,
    lmbda: float = 0.0,
    test_data: tuple[Array, Array] | None = None,
    seed: int | tuple[int, ...] = 0,
    progress: Callable[[Epoch], object] = lambda epoch: None,
) -> Network: ...
@overload
def SGD(
    training: GraphProblem,
    epochs: int,
    mini_batch_size: int,
    eta: float,
    *,
    lmbda: float = 0.0,
    test_data: tuple[Array, Array] | None = None,
    seed: int | tuple[int, ...] = 0,
    progress: Callable[[Epoch], object] = lambda epoch: None,
) -> Graph: ...
def SGD(
    training: AnyProblem,
    epochs: int,
    mini_batch_size: int,
    eta: float,
    *,
    lmbda: float = 0.0,
    test_data: tuple[Array, Array] | None = None,
    seed: int | tuple[int, ...] = 0,
    progress: Callable[[Epoch], object] = lambda epoch: None,
) -> Network | Graph:
    """The network, or the graph, of `training` after `epochs` passes through its examples, in mini-batches of a random order.

    `test_data` is x and y, which are evaluated after each epoch; `progress` is called with what is then known. The same seed
    gives the same network. InputError, before the first step, for what cannot be used.
    """
    if not isinstance(training, GraphProblem):
        check_handed_in(training=(training, Problem))
    n = training.batch
    whole(epochs, "epochs", least=1)
    whole(mini_batch_size, "mini_batch_size", least=1, most=n)
    checked_rates(training, eta, lmbda)
    bits, network = Bits(*(seed if isinstance(seed, tuple) else (seed,))), training.network
    if test_data is not None:
        if not isinstance(test_data, tuple | list) or len(test_data) != 2:
            raise InputError(f"test_data is {a_kind(test_data)}; give x and y, a pair of arrays.")
        _with(network, *test_data)
    if not callable(progress):
        raise InputError(f"progress is {a_kind(progress)}; give a function, which is called after each epoch.")
    for number in range(epochs):
        for columns in mini_batches(n, mini_batch_size, bits):
            here = replace(training, network=network)  # type: ignore[arg-type]  # a graph where there was one before
            network = update_mini_batch(here.columns(columns), eta, lmbda, n)
        if test_data is None:
            progress(Epoch(number, network))
        else:
            progress(Epoch(number, network, evaluate(network, *test_data), np.shape(test_data[0])[-1]))
    return network


def checked_rates(problem: AnyProblem, eta: float, lmbda: float) -> None:
    """InputError unless η is positive and finite in the dtype of the problem, and λ finite and not negative."""
    for name, rate, zero in (("eta", eta, False), ("lmbda", lmbda, True)):
        number = isinstance(rate, int | float | np.floating) and not isinstance(rate, bool)
        with np.errstate(over="ignore", under="ignore"):
            rounded = problem.dtype.type(rate) if number else math.nan
        if not (0 <= rounded < math.inf and (zero or rounded > 0)):
            allowed = "not negative" if zero else "positive"
            raise InputError(f"{name} is {rate!r}; it must be a finite number that is {allowed} in {problem.dtype}.")
