"""From what a call gave back to the gradient, the cost and the outputs in the library's shapes; every slip is a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nablacheck.oracle.checking.containers import OF_MODULES, taken
from nablacheck.oracle.checking.conventions import Conventions, OtherShape
from nablacheck.oracle.checking.encoding import BIAS_FORMS, flat_parts, unfolded
from nablacheck.oracle.checking.foreign_arrays import MaskedEntries, as_numpy, is_whole, leaves, said_of_whole
from nablacheck.oracle.checking.vocabulary import MODULES
from nablacheck.reference.errors import InputError, a_kind
from nablacheck.reference.parameters import layered, parted
from nablacheck.reference.problem import Problem

Array = np.ndarray[Any, Any]
SAID = "said"
"""Under which key `decode` has what is to be noted about what came back, each with its kind."""


def decode(result: Any, problem: Problem, c: Conventions) -> dict[str, Any]:
    """What a call gave back: nabla_w and nabla_b (or w and b) by layer in the library's shapes, cost and output as they are.

    InputError with a sentence that says what came back and what was expected.
    """
    prefix = "" if c.updates else "nabla_"
    given = _by_word(result, c)
    said = _said_of_whole(f"{prefix}theta", given.get(f"{prefix}theta"))
    given = _by_letter(given, problem, c, prefix)
    decoded: dict[str, Any] = {name: floats(name, given[name]) for name in ("cost", "output") if name in given}
    if "cost" in decoded and decoded["cost"].size != 1:
        raise InputError(f"cost is {_what(given['cost'])}; expected is one number for the batch.")
    decoded |= {f"{prefix}w": {}, f"{prefix}b": {}}
    _check_layers(given, problem, c, prefix)
    for i, l in enumerate(problem.network.w):
        w = _weights(f"{prefix}w[{i}]", given[f"{prefix}w"][i], problem.network.widths, l, c)
        bias = None if given.get(f"{prefix}b") is None else given[f"{prefix}b"][i]
        of_w = _said_of_whole(f"{prefix}w[{i}]", given[f"{prefix}w"][i])
        said = _said_of_whole(f"{prefix}b[{i}]", bias) | of_w | said  # the first is said
        if c.without_biases and bias is not None:
            _no_bias(f"{prefix}b[{i}]", bias, c)
        if c.folded:
            w, b = unfolded(w, c)
        elif c.without_biases or f"{prefix}b" not in given:
            decoded[f"{prefix}w"][l] = w
            continue
        else:
            b = _bias(name := f"{prefix}b[{i}]", bias, n := problem.network.widths[l], c)
            if np.size(_numbers(name, bias, c)) == 1 < n and c.biases != "shared":
                said["one number"] = (
                    f"{name} is one number for {n} neurons, which NumPy would add to each of them: it is taken so"
                )
        decoded[f"{prefix}w"][l], decoded[f"{prefix}b"][l] = w, -b if c.subtracted else b
    return decoded | {SAID: tuple(said.items())}


def reads(c: Conventions, layers: int) -> frozenset[str]:
    """The attributes that are read of what a call gave back, or left in its arguments, for so many layers of weights."""
    places = ((*c.keys.gradients(letter, i), c.keys.path(letter, i)) for letter in "wb" for i in range(layers))
    steps = {step for paths in places for path in paths for step in path if isinstance(step, str)}
    return frozenset({*c.attr.split(), *c.leaf.split(), *steps, *(OF_MODULES if c.parameters in MODULES else ())})


def _by_word(result: Any, c: Conventions) -> dict[str, Any]:
    """What was given, by the words of `gives`; a mapping in the place of weights and biases has them by their names."""
    words = c.gives.split()
    prefix = "" if c.updates else "nabla_"
    if not c.attr and {f"{prefix}w", f"{prefix}b"} <= {*words} and _by_name(result, words):
        first = next(i for i, word in enumerate(words) if word in (f"{prefix}w", f"{prefix}b"))
        apart = [word for word in words if word not in (f"{prefix}w", f"{prefix}b")]
        words = [*apart[:first], f"{prefix}params", *apart[first:]]
    if c.attr:
        result = [_attribute(result, name) for name in c.attr.split()]
    elif len(words) == 1:
        result = [result]
    elif isinstance(result, Mapping) and result.keys() == {*words}:
        return dict(result)
    if not isinstance(result, Sequence) or len(result) != len(words):
        raise InputError(f"the function returned {_what(result)}; expected were {len(words)} things: {', '.join(words)}.")
    return dict(zip(words, result, strict=True))


def _by_name(result: Any, words: list[str]) -> bool:
    """Whether there is a mapping where weights and biases should be, each by itself."""
    if isinstance(result, Mapping):
        return result.keys() != {*words} and len(words) == 2
    parts = list(result) if isinstance(result, list | tuple) else []
    return len(parts) == len(words) - 1 and any(isinstance(part, Mapping) for part in parts)


def _check_layers(given: Mapping[str, Any], problem: Problem, c: Conventions, prefix: str) -> None:
    """InputError unless there are weights, and biases where they are asked for, with an entry for each layer."""
    for name in (f"{prefix}w", f"{prefix}b"):
        layers = given.get(name)
        if layers is not None and (not isinstance(layers, Sequence | np.ndarray) or len(layers) != len(problem.network.w)):
            raise OtherShape(f"{name} is {_what(layers)}; expected is one entry for each of {len(problem.network.w)} layers.")
    if given.get(f"{prefix}w") is None:
        raise InputError(f"the function gave no {prefix}w; declare what it gives, as in gives='nabla_w nabla_b'.")
    if f"{prefix}b" in given and given[f"{prefix}b"] is None and not c.without_biases:
        raise InputError(f"{prefix}b is None; expected is one entry for each layer, or biases='none' where there are none.")


def _by_letter(given: dict[str, Any], problem: Problem, c: Conventions, prefix: str) -> dict[str, Any]:
    """w and b, or their gradients, layer by layer, out of one vector or of what holds them."""
    if (name := f"{prefix}theta") in given:
        given |= _unflatten(_numbers(name, given.pop(name), c), problem, c, prefix)
    apart = ("w", "b") if c.parameters != "lists" and f"{prefix}theta" not in c.gives.split() else ()
    for word in ("params", *apart):
        if given.get(name := f"{prefix}{word}") is not None:
            found = taken(c, given.pop(name), name, "wb" if word == "params" else word, len(problem.network.w))
            given |= {f"{prefix}{letter}": layers for letter, layers in found.items() if _any(layers)}
            if word == "params":
                break
    return given


def _any(layers: Sequence[Any]) -> bool:
    return any(part is not None for part in layers)


def _weights(name: str, value: Any, n: Mapping[int, int], l: int, c: Conventions) -> Array:
    array = _numbers(name, value, c)
    shape = (n[l], n[l - 1] + c.folded)
    expected = shape[::-1] if c.weights == "(in, out)" else shape[1:] if c.weights == "(in,)" else shape
    if array.shape != expected:
        raise OtherShape(f"{name} has shape {array.shape}; expected is {expected} for weights {c.weights}, biases {c.biases}.")
    return array.T if c.weights == "(in, out)" else array.reshape(shape)


def _bias(name: str, value: Any, n: int, c: Conventions) -> Array:
    """∂C/∂b^l as (n, 1); one number for a layer is taken for each of its neurons, as adding it to b would."""
    array = _numbers(name, value, c)
    form = BIAS_FORMS["(n,)" if c.weights == "neurons" and c.biases != "shared" else c.biases]
    expected = np.shape(form.give(np.zeros((n, 1))))
    if array.size == 1:
        array = np.broadcast_to(array.reshape(()), expected).copy()
    if array.shape != expected:
        kept = "; a sum keeps its axis with keepdims=True" if array.shape == expected[:1] else ""
        raise OtherShape(f"{name} has shape {array.shape}; expected is {expected} for biases {c.biases}{kept}.")
    return form.take(array)


def _no_bias(name: str, value: Any, c: Conventions) -> None:
    """InputError for a bias that nobody would read: there is none beside the weights."""
    if _numbers(name, value, c).any():
        raise InputError(f"{name} is not zero, but biases are declared as {c.biases!r}: give None, or declare what it is.")


def _unflatten(theta: Array, problem: Problem, c: Conventions, prefix: str) -> dict[str, list[Array]]:
    shapes = {name: part.shape for name, part in flat_parts(problem, c).items()}
    count = sum(map(math.prod, shapes.values()))
    if theta.shape != (count,):
        raise OtherShape(f"{prefix}theta has shape {theta.shape}; expected is ({count},), as in theta.")
    parts = parted(theta, shapes)
    if c.unrolled == "columns":
        parts = {name: part.ravel().reshape(shapes[name], order="F") for name, part in parts.items()}
    w, b = layered(parts)
    layers = {f"{prefix}w": list(w.values()), f"{prefix}b": list(b.values())}
    return layers if b else {f"{prefix}w": layers[f"{prefix}w"]}


def _numbers(name: str, value: Any, c: Conventions) -> Array:
    """An array of floats; of the `leaf` attribute of it, or of every number in it, where one is declared."""
    return floats(name, leaves(value, c.leaf) if c.leaf else value)


def _said_of_whole(name: str, value: Any) -> dict[str, str]:
    """A note on an array of whole numbers; in a list they are Python's way to write floats."""
    if not hasattr(value, "dtype") or isinstance(value, np.generic):
        return {}
    array = _array(name, value)
    return {"whole numbers": said_of_whole(name, array.dtype)} if is_whole(array) else {}


def floats(name: str, value: Any) -> Array:
    """An array of somebody's as floats, at least float32; InputError, which begins with its name, for what is none."""
    if value is None:
        raise InputError(f"{name} is None; expected is an array of floats.")
    array = _array(name, value)
    if array.dtype.kind != "f" and not is_whole(array):
        of = f" of {array.dtype}" if hasattr(value, "dtype") or array.size > 1 else ""
        raise InputError(f"{name} is {_what(value)}{of}; expected is an array of floats.")
    return array.astype(np.result_type(array.dtype, np.float32) if array.dtype.kind == "f" else np.float64)


def _array(name: str, value: Any) -> Array:
    """Somebody's array of whatever dtype; InputError for what is none, or hides an entry."""
    try:
        return as_numpy(value)
    except MaskedEntries:
        raise InputError(f"{name} has masked entries; expected is a number in each.") from None
    except ValueError:
        raise InputError(f"{name} is {_what(value)}, of unequal lengths; expected is an array of floats.") from None


def _attribute(result: Any, name: str) -> Any:
    """An attribute of an object, or what a mapping has under that key."""
    if isinstance(result, Mapping) and name in result:
        return result[name]
    if not hasattr(result, name):
        kind = "key" if isinstance(result, Mapping) else "attribute"
        raise InputError(f"the function returned {_what(result)}, which has no {kind} {name!r}.")
    return getattr(result, name)


def _what(value: Any) -> str:
    shape = f" of shape {value.shape}" if isinstance(value, np.ndarray) else ""
    length = f" of {len(value)}" if isinstance(value, list | tuple) else ""
    kind = "an array" if type(value) is np.ndarray else a_kind(value)
    return "None" if value is None else f"{kind}{shape}{length}"
