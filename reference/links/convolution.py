"""Convolutions: the dense link of the book at every position of a map, over what a window sees from there.

What the window sees is read by a table, and so everything is one product of matrices. The window that is seen from a position
of a becomes, for BP2, the positions that saw an entry of a: a convolution again, with the kernel the other way round.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.draws import whole
from nablacheck.reference.errors import check_handed_in
from nablacheck.reference.links.link import NOTHING, Lengths, Link, Misfit, Shape, Term
from nablacheck.reference.links.moves import Table, moved, read, with_zero
from nablacheck.reference.links.window import Window, seen, seen_from, sights

CACHED = 2**18
"""So many numbers that a window sees stay in a cache from where they are read to where they are multiplied."""


def _patches(array: Array, table: Table, positions: int) -> Array:
    """(…, n, positions·m) as (…, n, entries, places, m): what each entry of the kernel sees from each place."""
    return moved(array, lambda part: read(part.reshape(*part.shape[:-1], positions, -1), table))


def _seen(array: Array, table: Table, positions: int) -> Array:
    """The patches of activations, which z and ∇w both read: of a ball, which does not change, they are kept."""
    kept: Any = getattr(array, "kept", None)
    return kept(table, partial(_patches, array, table, positions)) if kept else _patches(array, table, positions)


def _in_blocks(
    array: Array, table: Table, positions: int, patches: Callable[[Array, Table, int], Array] = _patches
) -> Iterator[tuple[Array, slice]]:
    """The patches of floats for some places at once, and the columns of these; in every other arithmetic for all of them."""
    entries, places = table.shape
    if not isinstance(array, np.ndarray) or array.size * entries <= CACHED:
        yield patches(array, table, positions), slice(None)
        return
    part = with_zero(array.reshape(*array.shape[:-1], positions, -1), table)
    m, each = part.shape[-1], max(1, CACHED * positions // (array.size * entries))
    for first in range(0, places, each):
        some = table[:, first : first + each]
        yield np.take(part, some, axis=-2), slice(first * m, (first + some.shape[1]) * m)


def _of_groups(patches: Array, groups: int) -> Array:
    """(…, n, entries, places, m) as (…, groups, n/groups · entries, places·m): a column a place, for products of matrices."""

    def grouped(part: Any) -> Any:
        *draws, n, entries, places, m = part.shape
        return part.reshape(*draws, groups, n // groups * entries, places * m)

    kept: Any = getattr(patches, "kept", None)
    return kept(groups, partial(moved, patches, grouped)) if kept else moved(patches, grouped)


def _split(array: Array, groups: int) -> Array:
    """(…, n, columns) as (…, groups, n/groups, columns)"""
    return moved(array, lambda part: part.reshape(*part.shape[:-2], groups, -1, part.shape[-1]))


def _joined(array: Array) -> Array:
    """(…, groups, n/groups, columns) as (…, n, columns)"""
    return moved(array, lambda part: part.reshape(*part.shape[:-3], -1, part.shape[-1]))


@dataclass(frozen=True)
class Conv(Link):
    """A convolution as frameworks have it, without turning the kernel; w is (channels, channels read / groups · entries).

    A row of w holds the kernel of one channel: for each channel that it reads, entry by entry.
    """

    window: Window
    groups: int = 1

    def __post_init__(self) -> None:
        check_handed_in(window=(self.window, Window))
        whole(self.groups, "groups of a convolution", least=1)

    @property
    def name(self) -> str:
        """With its window."""
        return f"conv {self.window}" + (f" groups {self.groups}" if self.groups != 1 else "")

    def shape(self, w: Shape | None, a: Shape) -> Shape:
        """(n_l, n_k / groups · entries) and (n_k, positions) give (n_l, places)."""
        assert w is not None
        if a[1] != self.window.positions:
            raise Misfit(f"{{a}} has {a[1]} positions but the window goes over {self.window.positions}")
        if a[0] % self.groups or w[0] % self.groups:
            raise Misfit(f"{{w}} has {w[0]} rows and {{a}} {a[0]} neurons: {self.groups} groups must divide both")
        if w[1] != self.parameter(w[0], a)[1]:
            raise Misfit(f"{{w}} has shape {w} but {{a}} has {a[0]} neurons: {{w}} must be (n, {self.parameter(w[0], a)[1]})")
        return w[0], self.window.places

    def parameter(self, n: int, a: Shape) -> Shape:
        """(n_l, n_k / groups · entries)"""
        return n, a[0] // self.groups * self.window.entries

    def lengths(self, w: Shape | None, a: Shape) -> Lengths:
        """The entries of all kernels of a group, and a place each for w"""
        assert w is not None
        return Lengths(w[1], w[0] // self.groups * self.window.entries, self.window.places)

    def apply(self, w: Array, a: Array) -> Array:
        """w a at each place, for what the kernel sees from there"""
        return self._product(_split(w, self.groups), _in_blocks(a, seen(self.window), self.window.positions, _seen))

    def back(self, w: Array, delta: Array) -> Array:
        """Σ wᵀδ over the places that saw a position: a convolution of δ with the kernels exchanged"""
        return self._product(moved(w, self._exchanged), _in_blocks(delta, seen_from(self.window), self.window.places))

    def _product(self, w: Array, blocks: Iterator[tuple[Array, slice]]) -> Array:
        """The kernels of each group with what they see, place by place."""
        parts = [_joined(w @ _of_groups(patches, self.groups)) for patches, _ in blocks]
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)

    def outer(self, a: Array, delta: Array) -> Array:
        """Σ δ aᵀ over the places"""
        return self.outer_with(seen(self.window), a, delta)

    def outer_with(self, table: Table, a: Array, delta: Array) -> Array:
        """Σ δ aᵀ over the places, where what is seen from them stands in a table."""
        sent = _split(delta, self.groups)
        blocks = _in_blocks(a, table, self.window.positions, _seen)
        return _joined(reduce(operator.add, (sent[..., at] @ _of_groups(patches, self.groups).mT for patches, at in blocks)))

    def _exchanged(self, w: Any) -> Any:
        """(…, n_l, n_k/groups · entries) as (…, groups, n_k/groups, n_l/groups · entries)"""
        *draws, n, _ = w.shape
        apart = w.reshape(*draws, self.groups, n // self.groups, -1, self.window.entries).swapaxes(-3, -2)
        return np.ascontiguousarray(apart).reshape(*draws, self.groups, apart.shape[-3], -1)

    def terms(self, w: Shape | None, a: Shape) -> Iterator[Term]:
        """w_j,ke a_k, for each place, channel j, channel k of its group, and entry e that sees something from there"""
        n, _ = self.shape(w, a)
        within = a[0] // self.groups
        for place, entry, position in sights(self.window):
            for j in range(n):
                group = j // (n // self.groups)
                for k in range(within):
                    column = k * self.window.entries + entry
                    yield Term((j, place), (j, column), (group * within + k, position))


@dataclass(frozen=True)
class Pool(Link):
    """The mean of what a window sees, padding included, for each neuron by itself: a fixed linear map without a weight."""

    window: Window

    weight = NOTHING

    def __post_init__(self) -> None:
        check_handed_in(window=(self.window, Window))

    @property
    def name(self) -> str:
        """With its window."""
        return f"mean {self.window}"

    def shape(self, w: Shape | None, a: Shape) -> Shape:
        """(n, positions) gives (n, places)."""
        if a[1] != self.window.positions:
            raise Misfit(f"{{a}} has {a[1]} positions but the window goes over {self.window.positions}")
        return a[0], self.window.places

    def lengths(self, w: Shape | None, a: Shape) -> Lengths:
        """The entries of the window"""
        return Lengths(self.window.entries, self.window.entries, 0)

    def apply(self, w: Array, a: Array) -> Array:
        """Σ a / entries"""
        return self._mean(_patches(a, seen(self.window), self.window.positions))

    def back(self, w: Array, delta: Array) -> Array:
        """Σ δ / entries over the places that saw a position"""
        return self._mean(_patches(delta, seen_from(self.window), self.window.places))

    def _mean(self, patches: Array) -> Array:
        """(…, n, entries, places, m) added up along the entries, (…, n, places·m)"""
        mean = patches.sum(axis=-3) / self.window.entries
        return moved(mean, lambda part: part.reshape(*part.shape[:-2], -1))

    def terms(self, w: Shape | None, a: Shape) -> Iterator[Term]:
        """a_k / entries"""
        for place, _, position in sights(self.window):
            yield from (Term((k, place), None, (k, position), 1 / self.window.entries) for k in range(a[0]))
