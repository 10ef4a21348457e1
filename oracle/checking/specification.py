"""What a file says of its numbers, as JSON, and what is declared beside it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import PRECISIONS
from nablacheck.reference.arithmetic.precision import ACCUMULATORS
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.quoting import said, shown
from nablacheck.reference.registry import Registry

NEEDED = ("activations", "cost")
OPTIONAL = ("factor", "scale", "l2", "learning_rate", "dtype", "accumulator", "finding")
DTYPES = tuple(name for name in PRECISIONS if name in np.sctypeDict)
"""The dtypes that numbers in a file can be of."""
LAYER = r"[1-9][0-9]{0,3}"
"""How a layer is written."""


@dataclass(frozen=True)
class Spec:
    """What was computed, and how: activations by layer, the cost, and what multiplies or is added to the gradient.

    `factor` multiplies the sum over the examples, `scale` their mean. `finding` is what was found on these numbers, in texts.
    """

    activations: dict[int, Any]
    cost: Any
    factor: float | None
    l2: float
    learning_rate: float | None
    dtype: str | None
    accumulator: str
    scale: float | None
    finding: dict[str, str]

    @staticmethod
    def parse(text: Any, declared: Mapping[str, Any]) -> Spec:
        """From the text in the file, or None where it has none, and what is declared, which comes first."""
        spec = {} if text is None else json_of(np.asarray(text))
        if isinstance(spec, dict):
            spec |= declared
        if not isinstance(spec, dict) or not all(key in spec for key in NEEDED):
            raise InputError(f"spec is {shown(spec)}; it must be a JSON object with {' and '.join(NEEDED)}.")
        for key in spec:
            if key not in NEEDED + OPTIONAL:
                raise unknown("key of spec", key, NEEDED + OPTIONAL)
        activations = spec["activations"]
        if not isinstance(activations, dict) or not all(re.fullmatch(LAYER, l) for l in activations):
            raise InputError(
                f'activations in spec is {shown(activations)}; it must map layers, 2 to 9999, to names, as in {{"2": "tanh"}}.'
            )
        for name in (*activations.values(), spec["cost"]):
            if not isinstance(name, str):
                raise InputError(f"activations and cost in spec have {shown(name)} in them; write names, in quotes.")
        factor, scale, l2, learning_rate = (_number(spec, key) for key in ("factor", "scale", "l2", "learning_rate"))
        if 0 in (factor, scale, learning_rate):
            raise InputError("factor, scale and learning_rate in spec must not be 0.")
        if factor is not None and scale is not None:
            raise InputError("spec has a factor and a scale; one of them is enough: scale is factor times the examples.")
        dtype = spec.get("dtype")
        if dtype is not None and not (isinstance(dtype, str) and dtype in DTYPES):
            raise unknown("dtype", dtype, DTYPES)
        accumulator = spec.get("accumulator", "")
        if accumulator not in ("", *ACCUMULATORS):
            raise unknown("accumulator in spec", accumulator, ACCUMULATORS)
        finding = spec.get("finding", {})
        if not isinstance(finding, dict) or not all(isinstance(says, str) for says in finding.values()):
            raise InputError(f"finding in spec is {shown(finding)}; it must be a JSON object of texts.")
        by_layer = {int(l): sigma for l, sigma in activations.items()}
        return Spec(by_layer, spec["cost"], factor, l2 or 0.0, learning_rate, dtype, accumulator, scale, finding)

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


def entry_name(registry: Registry[Any], entry: Any) -> str:
    """The name by which the entry itself is found again; InputError where another one would be."""
    if not registry.holds(entry):
        raise InputError(
            f"{registry.kind} {entry.name!r} is not the one that is registered under its name, and a file holds names alone; "
            "register it, under a name of its own."
        )
    return str(entry.name)


def json_of(text: np.ndarray[Any, Any]) -> Any:
    """What the text of a specification says; InputError where it is no text, or no JSON."""
    if text.shape or text.dtype.kind not in "US":
        raise InputError(f"spec has dtype {text.dtype} and shape {text.shape}; it must be one text, a JSON object.")
    try:
        return json.loads(text.item())
    except RecursionError:
        raise InputError("spec is not JSON: it is nested too deep.") from None
    except ValueError as error:
        raise InputError(f"spec is not JSON: {said(error)}.") from error
