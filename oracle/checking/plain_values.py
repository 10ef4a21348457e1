"""Values of Python as text and arrays, which cross from one process to another: reading them runs nobody's code.

Lists, tuples, dictionaries, numbers and arrays are told whole. Of anything else is told what the check reads of it: its
numbers, its items, and the attributes that are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from nablacheck.oracle.checking.foreign_arrays import as_numpy
from nablacheck.reference.quoting import printable, shown

Array = np.ndarray[Any, Any]
Tree = Any
"""What JSON can hold."""
NUMBERS = "biufc"
"""The kinds of the dtypes of numbers."""
BITS = 2**12
"""Of the longest whole number that is told; Python reads no text of more than 4300 digits as one."""
PARAMETERS = "parameters"
"""The method of a module that gives its parameters."""


def each_array(held: Any, make: Callable[[Array], Any]) -> Any:
    """What is made of each array in lists, dictionaries and objects with fields, held as the arrays are."""
    if isinstance(held, np.ndarray):
        return make(held)
    if isinstance(held, list | tuple):
        return type(held)(each_array(part, make) for part in held)
    if isinstance(held, dict):
        return {key: each_array(part, make) for key, part in held.items()}
    if is_dataclass(held) and not isinstance(held, type):
        return replace(held, **{one.name: each_array(getattr(held, one.name), make) for one in fields(held)})
    return held


class Teller:
    """Tells values one after another, of what is no plain value the attributes of some names; `arrays` are those in them.

    `whole`: of an object with fields, a dataclass, all that is in it.
    """

    def __init__(self, names: Collection[str] = (), whole: bool = False) -> None:
        self.names, self.whole = sorted(names), whole
        self.arrays: list[Array] = []

    def tell(self, value: Any) -> Tree:
        """A value as JSON can hold it."""
        kind = type(value)
        if value is None or kind in (bool, float, str) or (kind is int and value.bit_length() <= BITS):
            return value
        if kind in (list, tuple):
            return {"is": kind.__name__, "of": [self.tell(part) for part in value]}
        if kind is dict:
            return {"is": "dict", "of": [[self.tell(key), self.tell(part)] for key, part in value.items()]}
        if kind is np.ndarray and value.dtype.kind in NUMBERS:
            return {"is": "array", "at": self._kept(value)}
        if kind is np.ndarray and value.dtype == object:
            return {"is": "objects", "shape": value.shape, "of": [self.tell(part) for part in value.ravel().tolist()]}
        return self._told_otherwise(value)

    def _told_otherwise(self, value: Any) -> Tree:
        """What stands for a number, a text or a type."""
        if isinstance(value, np.generic | complex) and np.asarray(value).dtype.kind in NUMBERS:
            return {"is": "number", "at": self._kept(np.asarray(value)), "of NumPy": isinstance(value, np.generic)}
        if isinstance(value, np.dtype) or (isinstance(value, type) and issubclass(value, np.generic | float | int)):
            return {"is": "dtype", "name": np.dtype(value).str}
        for plain, read in ((str, str.__str__), (int, int.__index__), (float, float.__float__)):
            if isinstance(value, plain):  # of a class of its own, which may say anything of itself
                return self.tell(read(value))  # type: ignore[arg-type]
        return self._thing(value)

    def _thing(self, value: Any) -> Tree:
        """Any other value, by what can be read of it."""
        told: dict[str, Any] = {"is": "thing", "class": printable(type(value).__name__), "like": _like(value)}
        array = None if isinstance(value, Sequence | Mapping) else _numbers(value)
        if array is not None:
            told |= {"array": self._kept(array), "typed": hasattr(value, "dtype")}
        else:
            told |= {"shown": shown(value)} | ({"like": ""} if isinstance(value, np.ndarray) else {})
        if np.ma.isMaskedArray(value):
            told["mask"] = self._kept(np.ma.getmaskarray(value))
        if hasattr(value, "keys"):
            told["pairs"] = [[self.tell(key), self.tell(value[key])] for key in value.keys()]  # noqa: SIM118
        elif array is None and hasattr(value, "__len__") and hasattr(value, "__iter__") and not isinstance(value, bytes):
            told["items"] = self._items(value)
        if PARAMETERS in self.names and callable(parameters := getattr(value, PARAMETERS, None)):
            told[PARAMETERS] = [self._thing(part) for part in parameters()]
        names = [*self.names, *(vars(value) if self.whole and is_dataclass(value) else ())]
        if is_dataclass(value) and not isinstance(value, type):
            told["fields"] = [field.name for field in fields(value)]
        held = {name: getattr(value, name) for name in dict.fromkeys(names) if name != PARAMETERS and hasattr(value, name)}
        return told | {"has": {name: self.tell(part) for name, part in held.items()}}

    def _items(self, value: Any) -> list[Tree]:
        parts = list(value)
        if len(parts) != len(value):
            raise ValueError(f"its length is {len(value)}, and it has {len(parts)} parts")
        return [self.tell(part) for part in parts]

    def _kept(self, array: Array) -> int:
        """The number under which an array is told."""
        self.arrays.append(np.asarray(array))
        return len(self.arrays) - 1


def _like(value: Any) -> str:
    """Which class of Python's or NumPy's a value is an instance of; a text is taken for no sequence."""
    if isinstance(value, str | bytes):
        return ""
    kinds = {"list": list, "tuple": tuple, "dict": dict, "array": np.ndarray, "sequence": Sequence, "mapping": Mapping}
    return next((name for name, kind in kinds.items() if isinstance(value, kind)), "")


def _numbers(value: Any) -> Array | None:
    """The numbers of an array of whatever library, those under a mask too; None where it has none."""
    try:
        array = as_numpy(np.ma.getdata(value) if np.ma.isMaskedArray(value) else value)
    except Exception:  # foreign code, which has its own ways to say that it is no array
        return None
    return array if array.dtype.kind in NUMBERS else None
