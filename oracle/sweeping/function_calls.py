"""How somebody's single function is called over the line: as one of an adapter, with everything noticed that is no number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter, Functions
from nablacheck.adapters.pulling_back import OwnFunction
from nablacheck.oracle.checking.decoding import floats
from nablacheck.oracle.checking.foreign import Unusable, called
from nablacheck.oracle.checking.foreign_arrays import as_numpy
from nablacheck.oracle.generating.arguments import held
from nablacheck.oracle.generating.problems import Seeded
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import precision
from nablacheck.reference.errors import InputError
from nablacheck.reference.quoting import handed

Array = np.ndarray[Any, Any]
ANY_LIBRARY = "any"
"""Nobody knows what computed the numbers: the least accurate row of each function is taken."""
AGAIN = "again"
"""The kind of the note about other answers to the same call."""


ORDERS = ("columns", "rows")
"""Where the examples of a function that mixes a layer are."""
NEURONS, EXAMPLES = 3, 21
SPREAD = 4
"""The size of z: on both sides of where activations bend."""


def ordinary_arguments(dtype: str) -> tuple[Array, Array]:
    """z as a layer has it, (n, m), and what comes from above, numbers that the dtype holds."""
    choose = Seeded(0)
    z, above = (choose.reals(letter, (NEURONS, EXAMPLES)) * size for letter, size in (("z", SPREAD), ("above", 1)))
    return held(z, precision(dtype)), held(above, precision(dtype))


class FunctionCall:
    """The function, called as a single function of an adapter is; what is noticed goes to `notes`, by its kind."""

    def __init__(self, own: OwnFunction, parameters: Mapping[str, float], examples: str, time_limit: float) -> None:
        self.own, self.parameters, self.examples, self.time_limit = own, parameters, examples, time_limit
        self.name = own.name if own.name.isidentifier() else "the function"
        self.notes: dict[str, str] = {}
        self.less_accurate: dict[str, str] = {}
        """Notes about digits that another formula of a function that is right has lost."""
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

    def note_changes(self, dtype: str) -> None:
        """Notes whether the function writes into the arrays that it is handed."""
        handed_over = [*ordinary_arguments(dtype), dtype, tuple(self.parameters.values())]
        try:
            changed = called(self.own.changes, handed_over, self.time_limit).result
        except Unusable:  # which is said of what it is asked for
            return
        if changed:
            words = " and ".join(changed)
            self.notes.setdefault("changes", f"the function changes its arguments: {words} is another one after the call")

    def in_silence(self) -> FunctionCall:
        """The same function, of which nothing more is noted."""
        return FunctionCall(self.own, self.parameters, self.examples, self.time_limit)

    def adapter(self) -> Adapter:
        """What the sweep is given."""
        functions = Functions(self, dtypes=self.own.dtypes, pieces=self.own.pieces)
        return Adapter(self.name, ANY_LIBRARY, functions=functions)
