"""What stands for the values of another process: what can be read of them is there, and nothing of theirs runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from nablacheck.oracle.checking.frames import UNREADABLE, NoMessage
from nablacheck.oracle.checking.plain_values import PARAMETERS, Tree
from nablacheck.reference.quoting import printable

Array = np.ndarray[Any, Any]
LIKE = {"list": list, "tuple": tuple, "dict": dict, "array": np.ndarray, "sequence": Sequence, "mapping": Mapping}


def restored(tree: Tree, arrays: Sequence[Array], names: Collection[str] = ()) -> Any:
    """The value that a Teller told, with attributes of these names alone; NoMessage for what none has told."""
    try:
        return _Restorer(arrays, names).value(tree)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError, np.ma.MAError) as error:
        raise NoMessage(UNREADABLE) from error


class StandIn:
    """What stands for a value that is no plain one: its attributes, and how it writes itself."""

    held_by_it: Mapping[str, Any]
    fields_of_it: Sequence[str] | None
    shown_as: str

    def __getattr__(self, name: str) -> Any:
        held = self.__dict__.get("held_by_it", {})
        if name not in held:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        return held[name]

    def __repr__(self) -> str:
        return self.shown_as


class _Items:
    """Parts that are counted."""

    parts: Sequence[Any]

    def __len__(self) -> int:
        return len(self.parts)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.parts)

    def __getitem__(self, place: Any) -> Any:
        return self.parts[place]


class _Pairs:
    """Parts that have keys."""

    pairs: Mapping[Any, Any]

    def __len__(self) -> int:
        return len(self.pairs)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.pairs)

    def __getitem__(self, key: Any) -> Any:
        return self.pairs[key]

    def keys(self) -> Any:
        """The keys, of which one knows a mapping."""
        return self.pairs.keys()


class _Numbers:
    """An array of another library."""

    numbers: Array

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.numbers, dtype=dtype)


class _Typed(_Numbers):
    """An array that has a dtype and a shape, and can be taken apart."""

    @property
    def dtype(self) -> Any:
        """That of the numbers."""
        return self.numbers.dtype

    @property
    def shape(self) -> tuple[int, ...]:
        """That of the numbers."""
        shape: tuple[int, ...] = self.numbers.shape
        return shape

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.numbers)

    def __getitem__(self, place: Any) -> Any:
        return self.numbers[place]


class _Module:
    """A module of PyTorch."""

    of_the_module: Sequence[Any]

    def parameters(self) -> Sequence[Any]:
        """Its parameters, in its order."""
        return self.of_the_module


class _Restorer:
    """Makes values of what was told, with the arrays beside it."""

    def __init__(self, arrays: Sequence[Array], names: Collection[str]) -> None:
        # what Python and NumPy themselves ask a value for, such as where its memory is, is never told
        self.arrays, self.names = arrays, {name for name in names if not name.startswith("__")}

    def value(self, tree: Tree) -> Any:
        """A value of Python's, of NumPy's, or what stands for one."""
        if not isinstance(tree, dict):
            if isinstance(tree, list):
                raise TypeError(tree)
            return tree
        return KINDS[tree["is"]](self, tree)

    def _list(self, tree: Tree) -> list[Any]:
        return [self.value(part) for part in tree["of"]]

    def _tuple(self, tree: Tree) -> tuple[Any, ...]:
        return tuple(self._list(tree))

    def _dict(self, tree: Tree) -> dict[Any, Any]:
        return self._by_key(tree["of"])

    def _by_key(self, pairs: Tree) -> dict[Any, Any]:
        return {self.value(key): self.value(part) for key, part in pairs}

    def _array(self, tree: Tree) -> Array:
        array: Array = self.arrays[tree["at"]]
        return array

    def _objects(self, tree: Tree) -> Array:
        parts = self._list(tree)
        array = np.empty(len(parts), object)
        for i, part in enumerate(parts):
            array[i] = part
        objects: Array = array.reshape(tree["shape"])
        return objects

    def _number(self, tree: Tree) -> Any:
        number = self.arrays[tree["at"]][()]
        return number if tree["of NumPy"] else number.item()

    def _dtype(self, tree: Tree) -> Any:
        return np.dtype(str(tree["name"]))

    def _thing(self, tree: Tree) -> Any:
        kind = LIKE.get(tree["like"], object)
        parts, array = self._parts(tree), self.arrays[tree["array"]] if "array" in tree else None
        if "mask" in tree and array is not None:
            return np.ma.array(array, mask=self.arrays[tree["mask"]])
        bases = {
            _Pairs: "pairs" in parts,
            _Items: "parts" in parts,
            _Typed: array is not None and tree["typed"],
            _Numbers: array is not None and not tree["typed"],
            _Module: PARAMETERS in tree,
        }
        built_in = kind in (list, tuple, dict, np.ndarray)
        mixed = () if built_in else tuple(base for base, there in bases.items() if there)
        own = type(printable(tree["class"]), (StandIn, *mixed, *((kind,) if kind is not object else ())), {})
        thing = _made(own, kind, parts, array)
        if not built_in:
            vars(thing).update(parts, numbers=array)
        held = {name: self.value(part) for name, part in tree["has"].items() if self._told(name, tree)}
        shown_as = str(tree.get("shown", f"<{own.__name__}>"))
        vars(thing).update(held_by_it=held, fields_of_it=tree.get("fields"), shown_as=shown_as)
        return thing

    def _parts(self, tree: Tree) -> dict[str, Any]:
        parts: dict[str, Any] = {}
        if "items" in tree:
            parts["parts"] = [self.value(part) for part in tree["items"]]
        if "pairs" in tree:
            parts["pairs"] = self._by_key(tree["pairs"])
        if PARAMETERS in tree:
            parts["of_the_module"] = [self.value(part) for part in tree[PARAMETERS]]
        return parts

    def _told(self, name: str, tree: Tree) -> bool:
        return name in self.names or (name in tree.get("fields", ()) and not name.startswith("__"))


KINDS: Mapping[str, Callable[[_Restorer, Tree], Any]] = {
    "list": _Restorer._list,
    "tuple": _Restorer._tuple,
    "dict": _Restorer._dict,
    "array": _Restorer._array,
    "objects": _Restorer._objects,
    "number": _Restorer._number,
    "dtype": _Restorer._dtype,
    "thing": _Restorer._thing,
}
"""What reads each kind of value that a Teller tells."""


def _made(own: type, kind: type, parts: Mapping[str, Any], array: Array | None) -> Any:
    """An instance of a class that stands in for one of that kind."""
    if kind is np.ndarray:
        return None if array is None else array.view(own)
    if kind in (list, tuple):
        return own(parts["parts"])
    return own(parts["pairs"]) if kind is dict else own()
