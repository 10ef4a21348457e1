"""From a problem to the arguments of a call, in the shapes in which somebody's code takes them; the library transposes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from nablacheck.oracle.checking.containers import made
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.recipes import ModuleOf, Spread, TensorsOf
from nablacheck.oracle.checking.vocabulary import ARRAYS, FLAT, MODULES, ONE_HOT, SINGLE
from nablacheck.reference.parameters import flattened
from nablacheck.reference.problem import Problem

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class BiasForm:
    """A shape of biases: from (n, 1) to the user's, and back."""

    give: Callable[[Array], Any]
    take: Callable[[Array], Array]


BIAS_FORMS = {
    "(n, 1)": BiasForm(lambda b: b, lambda b: b),
    "(n,)": BiasForm(lambda b: b[:, 0], lambda b: b.reshape(-1, 1)),
    "(1, n)": BiasForm(lambda b: b.T, lambda b: b.T),
    "number": BiasForm(lambda b: b[0, 0].item(), lambda b: b.reshape(1, 1)),
    "shared": BiasForm(lambda b: b[:1, 0], lambda b: b.reshape(1, 1)),
}
EXAMPLE_FORMS: Mapping[str, Callable[[Array], Any]] = {
    "columns": lambda x: x,
    "rows": lambda x: np.ascontiguousarray(x.T),
    "column": lambda x: x,
    "row": lambda x: np.ascontiguousarray(x.T),
    "vector": lambda x: x[:, 0],
    "list": lambda x: x[:, 0].tolist(),
}


SHAPES = {"(m, 1)": (-1, 1), "(1, m)": (1, -1)}
"""The axes of one number for each example."""


def encode(problem: Problem, c: Conventions, eta: float) -> list[Any]:
    """The arguments of a call, in the order that the function takes them; every array is a copy."""
    ways: dict[str, Callable[[], Any]] = {
        "x": lambda: examples(problem.x.copy(), c.x, c),
        "y": lambda: targets(problem, c),
        "eta": lambda: eta,
        "momentum": lambda: c.momentum,
        "weights_of_examples": lambda: _weights_of_examples(problem, c),
        "mask": lambda: [EXAMPLE_FORMS[c.examples](mask.copy()) for mask in problem.masks.values()],
        "theta": lambda: _theta(problem, c),
        "velocity": lambda: _zeros(_theta(problem, c)) if "theta" in c.takes.split() else _held(problem, c, "wb", _zeros),
    }
    for name, which in (("w", "w"), ("b", "b"), ("params", "wb"), ("*params", "wb"), ("velocity_w", "w"), ("velocity_b", "b")):
        change = _zeros if name.startswith("velocity") else _same
        ways[name] = partial(_held, problem, c, which, change)
    return [_in_arrays_of(c, name, ways[name]()) for name in c.takes.split()]


def _in_arrays_of(c: Conventions, name: str, value: Any) -> Any:
    """An argument with the arrays of the library that is declared; beside a module the others are tensors."""
    library, grad = ARRAYS[c.arrays or ("torch" if c.parameters in MODULES else "")]
    if name == "*params":
        return Spread([_in_arrays_of(c, "params", part) for part in value])
    if not library or isinstance(value, ModuleOf | float | int):
        return value
    return TensorsOf(value, grad and name in ("w", "b", "theta", "params"), library)


def _held(problem: Problem, c: Conventions, which: str, change: Callable[[Any], Any]) -> Any:
    letters = _letters(problem, c, change)
    return made(c, {letter: letters[letter] for letter in which}, problem.network.activations)


def _letters(problem: Problem, c: Conventions, change: Callable[[Any], Any]) -> dict[str, list[Any]]:
    """w and b, layer by layer, in the user's shapes."""
    network = problem.network
    layers = [layer(network.w[l], network.b[l], c) for l in network.w]
    return {"w": [change(w) for w, _ in layers], "b": [change(b) for _, b in layers]}


def _same(part: Any) -> Any:
    return part


def _zeros(part: Any) -> Any:
    """Zeros in place of the numbers of an array, or of a list."""
    zeros = None if part is None else np.zeros_like(part)
    return zeros.tolist() if isinstance(part, list) and zeros is not None else zeros


def _theta(problem: Problem, c: Conventions) -> Array:
    order: Any = "F" if c.unrolled == "columns" else "C"
    return np.asarray(flattened({name: part.ravel(order) for name, part in flat_parts(problem, c).items()}, axes=1))


def _weights_of_examples(problem: Problem, c: Conventions) -> Any:
    """(m,), or a number where a single example is handed over."""
    weights = problem.weights_of_examples
    given = np.ones(problem.batch, problem.dtype) if weights is None else weights[0].copy()
    return float(given[0]) if c.one_at_a_time else given


def layer(w: Array, b: Array, c: Conventions) -> tuple[Any, Any]:
    """The weights and biases of a layer in the user's shapes."""
    b = -b if c.subtracted else b
    if c.folded:
        w = np.hstack([b, w] if c.folded_first else [w, b])
    w = w.T.copy() if c.weights == "(in, out)" else w[0].copy() if c.weights == "(in,)" else w.copy()
    bias = None if c.without_biases else deepcopy(BIAS_FORMS[c.biases].give(b))
    return (
        (w.tolist(), bias.ravel().tolist() if isinstance(bias, np.ndarray) else bias) if c.weights == "neurons" else (w, bias)
    )


def unfolded(whole: Array, c: Conventions) -> tuple[Array, Array]:
    """The weights, (n, n_prev), and the biases, (n, 1), of a matrix that has both."""
    return (whole[:, 1:], whole[:, :1]) if c.folded_first else (whole[:, :-1], whole[:, -1:])


def examples(columns: Array, form: str, c: Conventions) -> Any:
    """x or y in the user's shape: each example in its form, or where there is one number of each, these, or the one."""
    if form == FLAT:
        return columns[0, 0].item() if c.examples in SINGLE else columns[0]
    if form:
        return columns.reshape(SHAPES[form])
    return EXAMPLE_FORMS[c.examples](columns)


def targets(problem: Problem, c: Conventions) -> Any:
    """y as the code takes it: in a form of x, or as the numbers of the classes, (m,), one number for one example."""
    y = c.taken(problem.y.copy())
    if c.targets not in ONE_HOT:
        return examples(y, c.y, c)
    hot = y.argmax(axis=0) if len(y) > 1 else (y[0] > 0).astype(int)
    classes = hot + ONE_HOT[c.targets]
    if c.y:
        return classes.reshape(SHAPES[c.y])
    return int(classes[0]) if c.examples in SINGLE else classes


def flat_parts(problem: Problem, c: Conventions) -> dict[str, Array]:
    """What theta holds, in the user's shapes and in their order."""
    network, order = problem.network, c.letters
    parts = {l: dict(zip("wb", layer(network.w[l], network.b[l], c), strict=True)) for l in network.w}
    names = [(letter, l) for l in parts for letter in order] if c.by_layer else [(letter, l) for letter in order for l in parts]
    return {f"{letter}{l}": np.asarray(parts[l][letter]) for letter, l in names if parts[l][letter] is not None}
