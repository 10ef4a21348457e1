"""Problem files: one file holds a network with a batch and, if there are any, claimed gradients, from any language.

Names: `x` (n_1, m), `y` (n_L, m), `w2` … `wL`, `b2` … `bL` (zero where they are left out), `nabla_w2` …, `nabla_b2` …, and
`spec`, a JSON string with `activations` ({"2": "tanh", "3": "sigmoid"}), `cost`, and what `Claim` says of the gradients.
Conventions of a check may be declared beside it. Reading a file executes nothing.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from nablacheck.oracle.checking.arranging import arranged, lost_in_whole, numbers_of_one_kind
from nablacheck.oracle.checking.conventions import DEFAULTS, Conventions
from nablacheck.oracle.checking.encoding import unfolded
from nablacheck.oracle.checking.formats import SPEC, read_arrays, write_arrays
from nablacheck.oracle.checking.specification import Spec, entry_name
from nablacheck.oracle.checking.unread import check_accumulator
from nablacheck.oracle.checking.vocabulary import ARGUMENTS, ONE_HOT
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.costs import COSTS
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem
from nablacheck.reference.quoting import printable, shown

LETTERS = ("w", "b", "nabla_w", "nabla_b")
OF_SPEC = ("activations", "cost", "dtype", "accumulator")
"""What may be declared in place of saying it in the file."""
OF_ENTRIES = ("activations", "cost")
"""Those of them that another computation is declared with."""
OF_ARRAYS = ("examples", "x", "y", "weights", "biases", "subtracted", "targets")
"""How the arrays in a file may be written."""
OF_COST = ("total", "half", "mean_over_outputs", "ascent", "l2", "l2_over", "l1", "l1_over", "l2_on_biases")
"""Whose gradient may be claimed."""
OF_SCALE = ("total", "half", "mean_over_outputs", "ascent")
"""What a factor or a scale in the specification says as well."""


@dataclass(frozen=True, eq=False)
class Claim:
    """A problem with the gradient that somebody claims for it.

    `nabla_b` may be empty, which `notes` say. The cost has λ/2 Σw² added for `l2` = λ and λ Σ|w| for `l1` = λ, and the same
    of b where `l2_on_biases`. The gradient came from an update, as a difference of parameters over `learning_rate`, where
    that is not None. With `shared_biases` all the biases of a layer are one number, whose derivative is in nabla_b[l] (1,
    1). `over` says what the λ of l2 or l1 was divided by, where it was. `accumulator` is what sums of float16 were kept in,
    as in `precision`, or empty where nobody says. `finding` is what a run has found on the problem, in texts. `where_wrong`
    are notes that are said of a gradient which is wrong. `as_specified` is the claim by the file's own specification, where
    other activations or another cost are declared. `conventions` are those of the cost, where they may be declared,
    and `otherwise` gives the claims under other declarations of how the arrays are written.
    """

    problem: Problem
    gradient: Gradient
    l2: float = 0.0
    learning_rate: float | None = None
    l2_on_biases: bool = False
    shared_biases: bool = False
    accumulator: str = ""
    notes: tuple[str, ...] = ()
    l1: float = 0.0
    over: Mapping[str, str] = field(default_factory=dict)
    finding: Mapping[str, str] = field(default_factory=dict)
    where_wrong: tuple[str, ...] = ()
    as_specified: Claim | None = None
    conventions: Conventions | None = None
    otherwise: Callable[[], Iterator[tuple[Mapping[str, Any], Claim]]] | None = None


def read_claim(path: Path, declared: Mapping[str, Any] | None = None) -> Claim:
    """The problem in a file with its claimed gradients, in declared conventions; InputError, with the file's name, if not."""
    return claim_in(read_arrays(path), printable(path), declared)


def _claim(arrays: Mapping[str, Any], origin: str, declared: Mapping[str, Any]) -> Claim:
    said = {"activations", "cost"} <= set(declared)
    for key in ("x", "y", "w2", *(() if said else (SPEC,))):
        if key not in arrays:
            raise InputError(f"the key {key!r} is missing; a problem has x, y, w2, …, b2, … and spec.")
    weights = [key for key in arrays if re.fullmatch(r"w[1-9]\d*", key)]
    spec = Spec.parse(arrays.get(SPEC), _of_spec(declared, len(weights)))
    c = _conventions(declared, spec)
    numbers = _in_columns(numbers_of_one_kind({k: a for k, a in arrays.items() if k != SPEC}), c)
    numbers, notes = arranged(_spread(numbers) if c.biases == "shared" else numbers)
    numbers = {key: spec.cast(key, array) for key, array in numbers.items()}
    x, y = numbers.pop("x"), numbers.pop("y")
    layers = _by_layer(numbers)
    w = layers["w"]
    zeros = {} if layers["b"] else {l: np.zeros((*np.shape(w[l])[:-1], 1), np.asarray(w[l]).dtype) for l in w}
    network = Network(w, layers["b"] or zeros, spec.activations, spec.cost)
    problem = Problem(network, x, y, 1.0, origin)
    given = spec.scale if spec.factor is None else spec.factor * problem.batch
    problem = replace(problem, scale=c.scale(problem) if given is None else given)
    check_accumulator(spec.accumulator, problem.dtype.name)
    nabla_b, nabla_w = (_of_layers(letter, layers[letter], network) for letter in ("nabla_b", "nabla_w"))
    if shared := c.biases == "shared":
        nabla_b = {l: array[:1] for l, array in nabla_b.items()}
    if nabla_w and not nabla_b and c.biases != "none":
        names = ", ".join(f"nabla_b{l}" for l in network.w)
        notes = (*notes, f"no ∇b was judged: the file has none; add {names} where there are biases to train")
    return Claim(
        problem,
        Gradient(nabla_b, nabla_w),
        c.decay(problem) if declared.keys() & {"l2", "l2_over"} else spec.l2,
        spec.learning_rate,
        l1=c.pull(problem),
        over=c.over,
        l2_on_biases=c.l2_on_biases,
        shared_biases=shared,
        accumulator=spec.accumulator,
        notes=notes,
        finding=spec.finding,
        where_wrong=lost_in_whole(arrays),
        conventions=c if given is None else None,
    )


def _conventions(declared: Mapping[str, Any], spec: Spec) -> Conventions:
    """The conventions of the arrays and of the cost; InputError for one that is about a function, or that nothing reads."""
    for name in declared:
        if name not in (*OF_SPEC, *OF_ARRAYS, *OF_COST):
            if name in (*ARGUMENTS, *DEFAULTS):
                known = ", ".join((*OF_SPEC, *OF_ARRAYS, *OF_COST))
                raise InputError(f"{name} is about a function, and here is a file; what can be declared of one is {known}.")
            raise unknown("convention", name, (*OF_SPEC, *OF_ARRAYS, *OF_COST))
        if name in OF_SCALE and not (spec.factor is None and spec.scale is None):
            raise InputError(f"{name} is declared, but the factor or scale in spec says it already; take one of them out.")
    own = {"l2": spec.l2} if spec.l2 else {}
    return Conventions.of(own | {name: value for name, value in declared.items() if name in (*OF_ARRAYS, *OF_COST)})


def _of_spec(declared: Mapping[str, Any], layers: int) -> dict[str, Any]:
    """What is declared in place of the specification; one activation stands for every layer."""
    found = {name: value for name, value in declared.items() if name in OF_SPEC}
    if "activations" in found:
        given = found["activations"]
        each = [given] * layers if isinstance(given, str) else given
        found["activations"] = {str(l): sigma for l, sigma in enumerate(each, start=2)}
    return found


def _in_columns(arrays: Mapping[str, Any], c: Conventions) -> dict[str, Any]:
    """The arrays as the book has them: examples in columns, weights (out, in), biases for themselves and added."""
    turned: dict[str, Any] = {}
    for key, array in arrays.items():
        letter = key.rstrip("0123456789")
        is_w = letter in ("w", "nabla_w")
        transposed = (c.examples in ("rows", "row") and letter in ("x", "y")) or (c.weights == "(in, out)" and is_w)
        turned[key] = array.T if transposed and array.ndim == 2 else array
        if c.folded and is_w and array.ndim == 2:
            turned[key], turned[f"{letter[:-1]}b{key[len(letter) :]}"] = unfolded(turned[key], c)
    for name, form in (("x", c.x), ("y", c.y)):
        if form and np.squeeze(turned.get(name, 0)).ndim > 1:
            raise InputError(f"{name} is declared as {form}, one number for each example, but has shape {arrays[name].shape}.")
    if c.targets in ONE_HOT and "y" in turned:
        last = max((key for key in turned if re.fullmatch(r"w[1-9]\d*", key)), key=lambda key: int(key[1:]))
        turned["y"] = _one_hot(turned["y"], ONE_HOT[c.targets], len(np.atleast_2d(turned[last])))
    if c.subtracted:
        return {key: -array if key.rstrip("0123456789") in ("b", "nabla_b") else array for key, array in turned.items()}
    return turned


def _spread(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The arrays, in which the one bias of a layer, and its gradient, stand for each of its neurons."""
    spread = dict(arrays)
    for key, array in arrays.items():
        bias = re.fullmatch(r"(?:nabla_)?b([1-9]\d*)", key)
        if bias and np.ndim(w := arrays.get(f"w{bias[1]}", ())) == 2:
            spread[key] = np.repeat(_one(key, array), len(w), axis=0)
    return spread


def _one(key: str, array: Any) -> Any:
    """The one number of a layer, (1, 1); InputError where there are several."""
    if np.size(array) != 1:
        raise InputError(f"{key} has {np.size(array)} numbers, but biases is 'shared': give one for a layer, or leave it out.")
    return np.reshape(array, (1, 1))


def _one_hot(y: Any, first: int, n: int) -> Any:
    """Columns with a 1 in the row of the class, from the numbers of the classes; InputError for one that there is not."""
    classes = np.ravel(y) - first
    if not np.isin(classes, np.arange(n)).all():
        raise InputError(f"y has {shown(y)} in it; the numbers of {n} classes are {first}, …, {n - 1 + first}.")
    return (np.arange(n)[:, None] == classes).astype(y.dtype)


def _of_layers(letter: str, layers: Mapping[int, Any], network: Network) -> Mapping[int, Any]:
    """The arrays of a letter; InputError for one that belongs to no layer, or has not the shape of its parameter."""
    of = letter.removeprefix("nabla_")
    for l, array in layers.items():
        if l not in network.w:
            raise InputError(f"{letter}{l} belongs to no layer: the network has the layers {list(network.w)}; take it out.")
        parameter = getattr(network, of)[l]
        if array.shape != parameter.shape:
            turned = " Transpose it." if array.shape == parameter.shape[::-1] else ""
            raise InputError(
                f"{letter}{l} has shape {array.shape}; it must have the shape of {of}{l}, {parameter.shape}.{turned}"
            )
    for l in network.w if layers else ():
        if l not in layers:
            raise InputError(
                f"the key {letter}{l!r} is missing; there is {letter}{next(iter(layers))}, and each layer needs its own."
            )
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


def write_problem(path: Path, problem: Problem) -> Path:
    """Writes a problem of registered entries to a new file, without gradients, and says where; InputError where it cannot."""
    return write_arrays(path, contents(problem))


def contents(problem: Problem, finding: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What stands in the file of a problem of registered entries, and of what was found on it; InputError where none can."""
    network = problem.network
    activations = {str(l): entry_name(ACTIVATIONS, entry) for l, entry in network.activations.items()}
    spec: dict[str, Any] = {"activations": activations, "cost": entry_name(COSTS, network.cost)}
    if problem.scale != 1:
        spec["scale"] = problem.scale
    if problem.dtype != np.float64:
        spec["dtype"] = problem.dtype.name  # not every format has it
    if finding:
        spec["finding"] = dict(finding)
    return {"x": problem.x, "y": problem.y, SPEC: json.dumps(spec), **network.parameters}


def claim_in(arrays: Mapping[str, Any], origin: str, declared: Mapping[str, Any] | None = None) -> Claim:
    """What stands in a file that was read already; InputError, with its name, where that is no problem."""
    declared = declared or {}
    try:
        claim = _claim(arrays, origin, declared)
    except InputError as error:
        raise InputError(f"{origin}: {error}") from error
    left = {name: value for name, value in declared.items() if name not in OF_ENTRIES}
    if len(left) == len(declared) or SPEC not in arrays:
        return claim
    with contextlib.suppress(InputError):  # the file need not say it
        claim = replace(claim, as_specified=_claim(arrays, origin, left))
    return claim
