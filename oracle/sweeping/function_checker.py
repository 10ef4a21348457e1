"""Somebody's single function with its backward, against an activation: over the whole line, with random cotangents."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter, Functions
from nablacheck.adapters.pulling_back import OwnFunction, own_function
from nablacheck.oracle.checking.decoding import floats
from nablacheck.oracle.checking.foreign import Late, Unusable, called
from nablacheck.oracle.checking.foreign_arrays import as_numpy
from nablacheck.oracle.checking.narrow import narrower
from nablacheck.oracle.checking.texts import parts
from nablacheck.oracle.checking.vocabulary import seconds
from nablacheck.oracle.sweeping.function_report import FunctionReport
from nablacheck.oracle.sweeping.learnt import learnt_parameters, parameters_of, steps_of
from nablacheck.oracle.sweeping.sweeper import sweep
from nablacheck.oracle.sweeping.swept import Swept
from nablacheck.reference.activations import ACTIVATIONS, Activation, activation
from nablacheck.reference.arithmetic import FLOAT, precision
from nablacheck.reference.arithmetic.accuracy import accuracy
from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.quoting import handed

Array = np.ndarray[Any, Any]
ANY_LIBRARY = "any"
"""Nobody knows what computed the numbers: the least accurate row of each function is taken."""
EXAMPLES = ("columns", "rows")
AGAIN = "again"
"""The kind of the note about other answers to the same call."""


def check_function(
    function: Any,
    *,
    like: str | Activation,
    framework: str = "",
    takes: str = "z above",
    learns: str = "",
    examples: str = "columns",
    dtypes: str | Sequence[str] = (),
    time_limit: float = 10.0,
) -> FunctionReport:
    """Whether a function of yours is an activation, and its backward the derivative, in every dtype that it takes.

    `function` is a pair of NumPy functions, σ(z) and the backward with the arguments of `takes` (z, a, above); a
    `torch.autograd.Function`, a module, a `jax.custom_vjp` or `custom_jvp`; or any function of a `framework`. `like` is the
    activation, by name or an entry of your own. `learns` names parameters of its family, which the function takes after z,
    and for which it gives gradients after that of z. `examples` says whether a function that mixes a layer has the examples
    in columns or in rows. InputError for what is no function; whatever the function does is in the report.
    """
    entry, limit = _activation(like), seconds(time_limit)
    takes, learns = (
        " ".join(parts(name, text)) if isinstance(text, str) else text
        for name, text in {"takes": takes, "learns": learns}.items()
    )
    if examples not in EXAMPLES:
        raise unknown("value of examples", examples, EXAMPLES)
    own = own_function(function, framework, takes)
    parameters = parameters_of(entry, learns)
    wanted = tuple(parts("dtypes", dtypes) if isinstance(dtypes, str) else dtypes) or own.dtypes
    for dtype in wanted:
        if dtype not in own.dtypes:
            raise unknown("dtype", dtype, own.dtypes)
    call = _Call(own, parameters, examples, limit)
    swept: list[Swept] = []
    learnt: list[str] = []
    refused = list[Unusable]()
    for dtype in wanted:
        try:
            found = _swept(entry, call, dtype)
            learnt += learnt_parameters(entry, parameters, call.answer, call.name, dtype)
        except Unusable as error:
            refused.append(error)
            call.notes.setdefault(f"not {dtype}", f"it does not take {dtype}: {error}")
            if isinstance(error, Late):
                break  # it would be waited for in the other dtypes, too
            continue
        swept = [*found, *swept]  # the widest format, whose numbers say most, comes first
    name = entry.name or "the activation"
    if not swept:
        details = [str(refused[0]), *(f"  {line}" for line in refused[0].details)]
        return FunctionReport(call.name, name, refused="\n".join(details))
    looks_like = call.notes.pop(AGAIN, "") or _looks_like(entry, swept[:2], call)
    return FunctionReport(call.name, name, tuple(swept), tuple(reversed(learnt)), looks_like, notes=tuple(call.notes.values()))


def _activation(like: Any) -> Activation:
    """The activation that is named; InputError, with what to do, for a cost."""
    if isinstance(like, Cost) or (isinstance(like, str) and like not in ACTIVATIONS and like in COSTS):
        name = like.name if isinstance(like, Cost) else like
        raise InputError(
            f"{name!r} is a cost, and this is about activations; check a cost with a network before it: "
            f"nablacheck.check(fn, cost={name!r}, gives='cost nabla_b nabla_w')."
        )
    return like if isinstance(like, Activation) else activation(like)


class _Call:
    """The function, called as a single function of an adapter is; what is noticed goes to `notes`, by its kind."""

    def __init__(self, own: OwnFunction, parameters: Mapping[str, float], examples: str, time_limit: float) -> None:
        self.own, self.parameters, self.examples, self.time_limit = own, parameters, examples, time_limit
        self.name = own.name if own.name.isidentifier() else "the function"
        self.notes: dict[str, str] = {}
        self._asked_again = set[str]()

    def __call__(self, entry: Activation, z: Array, above: Array, dtype: str, strided: bool) -> tuple[Array, Array]:
        """a and the cotangent pulled back."""
        in_rows = self.examples == "rows" and z.ndim == 2
        a, pulled, *_ = self.answer(z.T if in_rows else z, above.T if in_rows else above, dtype, strided)
        return (a.T, pulled.T) if in_rows else (a, pulled)

    def answer(self, z: Array, above: Array, dtype: str, strided: bool = False) -> tuple[Array, ...]:
        """Everything that the function gives, in float64; Unusable where it raises, or gives other shapes."""
        numbers = tuple(self.parameters.values())
        how = (f"It was called with z {handed(z)} and what comes from above {handed(above)} in {dtype}.",)
        try:
            call = called(self.own.pulled, [z, above, dtype, strided, numbers], self.time_limit)
        except Unusable as error:
            raise type(error)(str(error), how) from error.__cause__
        for kind, note in call.notes.items():
            self.notes.setdefault(kind, note)
        try:
            given = self._read(call.result, z, dtype)
        except InputError as error:
            raise Unusable(str(error), how) from error
        self._again(given, z, above, dtype, strided)
        return given

    def _again(self, given: tuple[Array, ...], z: Array, above: Array, dtype: str, strided: bool) -> None:
        """Notes, once a dtype, whether the same call gives something else."""
        if dtype not in self._asked_again:
            self._asked_again.add(dtype)
            other = self.answer(z, above, dtype, strided)
            if not all(np.array_equal(*both, equal_nan=True) for both in zip(given, other, strict=True)):
                self.notes.setdefault(AGAIN, "a second call with the same arguments gives another answer")

    def _read(self, result: Sequence[Any], z: Array, dtype: str) -> tuple[Array, ...]:
        """What came back, in float64; InputError for what are no numbers, or not as many as were asked for."""
        wanted = {"σ(z)": z.shape, "what is sent back": z.shape, **{f"the gradient of {name}": () for name in self.parameters}}
        if len(result) != len(wanted):
            raise InputError(f"{self.name} gave {len(result)} arrays; expected are {len(wanted)}: {', '.join(wanted)}.")
        given = []
        for (says, shape), part in zip(wanted.items(), result, strict=True):
            array = floats(f"{says} of {self.name}", part)
            if array.size != math.prod(shape):
                numbers = "one number for each" if shape else "one number"
                raise InputError(
                    f"{says} of {self.name} has shape {array.shape} for z of shape {z.shape}; expected is {numbers}."
                )
            given.append(array.astype(np.float64).reshape(shape))
        other = {as_numpy(part).dtype.name for part in result} - {dtype}
        if other and dtype != "bfloat16":
            self.notes.setdefault(f"other {dtype}", f"for {dtype} it gives {', '.join(sorted(other))}")
        return tuple(given)

    def adapter(self) -> Adapter:
        """What the sweep is given."""
        functions = Functions(self, dtypes=self.own.dtypes, pieces=self.own.pieces)
        return Adapter(self.name, ANY_LIBRARY, functions=functions)


def _swept(entry: Activation, call: _Call, dtype: str) -> list[Swept]:
    """σ and its derivative over the line, with what the function takes σ′ to be at kinks, which is its choice."""
    taken = _at_kinks(entry, call, dtype)
    return [_less_accurate(_at_infinity(one, call), call) for one in sweep(taken, call.adapter(), dtype)]


def _at_infinity(swept: Swept, call: _Call) -> Swept:
    """Leaves out ±∞ and NaN, which no neuron should have; what is given for them is a note, as is what a library varies."""
    if swept.varies.size:  # as NumPy's exp, which takes another way through long arrays
        call.notes.setdefault(f"varies {swept.function}", swept.explain_variation())
    c = swept.comparison
    beyond = c.unexplained & ~np.isfinite(swept.at)
    if not beyond.any():
        return swept
    at = ", ".join(f"{z:g}" for z in np.unique(swept.at[beyond]))
    call.notes.setdefault(f"infinite {swept.function}", f"{swept.function} of {at} is not its limit")
    return replace(swept, comparison=replace(c, known=c.known | beyond))


def _at_kinks(entry: Activation, call: _Call, dtype: str) -> Activation:
    """The activation with the derivatives at its kinks that the function has, where these lie between those on both sides."""
    if entry.prime is None or not entry.kinks:
        return entry
    points = np.array([float(kink) for kink in entry.kinks])
    values = call(entry, points, np.ones(points.shape), dtype, False)[1]
    chosen = {
        kink: value
        for (kink, sides), value in zip(entry.kinks.items(), values.tolist(), strict=True)
        if min(sides) <= value <= max(sides)
    }
    for kink, value in chosen.items():
        call.notes.setdefault(f"kink {kink} {value}", f"{entry.name}′({kink:g}) is taken to be {value:g}")
    return entry.variant(prime=partial(_prime_taking, entry, chosen))


def _prime_taking(entry: Activation, chosen: Mapping[float, float], z: Any, a: Any, xp: Any) -> Any:
    assert entry.prime is not None
    prime = xp.like(entry.prime(z, a, xp), z)
    for kink, value in chosen.items():
        prime = xp.like(xp.where(z == kink, value, prime), z)
    return prime


def _less_accurate(swept: Swept, call: _Call) -> Swept:
    """Leaves out what another formula of the same function may lose, and notes it: it is right, and less accurate.

    A formula that is algebraically equal goes through numbers of the size of 1, z and σ(z), with about as many steps as the
    textbook's, n of them, and its derivative with three times as many. Each is a rounding of at most κu, granted twice, so what
    is lost is at most 2nκu max(1, |z|, |σ(z)|), times what comes from above.
    """
    c, entry, p = swept.comparison, swept.entry, precision(swept.dtype)
    if not isinstance(entry, Activation) or entry.prime is None or not c.unexplained.any():
        return swept
    kappa = max(accuracy(ANY_LIBRARY, swept.dtype).values())
    with np.errstate(all="ignore"):
        a = abs(np.asarray(entry.value(swept.at, FLOAT), dtype=np.float64))
        size = np.fmax(np.fmax(1.0, abs(swept.at)), np.where(np.isfinite(a), a, 0.0))
        above, times = (abs(swept.beside), 3) if swept.derivative else (1.0, 1)
        lost = c.unexplained & (c.error <= 2 * times * steps_of(entry) * kappa * p.u * size * above)
        lost &= np.isfinite(c.given)
    if not lost.any() or (c.unexplained & ~lost & np.isfinite(c.given)).any():
        return swept  # what is wrong is shown whole; what overflows is another matter
    at = swept.at[lost]
    call.notes.setdefault(
        f"lost {swept.function}",
        f"{swept.function} is right, and less accurate than the textbook's formula, in {swept.dtype} at {at.size} points from "
        f"{at.min():.6g} to {at.max():.6g}",
    )
    return replace(swept, comparison=replace(c, known=c.known | lost))


def _looks_like(entry: Activation, found: Sequence[Swept], call: _Call) -> str:
    """What predicts every number of a derivative that is wrong, where the value is right."""
    value, pulled = found
    for one in found:
        if narrow := narrower([one.comparison.given[np.isfinite(one.comparison.given)]], one.dtype):
            return f"every number of {one.function} is a {narrow}: something in the computation is not {one.dtype}"
    c = pulled.comparison
    if value.comparison.unexplained.any() or not (c.unexplained & np.isfinite(c.given)).any() or entry.prime is None:
        return ""
    again = _Call(call.own, call.parameters, call.examples, call.time_limit)  # what is noticed there is no note
    for says, prime in WRONG_PRIMES.items():
        other = _swept(entry.variant(prime=partial(prime, entry), kinks={}), again, pulled.dtype)[1].comparison
        if not (other.unexplained & np.isfinite(other.given)).any():
            return says
    return ""


def _times(k: float) -> Any:
    return lambda entry, z, a, xp: entry.prime(z, a, xp) * k


WRONG_PRIMES: Mapping[str, Any] = {
    "σ′ is left out: what comes from above is given back": lambda entry, z, a, xp: 1,
    "σ was taken for σ′": lambda entry, z, a, xp: entry.value(z, xp),
    "σ′ was taken of a, where z is meant": lambda entry, z, a, xp: entry.prime(a, entry.value(a, xp), xp),
    "z was put in the place of a": lambda entry, z, a, xp: entry.prime(z, z, xp),
    "2 times σ′": _times(2),
    "half of σ′": _times(0.5),
}
"""What people type for σ′."""
