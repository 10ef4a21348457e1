"""Problem files: one NumPy archive holds a network with a batch, from any language; reading one executes nothing.

Keys: `x` (n_1, m), `y` (n_L, m), `w2` … `wL` and `b2` … `bL` as in `Network`, and `spec`, a JSON string with `activations`
({"2": "tanh", "3": "sigmoid"}) and `cost`. Every entry may have a leading axis, the draws of the numbers.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.network import Network, Problem

SPEC = ("activations", "cost")


def read_problem(path: Path) -> Problem:
    """The problem in a file; InputError, with the file's name, for one that cannot be used."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, AttributeError, TypeError) as error:
        raise InputError(f"{path} is not a NumPy archive of plain arrays ({error}); write one with numpy.savez.") from error
    try:
        return _problem(arrays, str(path))
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def _problem(arrays: Mapping[str, Any], origin: str) -> Problem:
    for key in ("x", "y", "w2", "b2", "spec"):
        if key not in arrays:
            raise InputError(f"the key {key!r} is missing; a problem has x, y, w2, …, b2, … and spec.")
    layers: dict[str, dict[int, Any]] = {"w": {}, "b": {}}
    for key, array in arrays.items():
        name = re.fullmatch(r"([wb])([1-9]\d*)", key)
        if name:
            layers[name[1]][int(name[2])] = array
        elif key not in ("x", "y", "spec"):
            raise unknown("key", key, ("x", "y", "spec", *(f"{letter}{l}" for letter in "wb" for l in layers["w"])))
    spec = _spec(arrays["spec"])
    activations = {int(l): sigma for l, sigma in spec["activations"].items()}
    return Problem(Network(layers["w"], layers["b"], activations, spec["cost"]), arrays["x"], arrays["y"], origin=origin)


def _spec(text: Any) -> dict[str, Any]:
    try:
        spec = json.loads(str(text))
    except json.JSONDecodeError as error:
        raise InputError(f"spec is not JSON: {error}.") from error
    if not isinstance(spec, dict) or not all(key in spec for key in SPEC):
        raise InputError(f"spec is {text}; it must be a JSON object with {' and '.join(SPEC)}.")
    for key in spec:
        if key not in SPEC:
            raise unknown("key of spec", key, SPEC)
    activations = spec["activations"]
    if not isinstance(activations, dict) or not all(l.isdecimal() for l in activations):
        raise InputError(f'activations in spec is {activations}; it must map layers to names, as in {{"2": "tanh"}}.')
    return spec
