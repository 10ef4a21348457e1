"""A backpropagation as somebody would submit it, with a mistake planted in one equation at one layer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.oracle.explaining import backward_products, cost_gradients, prime_forms, sent_back, sums
from nablacheck.oracle.explaining.primes import ONE
from nablacheck.oracle.explaining.wrong_jacobians import WRONG_JACOBIANS
from nablacheck.oracle.explaining.wrong_primes import WRONG_PRIMES
from nablacheck.reference.backprop import BOOK, Pass, forward, output_error
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

Array = Any
Equation = Callable[[Pass, int], Array]


def submission(activations, cost, equation: str, layer: int, wrong: Equation) -> Callable[..., Any]:
    """A function of w, b, x, y that returns ∇b and ∇w, with `wrong` in place of an equation at a layer."""

    def gradients(w, b, x, y):
        network = Network(dict(enumerate(w, 2)), dict(enumerate(b, 2)), dict(enumerate(activations, 2)), cost)
        with np.errstate(all="ignore"):
            t = forward(Pass(Problem(network, x, y)))
            nabla_b, nabla_w = [], []
            for l in reversed(range(2, t.L + 1)):
                t.delta[l] = full(wrong(t, l), t.z[l]) if equation in ("BP1", "BP2") and l == layer else delta(t, l)
                right_b, right_w = BOOK.bp3(t, l), BOOK.bp4(t, l)
                nabla_b.insert(0, full(wrong(t, l), right_b) if (equation, l) == ("BP3", layer) else right_b)
                nabla_w.insert(0, full(wrong(t, l), right_w) if (equation, l) == ("BP4", layer) else right_w)
        return nabla_b, nabla_w

    return gradients


def delta(t: Pass, l: int) -> Array:
    """δ^l as the book has it."""
    return output_error(t) if l == t.L else BOOK.bp2(t, l)


def full(value: Array, like: Array) -> Array:
    """A wrong value in the shape of the right one."""
    return np.array(np.broadcast_to(value, like.shape))


def first_parts(t: Pass, l: int) -> Iterator[tuple[str, Equation]]:
    """Everything that may be sent back in place of what should be, times the right σ′."""
    for part in cost_gradients.AT_THE_OUTPUT if l == t.L else backward_products.BELOW:
        if part.applies(t, l):
            yield part.name, lambda t, l, part=part: part.gives(t, l) * t.prime(l)


def second_parts(t: Pass, l: int) -> Iterator[tuple[str, Equation]]:
    """Everything that may stand for σ′, times what should be sent back."""
    for part in (ONE, *prime_forms.forms(t, l), *WRONG_PRIMES, *WRONG_JACOBIANS):
        if part.applies(t, l):
            yield part.name, lambda t, l, part=part: sent_back.RIGHT.gives(t, l) * part.gives(t, l)


def wrong_sums(t: Pass, l: int) -> Iterator[tuple[str, str, Equation]]:
    """Everything that ∇b and ∇w may be by mistake: one wrong part each, over all examples."""
    for part in sums.DELTAS[1:]:
        if part.applies(t, l):
            yield "BP3", part.name, lambda t, l, part=part: part.gives(t, l).sum(axis=-1, keepdims=True)
            yield "BP4", part.name, lambda t, l, part=part: part.gives(t, l) @ t.a[l - 1].mT
    for part in sums.ACTIVATIONS_BEFORE[1:]:
        if part.applies(t, l):
            yield "BP4", part.name, lambda t, l, part=part: t.delta[l] @ part.gives(t, l).mT
    for name, _, _ in sums.wholes_of_b(t, l):
        yield "BP3", name, lambda t, l, name=name: next((value for n, _, value in sums.wholes_of_b(t, l) if n == name), 0.0)
    for name, _, _ in sums.wholes_of_w(t, l):
        yield "BP4", name, lambda t, l, name=name: next((value for n, _, value in sums.wholes_of_w(t, l) if n == name), 0.0)


def example(activations, cost, widths=(2, 5, 4, 3), batch=5) -> Pass:
    """A pass through a network of these activations, with δ in it: to see what can be planted where."""
    numbers = np.random.default_rng(0)
    w = {l: numbers.normal(size=(widths[l - 1], widths[l - 2])) for l in range(2, len(widths) + 1)}
    b = {l: numbers.normal(size=(widths[l - 1], 1)) for l in w}
    network = Network(w, b, dict(enumerate(activations, 2)), cost)
    x, y = numbers.normal(size=(widths[0], batch)), network.cost.made(numbers.random((widths[-1], batch)))
    t = forward(Pass(Problem(network, x, y)))
    for l in reversed(range(2, t.L + 1)):
        t.delta[l] = delta(t, l)
    return t


NETWORKS = [
    (("tanh", "sigmoid", "sigmoid"), "quadratic"),
    (("relu", "tanh", "softmax"), "categorical-cross-entropy"),
    (("softmax", "softplus", "identity"), "mse"),
    (("gelu", "selu", "sigmoid"), "cross-entropy"),
]


@dataclass(frozen=True)
class Planted:
    """A mistake, planted in one equation at one layer of a network."""

    activations: tuple[str, ...]
    cost: str
    equation: str
    layer: int
    name: str
    wrong: Equation

    def __str__(self) -> str:
        return f"{self.equation} at {self.layer}, {self.name}"

    @property
    def function(self) -> Callable[..., Any]:
        """Somebody's function with the mistake in it."""
        return submission(self.activations, self.cost, self.equation, self.layer, self.wrong)


def planted(each: bool = False) -> Iterator[Planted]:
    """Each mistake of the tables once, or, with `each`, in every layer and network in which it can be made."""
    seen = set()
    for activations, cost in NETWORKS:
        t = example(activations, cost)
        for l in range(2, t.L + 1):
            of_delta = "BP1" if l == t.L else "BP2"
            parts = [(of_delta, name, gives) for name, gives in (*first_parts(t, l), *second_parts(t, l))]
            for equation, name, gives in (*parts, *wrong_sums(t, l)):
                if (each or (equation, name) not in seen) and differs(t, equation, l, gives):
                    seen.add((equation, name))
                    yield Planted(activations, cost, equation, l, name, gives)


def differs(t: Pass, equation: str, l: int, gives: Equation) -> bool:
    """Whether a mistake changes anything here but a rounding."""
    right = {"BP3": BOOK.bp3, "BP4": BOOK.bp4}[equation](t, l) if equation in ("BP3", "BP4") else t.delta[l]
    return bool(np.any(np.broadcast_to(gives(t, l), right.shape).astype(np.float32) != right.astype(np.float32)))
