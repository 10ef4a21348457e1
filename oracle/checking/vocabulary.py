"""The words that conventions are made of, and whether a value is one of them: every slip is one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from numbers import Real
from typing import Any

from nablacheck.reference.costs.targets import BITS, CLASSES, PROBABILITIES, SIGNS, Kind
from nablacheck.reference.errors import InputError, unknown

EXAMPLES = ("columns", "rows", "column", "row", "vector", "list")
SINGLE = ("column", "row", "vector", "list")
"""Examples that come one at a time."""
WEIGHTS = ("(out, in)", "(in, out)", "neurons", "(in,)")
FOLDED = {"first column": "(out, in)", "last column": "(out, in)", "first row": "(in, out)", "last row": "(in, out)"}
FOLDED_FIRST = ("first column", "first row")
BIASES = ("(n, 1)", "(n,)", "(1, n)", *FOLDED, "shared", "none", "number")
BESIDE = ("eta", "momentum", "velocity_w", "velocity_b", "velocity", "weights_of_examples", "mask")
TAKES = ("w", "b", "theta", "params", "*params", "x", "y", *BESIDE)
GRADIENTS = ("nabla_w", "nabla_b", "nabla_theta", "nabla_params")
PASSED_OVER = "_"
"""In `gives`, for what comes back and is not looked at: a cache, an accuracy."""
GIVES = (*GRADIENTS, "w", "b", "theta", "params", "cost", "output", PASSED_OVER)
PARAMETERS = ("lists", "dict", "object", "list of dicts", "list of objects", "pairs", "flat", "alone", "module", "model")
MODULES = ("module", "model")
"""A torch.nn.Sequential of the linear layers alone, or with the activations between them."""
ARRAYS: Mapping[str, tuple[str, bool]] = {
    "": ("", False),
    "numpy": ("", False),
    "torch": ("torch", False),
    "torch with grad": ("torch", True),
    "jax": ("jax", False),
}
"""Whose arrays are handed over: of which library, if not of NumPy, and whether those that are trained have requires_grad."""
ORDERS = ("w b w b", "w w b b", "b w b w", "b b w w")
"""Of two layers: how weights and biases follow one another where nothing but their place says which is which."""
APART = ("list of dicts", "list of objects")
"""Where each layer is held apart, under the same names."""
UNROLLED = ("rows", "columns")
"""How a matrix goes into theta: row by row, or column by column as MATLAB, Octave and R have it."""
STEPS = ("descent", "ascent")
TOTALS = ("mean", "sum", "weights")
TARGETS: Mapping[str, Kind | None] = {
    "": None,
    "one-hot": CLASSES,
    "classes": CLASSES,
    "classes from 1": CLASSES,
    "0 and 1": BITS,
    "-1 and 1": SIGNS,
    "probabilities": PROBABILITIES,
    "real": None,
}
"""How y is taken, and the kind of targets that then is drawn; of none, what the cost is meant for or allows."""
ONE_HOT = {"classes": 0, "classes from 1": 1}
"""Where y is the number of a class, and the number of the first."""
FLAT = "(m,)"
"""x of one input, or y of one output: one number for each example, without an axis of neurons."""
ONE_NUMBER_EACH = (FLAT, "(m, 1)", "(1, m)")
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "examples": EXAMPLES,
    "weights": WEIGHTS,
    "biases": BIASES,
    "parameters": PARAMETERS,
    "order": ORDERS,
    "step": STEPS,
    "unrolled": UNROLLED,
    "total": TOTALS,
    "cost_total": ("", *TOTALS),
    "targets": tuple(TARGETS),
    "arrays": tuple(ARRAYS),
    "x": ("", *ONE_NUMBER_EACH),
    "y": ("", *ONE_NUMBER_EACH),
}
ARGUMENTS = ("activations", "cost", "widths", "dtype", "seed", "time_limit")
"""What nablacheck.check takes beside the conventions."""
LONGEST = 10.0**8
"""The longest time limit in seconds, three years; the timers of some systems end a little above."""


def check_value(name: str, value: Any, default: Any) -> None:
    """InputError for a value of another type than the default, or of none of those that are allowed."""
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise InputError(f"{name} is {value!r}; it must be True or False.")
    elif isinstance(default, float):
        if not (name in ("l2_over", "l1_over") and isinstance(value, str) and value == "m"):
            _check_number(name, value)
    elif not isinstance(value, str):
        raise InputError(f"{name} is {value!r}; it must be a text, words separated by blanks.")
    elif name in ALLOWED and value not in ALLOWED[name]:
        raise unknown(f"value of {name}", value, ALLOWED[name])


def _check_number(name: str, value: Any) -> None:
    divides = name in ("l2_over", "l1_over")
    what = "a finite number other than 0, or m" if divides else "a finite number"
    if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value) or (divides and not value):
        raise InputError(f"{name} is {value!r}; it must be {what}.")


def check_words(name: str, given: Sequence[str], words: Sequence[str]) -> None:
    """InputError for no word, an unknown word, or one that is there twice, unless it stands for what nobody reads."""
    for word in given:
        if word not in words:
            raise unknown(f"word in {name}", word, words)
    read = [word for word in given if word != PASSED_OVER]
    if not read or len(set(read)) < len(read):
        raise InputError(f"{name} is {' '.join(given)!r}; it must be some of {' '.join(words)}, each once.")


def seconds(time_limit: Any) -> float:
    """The time limit; InputError unless it is a number of seconds that a clock can wait."""
    if isinstance(time_limit, bool) or not isinstance(time_limit, Real) or not 0 < float(time_limit) <= LONGEST:
        raise InputError(f"time_limit is {time_limit!r}; it must be a number of seconds, above 0 and at most {LONGEST:g}.")
    return float(time_limit)
