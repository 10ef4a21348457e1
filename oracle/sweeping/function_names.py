"""What somebody's single function is that is not the activation it should be: another one, or one that was typed wrongly.

The forms and slips are those that a check of a whole network has for a layer: the function is put in the place of a layer that
has its z, with what comes from above as what layer 3 sends back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nablacheck.oracle.checking.foreign import Unusable
from nablacheck.oracle.explaining import primes, typed
from nablacheck.oracle.explaining.claimed import predicts
from nablacheck.oracle.explaining.factors import Factors, ratio, said
from nablacheck.oracle.explaining.other_activations import entries
from nablacheck.oracle.explaining.sent_back import back
from nablacheck.oracle.explaining.wrong_steps import STEPS
from nablacheck.oracle.sweeping.function_calls import (
    ANY_LIBRARY,
    EXAMPLES,
    NEURONS,
    ORDERS,
    FunctionCall,
    ordinary_arguments,
)
from nablacheck.oracle.sweeping.solved_parameters import with_another_parameter
from nablacheck.oracle.sweeping.swept_line import may_lose, swept_line
from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.arithmetic import Ball, Balls, balls, precision
from nablacheck.reference.backprop import BOOK, Pass
from nablacheck.reference.costs import COSTS
from nablacheck.reference.errors import InputError
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

Array = np.ndarray[Any, Any]
MOST = 4
"""So many other activations are held to the whole line."""
WORDS = {
    "what is sent back": "what comes from above",
    "δ^{l}": "what is sent back",
    "the layer is": "the activation is",
    " of the layer": "",
    "{eq}": "the book",
    "(23)": "the book",
    "^{l}": "",
    "^l": "",
}
"""How what is said of a layer is said of a function by itself."""


def named_function(entry: Activation, call: FunctionCall, dtype: str) -> str:
    """What the function looks like, in words; nothing where nothing gives its numbers, or it cannot be asked."""
    if dtype not in ("float16", "float32", "float64"):
        return ""  # NumPy has no such dtype, for the layer that it is put into
    try:
        seen = _Seen.of(entry, call, dtype)
        if turned := _along_the_other_axis(entry, call, dtype):
            return turned
        return _another(entry, seen, call) or _typed(entry, seen)
    except (Unusable, InputError):
        return ""


def _along_the_other_axis(entry: Activation, call: FunctionCall, dtype: str) -> str:
    """That a function which mixes a layer is right with the examples along its other axis."""
    if entry.prime:
        return ""
    other = call.in_silence()
    other.examples = next(way for way in ORDERS if way != call.examples)
    if not all(_right(one.comparison) for one in swept_line(entry, other, dtype)):
        return ""
    return f"it has the examples in {other.examples}; say examples={other.examples!r} (--examples {other.examples})"


def _another(entry: Activation, seen: _Seen, call: FunctionCall) -> str:
    """Another activation that it is, every finite number over the whole line; else one whose σ it has, with its wrong σ′."""
    if call.parameters or (seen.has_value(entry) and not seen.has_derivative(entry)):
        return ""
    known = [*entries(), *((one.name, one) for one in with_another_parameter(entry, seen.z, seen.a))]
    others = [(name, other) for name, other in known if other is not entry and seen.has_value(other)][:MOST]
    for name, other in others:
        if seen.has_derivative(other) and all(_right(one.comparison) for one in swept_line(other, call, seen.dtype)):
            return _of_another("the numbers are those", name)
    for name, other in others:
        if left := _typed(other, seen):
            return f"{_of_another('its σ is that', name)}, and this is left: {left}"
    return ""


def _of_another(what: str, name: str) -> str:
    return f"another activation: {what} of {name}; say like={name!r} (--like) where that is meant"


def _right(comparison: Any) -> bool:
    """Whether no finite number is wrong."""
    return not (comparison.unexplained & np.isfinite(comparison.given)).any()


def _typed(entry: Activation, seen: _Seen) -> str:
    """What was typed for σ where that is wrong, else for σ′."""
    t = seen.layer(entry)
    with t.xp.working(), np.errstate(all="ignore"):
        if not seen.has_value(entry):
            return next((says for says, a in _values(t, entry, seen) if seen.value_is(a, entry)), "")
        if seen.has_derivative(entry):
            return ""
        forms = (says for says, ball in _pulled(t) if seen.pulled_is(ball, entry))
        return _times(t, seen) or next(forms, "")


def _values(t: Pass, entry: Activation, seen: _Seen) -> Iterator[tuple[str, Ball]]:
    """Every wrong form of σ, those that say how σ′ goes along with them where it does so."""
    for step in STEPS:
        if step.a and step.z is BOOK.z and step.applies(t, 2):
            along = step.own and seen.pulled_is(t.xp.lift(back(t, 2) * step.own(t, 2) * step.inner), entry)
            if along or (step.inner == 1 and seen.has_derivative(entry)):
                yield _alone(step.says), t.xp.lift(step.a(t, 2))
    yield from ((f"σ(z) comes out as with {says}", t.xp.lift(gives(t, 2))) for says, gives in typed.values(entry))


def _pulled(t: Pass) -> Iterator[tuple[str, Ball]]:
    """Every wrong form of what is sent back, the plainest first."""
    parts = [part for part in primes.every(t, 2) if part.applies(t, 2)]
    for late in (False, True):
        yield from ((_alone(part.says), t.xp.lift(back(t, 2) * part.gives(t, 2))) for part in parts if part.late is late)
    yield from ((_alone(part.says), t.xp.lift(part.gives(t, 2))) for part in typed.products(t, 2))


def _times(t: Pass, seen: _Seen) -> str:
    """σ′ times a simple number."""
    simple = Factors(t.problem).simple(ratio(seen.given(seen.pulled), t.xp.lift(back(t, 2) * t.prime(2))))
    plain = (name for name in simple if not any(sign.isalpha() for sign in name))  # no letter of a network is in it
    return next((f"{said(name)} times σ′" for name in plain), "")


def _alone(says: str) -> str:
    """What is said of a layer, as it is said of a function by itself."""
    for of_a_layer, alone in WORDS.items():
        says = says.replace(of_a_layer, alone)
    return says


@dataclass(frozen=True, eq=False)
class _Seen:
    """What the function gave for ordinary z, (n, m), and for what comes from above."""

    dtype: str
    z: Array
    above: Array
    a: Array
    pulled: Array

    @classmethod
    def of(cls, entry: Activation, call: FunctionCall, dtype: str) -> _Seen:
        """What it gives for numbers that the dtype holds, in place of an activation; Unusable where it cannot be called."""
        z, above = ordinary_arguments(dtype)
        return cls(dtype, z, above, *call(entry, z, above, dtype, False))

    @cached_property
    def xp(self) -> Balls:
        """Balls of the dtype, of any library."""
        return balls(precision(self.dtype), ANY_LIBRARY)

    def layer(self, entry: Activation) -> Pass:
        """A pass through a network that has the function as its layer 2; no other layer is as wide, or has a z.

        w^3 is the unit matrix above a row of 0, so that (w^3)ᵀ δ^3 is what comes from above.
        """
        n, wide = NEURONS, np.dtype(self.dtype)
        w = {2: np.zeros((n, n + 1), wide), 3: np.eye(n + 1, n, dtype=wide)}
        b = {2: np.zeros((n, 1), wide), 3: np.zeros((n + 1, 1), wide)}
        network = Network(w, b, {2: entry, 3: ACTIVATIONS["identity"]}, COSTS["quadratic"])
        x = np.zeros((n + 1, EXAMPLES), wide)
        t = Pass(Problem(network, x, x, scale=float(EXAMPLES)), self.xp)  # nothing is divided by the number of examples
        t.z[2] = self.xp.lift(self.z)
        t.a[2] = t.sigma(2)
        t.delta[3] = self.xp.lift(np.concatenate([self.above, np.zeros((1, EXAMPLES))]))
        return t

    def has_value(self, entry: Activation) -> bool:
        """Whether a is that of an activation."""
        return self.value_is(self.xp.lift(self.layer(entry).a[2]), entry)

    def has_derivative(self, entry: Activation) -> bool:
        """Whether what is sent back is that of an activation."""
        t = self.layer(entry)
        with self.xp.working(), np.errstate(all="ignore"):
            return self.pulled_is(self.xp.lift(back(t, 2) * t.prime(2)), entry)

    def value_is(self, ball: Ball, entry: Activation) -> bool:
        """Whether a is within balls, as far as another formula of the activation may be off."""
        return self._within(ball, self.a, entry, None)

    def pulled_is(self, ball: Ball, entry: Activation) -> bool:
        """The same of what is sent back."""
        return self._within(ball, self.pulled, entry, self.above)

    def _within(self, ball: Ball, given: Array, entry: Activation, above: Array | None) -> bool:
        lost = may_lose(entry, self.z, above, self.dtype) if entry.prime else 0.0
        return predicts(Ball(ball.mid, ball.rad + lost, ball.size, ball.model), self.given(given))

    def given(self, array: Array) -> Ball:
        """What was given, which is exact."""
        return Ball(array, np.zeros(array.shape), abs(array), self.xp)
