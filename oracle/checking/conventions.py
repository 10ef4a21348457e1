"""How somebody's code takes parameters and examples and gives back gradients; the library transposes, not the user.

`Conventions` is what the user declares. `encode` turns a problem into arguments, `decode` what comes back into a gradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import isfinite
from numbers import Real
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic.precision import ACCUMULATORS, OWN
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.network import Problem
from nablacheck.reference.parameters import flattened, layered, parted

Array = np.ndarray[Any, Any]

EXAMPLES = ("columns", "rows", "column", "vector", "list")
WEIGHTS = ("(out, in)", "(in, out)", "neurons")
FOLDED = {"first column": "(out, in)", "last column": "(out, in)", "first row": "(in, out)", "last row": "(in, out)"}
BIASES = ("(n, 1)", "(n,)", "(1, n)", *FOLDED, "shared", "none")
TAKES = ("w", "b", "theta", "x", "y", "eta")
GIVES = ("nabla_w", "nabla_b", "nabla_theta", "w", "b", "theta", "cost", "output")
TOTALS = ("mean", "sum")
ALLOWED: Mapping[str, tuple[str, ...]] = {"examples": EXAMPLES, "weights": WEIGHTS, "biases": BIASES, "total": TOTALS}
ARGUMENTS = ("activations", "cost", "widths", "dtype", "time_limit")
"""What nablacheck.check takes beside the conventions."""
LONGEST = 10.0**8
"""The longest time limit in seconds, three years; the timers of some systems end a little above."""


class OtherShape(InputError):
    """What came back has another shape, or another number of layers, than the network."""


@dataclass(frozen=True)
class Conventions:
    """What a function takes and gives.

    `takes` lists its arguments in order: w and b (lists with one entry a layer), or theta, x, y, and eta where it makes a
    step. `gives` lists what it returns: nabla_w, nabla_b or nabla_theta (a function with eta returns the new w, b or theta
    instead), and cost and output if it has them. `attr` names the attributes that hold them on a returned object, in the
    order of `gives`; `leaf` the attribute that holds the gradient of each number (`grad`, say).

    `examples`: columns (n, m), rows (m, n), one at a time as a column (n, 1), as a vector (n,) or as a list.
    `weights`: (out, in), (in, out), or lists of neurons, each the list of its weights. theta is one vector, layer by layer
    the weights and then the biases, row by row. `biases`: (n, 1), (n,), (1, n), folded into the weights as the first or last
    column or row, one number shared by a layer, or none.
    `subtracted`: z = wa − b. `total`: mean or sum over the examples. `half`: the ½ of the quadratic cost.
    `mean_over_outputs`: the cost is averaged over the outputs. `l2` = λ adds λ/2 Σw², divided by `l2_over`, a number or
    "m"; `l2_on_biases` adds the biases to the sum. `accumulator`: what sums of float16 are kept in, own or float32; the
    bound of own holds for both.
    """

    takes: str = "w b x y"
    gives: str = "nabla_b nabla_w"
    attr: str = ""
    leaf: str = ""
    examples: str = "columns"
    weights: str = "(out, in)"
    biases: str = "(n, 1)"
    subtracted: bool = False
    total: str = "mean"
    half: bool = True
    mean_over_outputs: bool = False
    l2: float = 0.0
    l2_over: float | str = 1.0
    l2_on_biases: bool = False
    accumulator: str = ""

    def __post_init__(self) -> None:
        for name, default in DEFAULTS.items():
            _check(name, getattr(self, name), default)
        for name, words in (("takes", TAKES), ("gives", GIVES)):
            _check_words(name, getattr(self, name).split(), words)
        for name in ("attr", "leaf"):
            if not all(map(str.isidentifier, getattr(self, name).split())):
                raise InputError(f"{name} is {getattr(self, name)!r}; an attribute has a name as Python allows it.")
        if self.attr and len(self.attr.split()) != len(self.gives.split()):
            raise InputError(f"attr names {self.attr!r}, but gives has {self.gives!r}; name one attribute for each.")
        if self.weights != FOLDED.get(self.biases, self.weights):
            raise InputError(
                f"biases as the {self.biases} of the weights need weights {FOLDED[self.biases]}, not {self.weights}."
            )
        if ("eta" in self.takes.split()) != self.updates:
            raise InputError(
                f"takes is {self.takes!r} and gives {self.gives!r}; a step takes eta and gives the new parameters."
            )

    @property
    def updates(self) -> bool:
        """Whether the function makes a step and gives parameters in place of gradients."""
        return not {"nabla_w", "nabla_b", "nabla_theta"} & set(self.gives.split())

    @property
    def one_at_a_time(self) -> bool:
        """Whether the function takes single examples."""
        return self.examples in ("column", "vector", "list")

    @property
    def folded(self) -> bool:
        """Whether the biases are part of the weight matrices."""
        return self.biases in FOLDED

    @property
    def without_biases(self) -> bool:
        """Whether no biases are handed over beside the weights."""
        return self.folded or self.biases == "none"

    def scale(self, problem: Problem) -> float:
        """C in units of the mean over the examples of the library's own cost."""
        scale = float(problem.batch) if self.total == "sum" else 1.0
        if not self.half:
            scale *= 2
        return scale / problem.network.widths[problem.network.L] if self.mean_over_outputs else scale

    def decay(self, problem: Problem) -> float:
        """What multiplies w in the gradient."""
        return self.l2 / (problem.batch if self.l2_over == "m" else float(self.l2_over))

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Conventions:
        """From keyword arguments; InputError, with the nearest names, for one that does not exist."""
        for name in options:
            if name not in DEFAULTS:
                raise unknown("convention", name, (*ARGUMENTS, *DEFAULTS))
        if options.get("accumulator", OWN) not in ACCUMULATORS:
            raise unknown("value of accumulator", options["accumulator"], ACCUMULATORS)
        return cls(**options)


DEFAULTS: Mapping[str, Any] = {field.name: field.default for field in fields(Conventions)}
"""Every convention with its default, of which it has the type."""


def _check(name: str, value: Any, default: Any) -> None:
    """InputError for a value of another type than the default, or of none of those that are allowed."""
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise InputError(f"{name} is {value!r}; it must be True or False.")
    elif isinstance(default, float):
        if (name, value) != ("l2_over", "m"):
            _check_number(name, value)
    elif not isinstance(value, str):
        raise InputError(f"{name} is {value!r}; it must be a text, words separated by blanks.")
    elif name in ALLOWED and value not in ALLOWED[name]:
        raise unknown(f"value of {name}", value, ALLOWED[name])


def _check_number(name: str, value: Any) -> None:
    what = "a finite number other than 0, or m" if name == "l2_over" else "a finite number"
    if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value) or (name == "l2_over" and not value):
        raise InputError(f"{name} is {value!r}; it must be {what}.")


def _check_words(name: str, given: Sequence[str], words: Sequence[str]) -> None:
    """InputError for no word, an unknown word, or one that is there twice."""
    for word in given:
        if word not in words:
            raise unknown(f"word in {name}", word, words)
    if not given or len(set(given)) < len(given):
        raise InputError(f"{name} is {' '.join(given)!r}; it must be some of {' '.join(words)}, each once.")


def seconds(time_limit: Any) -> float:
    """The time limit; InputError unless it is a number of seconds that a clock can wait."""
    if isinstance(time_limit, bool) or not isinstance(time_limit, Real) or not 0 < float(time_limit) <= LONGEST:
        raise InputError(f"time_limit is {time_limit!r}; it must be a number of seconds, above 0 and at most {LONGEST:g}.")
    return float(time_limit)


@dataclass(frozen=True)
class _BiasForm:
    """A shape of biases: from (n, 1) to the user's, and back."""

    give: Callable[[Array], Any]
    take: Callable[[Array], Array]


_BIAS_FORMS = {
    "(n, 1)": _BiasForm(lambda b: b, lambda b: b),
    "(n,)": _BiasForm(lambda b: b[:, 0], lambda b: b.reshape(-1, 1)),
    "(1, n)": _BiasForm(lambda b: b.T, lambda b: b.T),
    "shared": _BiasForm(lambda b: b[:1, 0], lambda b: b.reshape(1, 1)),
}
_EXAMPLE_FORMS: Mapping[str, Callable[[Array], Any]] = {
    "columns": lambda x: x,
    "rows": lambda x: np.ascontiguousarray(x.T),
    "column": lambda x: x,
    "vector": lambda x: x[:, 0],
    "list": lambda x: x[:, 0].tolist(),
}


def encode(problem: Problem, c: Conventions, eta: float) -> list[Any]:
    """The arguments of a call, in the order that the function takes them; every array is a copy."""
    network = problem.network
    layers = [_layer(network.w[l], network.b[l], c) for l in network.w]
    arguments: dict[str, Any] = {"w": [w for w, _ in layers], "b": [b for _, b in layers], "eta": eta}
    arguments |= {name: _EXAMPLE_FORMS[c.examples](getattr(problem, name).copy()) for name in ("x", "y")}
    if "theta" in c.takes.split():
        arguments["theta"] = flattened({name: part.ravel() for name, part in _flat_parts(problem, c).items()}, axes=1)
    return [arguments[name] for name in c.takes.split()]


def _layer(w: Array, b: Array, c: Conventions) -> tuple[Any, Any]:
    """The weights and biases of a layer in the user's shapes."""
    b = -b if c.subtracted else b
    if c.folded:
        w = np.hstack([b, w] if c.biases.startswith("first") else [w, b])
    w = w.T.copy() if c.weights == "(in, out)" else w.copy()
    bias = None if c.without_biases else _BIAS_FORMS[c.biases].give(b).copy()
    return (w.tolist(), None if bias is None else bias.ravel().tolist()) if c.weights == "neurons" else (w, bias)


def decode(result: Any, problem: Problem, c: Conventions) -> dict[str, Any]:
    """What a call gave back: nabla_w and nabla_b (or w and b) by layer in the library's shapes, cost and output as they are.

    InputError with a sentence that says what came back and what was expected.
    """
    words = c.gives.split()
    if c.attr:
        result = [_attribute(result, name) for name in c.attr.split()]
    elif len(words) == 1:
        result = [result]
    if not isinstance(result, Sequence) or len(result) != len(words):
        raise InputError(f"the function returned {_what(result)}; expected were {len(words)} things: {', '.join(words)}.")
    given = dict(zip(words, result, strict=True))
    prefix = "" if c.updates else "nabla_"
    if f"{prefix}theta" in given:
        given |= _unflatten(_numbers(f"{prefix}theta", given.pop(f"{prefix}theta"), c), problem, c, prefix)
    decoded: dict[str, Any] = {name: _floats(name, given[name]) for name in ("cost", "output") if name in given}
    if "cost" in decoded and decoded["cost"].size != 1:
        raise InputError(f"cost is {_what(given['cost'])}; expected is one number for the batch.")
    decoded |= {f"{prefix}w": {}, f"{prefix}b": {}}
    for name in (f"{prefix}w", f"{prefix}b"):
        layers = given.get(name)
        if layers is not None and (not isinstance(layers, Sequence | np.ndarray) or len(layers) != len(problem.network.w)):
            raise OtherShape(f"{name} is {_what(layers)}; expected is one entry for each of {len(problem.network.w)} layers.")
    if given.get(f"{prefix}w") is None:
        raise InputError(f"the function gave no {prefix}w; declare what it gives, as in gives='nabla_w nabla_b'.")
    if f"{prefix}b" in given and given[f"{prefix}b"] is None and not c.without_biases:
        raise InputError(f"{prefix}b is None; expected is one entry for each layer, or biases='none' where there are none.")
    for i, l in enumerate(problem.network.w):
        w = _weights(f"{prefix}w[{i}]", given[f"{prefix}w"][i], problem.network.widths, l, c)
        bias = None if given.get(f"{prefix}b") is None else given[f"{prefix}b"][i]
        if c.without_biases and bias is not None:
            _no_bias(f"{prefix}b[{i}]", bias, c)
        if c.folded:
            first = c.biases.startswith("first")
            w, b = (w[:, 1:], w[:, :1]) if first else (w[:, :-1], w[:, -1:])
        elif c.without_biases or f"{prefix}b" not in given:
            decoded[f"{prefix}w"][l] = w
            continue
        else:
            b = _bias(f"{prefix}b[{i}]", bias, problem.network.widths[l], c)
        decoded[f"{prefix}w"][l], decoded[f"{prefix}b"][l] = w, -b if c.subtracted else b
    return decoded


def _weights(name: str, value: Any, n: Mapping[int, int], l: int, c: Conventions) -> Array:
    array = _numbers(name, value, c)
    shape = (n[l], n[l - 1] + c.folded)
    expected = shape[::-1] if c.weights == "(in, out)" else shape
    if array.shape != expected:
        raise OtherShape(f"{name} has shape {array.shape}; expected is {expected} for weights {c.weights}, biases {c.biases}.")
    return array.T if c.weights == "(in, out)" else array


def _bias(name: str, value: Any, n: int, c: Conventions) -> Array:
    array = _numbers(name, value, c)
    form = _BIAS_FORMS["(n,)" if c.weights == "neurons" and c.biases != "shared" else c.biases]
    expected = np.shape(form.give(np.zeros((n, 1))))
    if array.shape != expected and not (c.biases == "shared" and array.size == 1):
        raise OtherShape(f"{name} has shape {array.shape}; expected is {expected} for biases {c.biases}.")
    return form.take(array)


def _flat_parts(problem: Problem, c: Conventions) -> dict[str, Array]:
    """What theta holds, in the user's shapes and in its order: layer by layer the weights and then the biases."""
    network = problem.network
    parts = {l: _layer(network.w[l], network.b[l], c) for l in network.w}
    named = {f"{letter}{l}": part for l, layer in parts.items() for letter, part in zip("wb", layer, strict=True)}
    return {name: np.asarray(part) for name, part in named.items() if part is not None}


def _no_bias(name: str, value: Any, c: Conventions) -> None:
    """InputError for a bias that nobody would read: there is none beside the weights."""
    if _numbers(name, value, c).any():
        raise InputError(f"{name} is not zero, but biases are declared as {c.biases!r}: give None, or declare what it is.")


def _unflatten(theta: Array, problem: Problem, c: Conventions, prefix: str) -> dict[str, list[Array]]:
    shapes = {name: part.shape for name, part in _flat_parts(problem, c).items()}
    count = sum(map(math.prod, shapes.values()))
    if theta.shape != (count,):
        raise OtherShape(f"{prefix}theta has shape {theta.shape}; expected is ({count},), as in theta.")
    w, b = layered(parted(theta, shapes))
    layers = {f"{prefix}w": list(w.values()), f"{prefix}b": list(b.values())}
    return layers if b else {f"{prefix}w": layers[f"{prefix}w"]}


def _numbers(name: str, value: Any, c: Conventions) -> Array:
    """An array of floats; of the `leaf` attribute of every number where one is declared."""
    if c.leaf:
        value = np.frompyfunc(lambda number: getattr(number, c.leaf, None), 1, 1)(np.array(value, dtype=object))
        value = np.asarray(value).tolist()
    return _floats(name, value)


def _floats(name: str, value: Any) -> Array:
    if value is None:
        raise InputError(f"{name} is None; expected is an array of floats.")
    try:
        array = np.asarray(value)
    except ValueError:
        raise InputError(f"{name} is {_what(value)}, of unequal lengths; expected is an array of floats.") from None
    # whole numbers in a list are Python's way to write floats, an array of integers has lost what is behind the point
    if array.dtype.kind not in ("f" if isinstance(value, np.ndarray) else "fiu"):
        raise InputError(f"{name} is {_what(value)} of {array.dtype}; expected is an array of floats.")
    if np.ma.is_masked(value):
        raise InputError(f"{name} has masked entries; expected is a number in each.")
    return array.astype(np.result_type(array.dtype, np.float32) if array.dtype.kind == "f" else np.float64)


def _attribute(result: Any, name: str) -> Any:
    if not hasattr(result, name):
        raise InputError(f"the function returned {_what(result)}, which has no attribute {name!r}.")
    return getattr(result, name)


def _what(value: Any) -> str:
    shape = f" of shape {value.shape}" if isinstance(value, np.ndarray) else ""
    length = f" of {len(value)}" if isinstance(value, list | tuple) else ""
    return "None" if value is None else f"a {type(value).__name__}{shape}{length}"
