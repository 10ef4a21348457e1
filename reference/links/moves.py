"""Links that put activations elsewhere, and the primitive under them: reading entries by a table, zeros where it says none.

Flattening, one step of a sequence, a part of the neurons, joining layers side by side, enlarging a map: each entry of z is one
of a, or zero. Its transpose adds up what each entry was read for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.draws import whole
from nablacheck.reference.errors import InputError
from nablacheck.reference.links.link import NOTHING, Lengths, Link, Misfit, Shape, Term
from nablacheck.reference.quoting import shown

Table = np.ndarray[Any, Any]
"""Numbers of entries; −1 stands for none."""
NONE = -1


def moved(array: Array, move: Callable[[Any], Any]) -> Array:
    """The array of any arithmetic after `move`, which puts entries of a NumPy array elsewhere, or zeros between them."""
    return array.moved(move) if hasattr(array, "moved") else move(array)


def read(part: Any, table: Table) -> Any:
    """The entries of (…, N, m) that a table names along N: (…, *table.shape, m), and zero for none."""
    return np.take(with_zero(part, table), table, axis=-2)


def with_zero(part: Any, table: Table) -> Any:
    """(…, N, m) with a zero behind it, which −1 names, where a table says none."""
    if not (table == NONE).any():
        return part
    return np.concatenate([part, np.zeros((*part.shape[:-2], 1, part.shape[-1]), part.dtype)], axis=-2)


def readers(table: Table, entries: int) -> Table:
    """By whom each of the entries is read: (most readers, entries), with numbers of places in the table, and none."""
    flat = table.ravel()
    order = np.argsort(flat, kind="stable")
    order = order[flat[order] != NONE]
    read_entries, first, count = np.unique(flat[order], return_index=True, return_counts=True)
    found = np.full((count.max(initial=1), entries), NONE)
    for r in range(found.shape[0]):
        more = count > r
        found[r, read_entries[more]] = order[first[more] + r]
    return found


@dataclass(frozen=True, eq=False)
class Move(Link):
    """z has at each place the entry of a that `table` names, numbered neuron by neuron, position by position; −1 is zero."""

    source: Shape
    table: Table
    says: str = "move"

    weight = NOTHING

    def __post_init__(self) -> None:
        table, entries = np.asarray(self.table), math.prod(checked_shape(self.source))
        if table.ndim != 2 or table.dtype.kind not in "iu" or not table.size or table.min() < NONE or table.max() >= entries:
            raise InputError(
                f"the table of a move has shape {table.shape} and dtype {table.dtype}; it must be (neurons, positions), "
                f"with integers from -1 to {entries - 1}, the entries of a layer of shape {self.source}."
            )
        object.__setattr__(self, "table", table)

    @property
    def name(self) -> str:
        """What it does."""
        return self.says

    @cached_property
    def _readers(self) -> Table:
        return readers(self.table, self.source[0] * self.source[1])

    def shape(self, w: Shape | None, a: Shape) -> Shape:
        """That of the table."""
        if a != self.source:
            raise Misfit(f"{{a}} is {a}, (neurons, positions), but the move is of a layer of shape {self.source}")
        n, p = self.table.shape
        return n, p

    def lengths(self, w: Shape | None, a: Shape) -> Lengths:
        """One there, and back one a reader"""
        return Lengths(1, len(self._readers), 0)

    def apply(self, w: Array, a: Array) -> Array:
        """a_table"""

        def taken(part: Any) -> Any:
            entries = read(_entries(part, self.source), self.table)
            return entries.reshape(*entries.shape[:-2], -1)

        return moved(a, taken)

    def back(self, w: Array, delta: Array) -> Array:
        """Σ δ over the places where an entry of a was read"""
        shape: Any = self.table.shape
        by_reader = moved(delta, lambda part: read(_entries(part, shape), self._readers))
        summed = by_reader[..., 0, :, :] if len(self._readers) == 1 else by_reader.sum(axis=-3)
        return moved(summed, lambda part: part.reshape(*part.shape[:-2], self.source[0], -1))

    def terms(self, w: Shape | None, a: Shape) -> Iterator[Term]:
        """a_k where the table has a k"""
        places = ((j, s, int(k)) for (j, s), k in np.ndenumerate(self.table) if k != NONE)
        return (Term((j, s), None, (k // a[1], k % a[1])) for j, s, k in places)


def _entries(part: Any, shape: Shape) -> Any:
    """(…, n, p·m) with an entry a row, (…, n·p, m)"""
    return part.reshape(*part.shape[:-2], shape[0] * shape[1], -1)


def checked_shape(shape: Any) -> Shape:
    """The shape of a layer; InputError unless it is a pair of whole numbers, the neurons and the positions."""
    if not isinstance(shape, tuple | list) or len(shape) != 2:
        raise InputError(f"the shape of a layer is {shown(shape)}; it must be (neurons, positions).")
    n, p = (whole(number, f"{name} of a layer", least=1) for number, name in zip(shape, ("neurons", "positions"), strict=True))
    return n, p


def _numbers(shape: Shape) -> Table:
    n, p = checked_shape(shape)
    return np.arange(n * p).reshape(n, p)


def flattened(shape: Shape) -> Move:
    """A layer with all its positions side by side as neurons of one."""
    return Move(shape, _numbers(shape).reshape(-1, 1), "flatten")


def arranged(shape: Shape, into: Shape) -> Move:
    """A layer with its entries in their order, in another shape."""
    return Move(shape, _numbers(shape).reshape(into), "reshape")


def at_positions(shape: Shape, positions: Sequence[int]) -> Move:
    """Some positions of a layer, as one step of a sequence; one may be named more than once."""
    return Move(shape, _numbers(shape)[:, list(positions)], "positions")


def some_neurons(shape: Shape, neurons: Sequence[int]) -> Move:
    """Some neurons of a layer at all its positions; one may be named more than once."""
    return Move(shape, _numbers(shape)[list(neurons)], "neurons")


def placed(shape: Shape, n: int, first: int) -> Move:
    """A layer from neuron `first` on of one of n, with zeros around it: layers side by side add up."""
    table = np.full((n, shape[1]), NONE)
    table[first : first + shape[0]] = _numbers(shape)
    return Move(shape, table, "place")


def placed_at(shape: Shape, p: int, first: int) -> Move:
    """A layer from position `first` on of p, with zeros around it."""
    table = np.full((shape[0], p), NONE)
    table[:, first : first + shape[1]] = _numbers(shape)
    return Move(shape, table, "place")


def enlarged(shape: Shape, size: Sequence[int], by: int) -> Move:
    """A map of `size` with each position repeated `by` times along each of its axes, the nearest-neighbour enlargement."""
    table = _numbers(shape).reshape(shape[0], *size)
    for axis in range(1, table.ndim):
        table = table.repeat(by, axis=axis)
    return Move(shape, table.reshape(shape[0], -1), "enlarge")
