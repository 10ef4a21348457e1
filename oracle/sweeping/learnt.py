"""The gradients of parameters that a function learns, such as PReLU's slope: Σ above · ∂σ/∂p, against certified arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from nablacheck.oracle.generating.overflow import XP
from nablacheck.oracle.generating.problems import Seeded
from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.arithmetic import FLOAT, precision
from nablacheck.reference.arithmetic.accuracy import accuracy
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.pullbacks import SMOOTH
from nablacheck.reference.reverse import Tape, differentiated

Array = np.ndarray[Any, Any]
COUNTS = (1, 3, 33)
"""How many numbers a gradient is summed over."""
STEP = 100
"""Certified differences have the step 2^−100: what they leave out is below 2^−200, far below every rounding."""


def parameters_of(entry: Activation, learns: str) -> dict[str, float]:
    """The parameters by name with their values in the entry; InputError for one that its family does not have."""
    for name in learns.split():
        if name not in entry.parameters:
            if not entry.parameters:
                raise InputError(f"learns is {learns!r}, and {entry.name} has no parameters: leave it out.")
            raise unknown(f"parameter of {entry.family or entry.name}", name, entry.parameters)
    return {name: entry.parameters[name] for name in learns.split()}


def learnt_parameters(
    entry: Activation, parameters: Mapping[str, float], answer: Callable[..., tuple[Array, ...]], who: str, dtype: str
) -> Iterator[str]:
    """What is wrong with the gradient of a parameter, in words.

    The k numbers that are summed are products of what comes from above with ∂σ/∂p, a formula of numbers up to max(1, |z|)² that
    has three times as many steps as σ, n of them, each granted twice; so the bound is (6nκ + k) u Σ |above| max(1, |z|)².
    """
    p, kappa, steps = precision(dtype), max(accuracy("any", dtype).values()), steps_of(entry)
    for place, (name, value) in enumerate(parameters.items()):
        for count in COUNTS:
            choose = Seeded(count)
            z, above = (choose.reals(letter, (count,)).astype(_held(dtype)).astype(np.float64) for letter in ("z", "above"))
            given = float(answer(z, above, dtype)[2 + place])
            true = _certified(entry, name, z, above, _held(dtype))
            bound = (6 * steps * kappa + count) * p.u * float(np.sum(abs(above) * np.fmax(1.0, abs(z)) ** 2))
            if not abs(given - true) <= bound:
                yield (
                    f"{who}: the gradient of {name} in {dtype} is wrong, at {name} = {value:g}, summed over {count} numbers.\n"
                    f"  the formula gives {true:.9g}, {who} returned {given:.9g}\n"
                    f"  rounding can explain {bound:.2g}; the difference is {abs(given - true):.3g}"
                )
                break


def steps_of(entry: Activation) -> int:
    """How many numbers the formula of an activation computes from one."""
    tape = Tape(FLOAT, SMOOTH)
    differentiated(entry.value, np.ones((1, 1)), tape)
    return tape.steps


def _held(dtype: str) -> str:
    """A dtype of NumPy whose numbers the format has, or nearly so: bfloat16 has none."""
    return "float16" if dtype == "bfloat16" else dtype


def _certified(entry: Activation, name: str, z: Array, above: Array, dtype: str) -> float:
    """Σ above · ∂σ/∂p by a central difference in certified arithmetic, at the parameter as the dtype holds it."""
    make, h = ACTIVATIONS.families[entry.family].make, XP.lift(np.array(2.0**-STEP))[()]
    held = XP.lift(np.array(float(np.dtype(dtype).type(entry.parameters[name]))))[()]
    with XP.working():
        try:
            above_, below = (make(**{**entry.parameters, name: held + k * h}).value(XP.lift(z[:, None]), XP) for k in (1, -1))
        except (TypeError, ValueError, AttributeError) as error:
            raise InputError(f"the gradient of {name} cannot be told for {entry.name}: {error}.") from error
        difference = np.ravel((above_ - below) * XP.lift(above[:, None])) / (2 * h)
        return float(sum(difference[1:], difference[0]))
