"""Problem files: one NumPy archive holds a network with a batch and, if there are any, claimed gradients, from any language.

Keys: `x` (n_1, m), `y` (n_L, m), `w2` … `wL`, `b2` … `bL` (zero where they are left out), `nabla_w2` …, `nabla_b2` …, and
`spec`, a JSON string with `activations` ({"2": "tanh", "3": "sigmoid"}), `cost`, and what `Claim` says of the gradients.
Reading a file executes nothing.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nablacheck.oracle.checking.archive import arrays_in
from nablacheck.oracle.checking.quoting import printable, said, shown
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.arithmetic import PRECISIONS
from nablacheck.reference.arithmetic.precision import ACCUMULATORS
from nablacheck.reference.costs import COSTS
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.network import Gradient, Network, Problem
from nablacheck.reference.registry import Registry

NEEDED = ("activations", "cost")
OPTIONAL = ("factor", "l2", "learning_rate", "dtype", "accumulator")
DTYPES = tuple(name for name in PRECISIONS if name in np.sctypeDict)
"""The dtypes that numbers in a file can be of."""
LAYER = r"[1-9][0-9]{0,3}"
"""How a layer is written."""
LETTERS = ("w", "b", "nabla_w", "nabla_b")


@dataclass(frozen=True, eq=False)
class Claim:
    """A problem with the gradient that somebody claims for it.

    `nabla_b` may be empty, which `notes` say. The cost has λ/2 Σw² added for `l2` = λ, and λ/2 Σb² where `l2_on_biases`. The
    gradient came from an update, as a difference of parameters over `learning_rate`, where that is not None. With
    `shared_biases` all the biases of a layer are one number, whose derivative is in nabla_b[l] (1, 1). `accumulator` is what
    sums of float16 were kept in, as in `precision`, or empty where nobody says.
    """

    problem: Problem
    gradient: Gradient
    l2: float = 0.0
    learning_rate: float | None = None
    l2_on_biases: bool = False
    shared_biases: bool = False
    accumulator: str = ""
    notes: tuple[str, ...] = ()


def read_claim(path: Path) -> Claim:
    """The problem in a file with its claimed gradients; InputError, with the file's name, for one that cannot be used."""
    arrays, origin = arrays_in(path), printable(path)
    try:
        return _claim(arrays, origin)
    except InputError as error:
        raise InputError(f"{origin}: {error}") from error


def _claim(arrays: Mapping[str, Any], origin: str) -> Claim:
    for key in ("x", "y", "w2", "spec"):
        if key not in arrays:
            raise InputError(f"the key {key!r} is missing; a problem has x, y, w2, …, b2, … and spec.")
    spec = _Spec.parse(arrays["spec"])
    numbers = {key: spec.cast(key, array) for key, array in arrays.items() if key != "spec"}
    x, y = numbers.pop("x"), numbers.pop("y")
    layers = _by_layer(numbers)
    w = layers["w"]
    zeros = {} if layers["b"] else {l: np.zeros((*np.shape(w[l])[:-1], 1), np.asarray(w[l]).dtype) for l in w}
    network = Network(w, layers["b"] or zeros, spec.activations, spec.cost)
    scale = 1.0 if spec.factor is None else spec.factor * np.shape(x)[-1]
    problem = Problem(network, x, y, scale, origin)
    nabla_b, nabla_w = (_of_layers(letter, layers[letter], network) for letter in ("nabla_b", "nabla_w"))
    names = ", ".join(f"nabla_b{l}" for l in network.w)
    note = f"no ∇b was judged: the file has none; add {names} where there are biases to train"
    notes = (note,) if nabla_w and not nabla_b else ()
    return Claim(problem, Gradient(nabla_b, nabla_w), spec.l2, spec.learning_rate, accumulator=spec.accumulator, notes=notes)


def _of_layers(letter: str, layers: Mapping[int, Any], network: Network) -> Mapping[int, Any]:
    """The arrays of a letter; InputError for one that belongs to no layer."""
    for l in layers:
        if l not in network.w:
            raise InputError(f"{letter}{l} belongs to no layer: the network has the layers {list(network.w)}; take it out.")
    return layers


def _by_layer(numbers: Mapping[str, Any]) -> dict[str, dict[int, Any]]:
    layers: dict[str, dict[int, Any]] = {letter: {} for letter in LETTERS}
    for key, array in numbers.items():
        name = re.fullmatch(r"((?:nabla_)?[wb])([1-9]\d*)", key)
        if not name:
            known = (f"{letter}{l}" for letter in LETTERS for l in layers["w"])
            raise unknown("key", key, ("x", "y", "spec", *known))
        layers[name[1]][int(name[2])] = array
    return layers


@dataclass(frozen=True)
class _Spec:
    activations: dict[int, Any]
    cost: Any
    factor: float | None
    l2: float
    learning_rate: float | None
    dtype: str | None
    accumulator: str

    @staticmethod
    def parse(text: Any) -> _Spec:
        spec = _json(np.asarray(text))
        if not isinstance(spec, dict) or not all(key in spec for key in NEEDED):
            raise InputError(f"spec is {shown(spec)}; it must be a JSON object with {' and '.join(NEEDED)}.")
        for key in spec:
            if key not in NEEDED + OPTIONAL:
                raise unknown("key of spec", key, NEEDED + OPTIONAL)
        activations = spec["activations"]
        if not isinstance(activations, dict) or not all(re.fullmatch(LAYER, l) for l in activations):
            raise InputError(
                f'activations in spec is {shown(activations)}; it must map layers to names, as in {{"2": "tanh"}}.'
            )
        for name in (*activations.values(), spec["cost"]):
            if not isinstance(name, str):
                raise InputError(f"activations and cost in spec have {shown(name)} in them; write names, in quotes.")
        factor, l2, learning_rate = (_number(spec, key) for key in ("factor", "l2", "learning_rate"))
        if factor == 0 or learning_rate == 0:
            raise InputError("factor and learning_rate in spec must not be 0.")
        dtype = spec.get("dtype")
        if dtype is not None and not (isinstance(dtype, str) and dtype in DTYPES):
            raise unknown("dtype", dtype, DTYPES)
        accumulator = spec.get("accumulator", "")
        if accumulator not in ("", *ACCUMULATORS):
            raise unknown("accumulator in spec", accumulator, ACCUMULATORS)
        by_layer = {int(l): sigma for l, sigma in activations.items()}
        return _Spec(by_layer, spec["cost"], factor, l2 or 0.0, learning_rate, dtype, accumulator)

    def cast(self, key: str, array: Any) -> Any:
        """An array in the dtype that the file says was computed in; its numbers must be numbers of that dtype."""
        if key.startswith("nabla") and array.dtype.name not in PRECISIONS:
            allowed = "real floating-point arrays of float16, float32 or float64"
            raise InputError(f"{key} has dtype {array.dtype}; allowed are {allowed}.")
        if self.dtype is None or array.dtype.kind != "f":
            return array
        with np.errstate(over="ignore"):
            cast = array.astype(self.dtype)
        if not np.array_equal(cast, array, equal_nan=True):
            raise InputError(f"{key} holds numbers that are no {self.dtype}; leave dtype out, or store what was computed with.")
        return cast


def _number(spec: Mapping[str, Any], key: str) -> float | None:
    value = spec.get(key)
    if value is None:
        return None
    try:
        number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    except OverflowError:  # an integer of hundreds of digits
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"{key} in spec is {shown(value)}; it must be a finite number.")
    return number


def _json(text: np.ndarray[Any, Any]) -> Any:
    """What the text of a specification says; InputError where it is no text, or no JSON."""
    if text.shape or text.dtype.kind not in "US":
        raise InputError(f"spec has dtype {text.dtype} and shape {text.shape}; it must be one text, a JSON object.")
    try:
        return json.loads(text.item())
    except RecursionError:
        raise InputError("spec is not JSON: it is nested too deep.") from None
    except ValueError as error:
        raise InputError(f"spec is not JSON: {said(error)}.") from error


def write_problem(path: Path, problem: Problem) -> None:
    """Writes a problem of registered entries to a new file, without gradients; InputError where it cannot be written."""
    network = problem.network
    activations = {str(l): _name(ACTIVATIONS, entry) for l, entry in network.activations.items()}
    spec = json.dumps({"activations": activations, "cost": _name(COSTS, network.cost)})
    try:
        with path.open("xb") as file:
            np.savez(file, x=problem.x, y=problem.y, spec=spec, **network.parameters)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error}; give a new name in a folder that exists.") from error


def _name(registry: Registry[Any], entry: Any) -> str:
    """The name by which the entry itself is found again; InputError where another one would be."""
    if not registry.holds(entry):
        raise InputError(
            f"{registry.kind} {entry.name!r} is not the one that is registered under its name, and a file holds names alone; "
            "register it, under a name of its own."
        )
    return str(entry.name)
