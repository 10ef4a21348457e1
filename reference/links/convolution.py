"""Convolutions: the dense link of the book at every position of a map, over what a window sees from there.

What the window sees is read by a table, and so everything is one product of matrices. The window that is seen from a position
of a becomes, for BP2, the positions that saw an entry of a: a convolution again, with the kernel the other way round.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.draws import whole
from nablacheck.reference.errors import InputError
from nablacheck.reference.links.link import NOTHING, Lengths, Link, Misfit, Shape, Term
from nablacheck.reference.links.moves import NONE, Table, moved, read

Whole = int | Sequence[int]


@dataclass(frozen=True, init=False)
class Window:
    """A kernel that goes over a map of some `size`, along one axis or several; one number stands for all axes.

    `padding` zeros are around the map, the kernel advances by `stride`, and its entries are `dilation` apart.
    """

    size: tuple[int, ...]
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]

    def __init__(self, size: Whole, kernel: Whole, stride: Whole = 1, padding: Whole = 0, dilation: Whole = 1) -> None:
        axes = 1 if isinstance(size, int) else len(size)
        given = {"size": size, "kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
        for name, numbers in given.items():
            along = (numbers,) * axes if isinstance(numbers, int) else tuple(numbers)
            if len(along) != axes or not axes:
                raise InputError(
                    f"{name} of a window is {numbers!r}; for the size {size!r} it must be {axes or 'some'} integers."
                )
            checked = tuple(whole(n, f"{name} of a window", least=0 if name == "padding" else 1) for n in along)
            object.__setattr__(self, name, checked)  # the class is frozen
        if min(self.steps) < 1:
            raise InputError(
                f"a kernel of {self.kernel} with dilation {self.dilation} does not fit into {self.size} with padding "
                f"{self.padding}: take a smaller kernel or more padding."
            )

    @property
    def steps(self) -> tuple[int, ...]:
        """The size of the map of the places where the kernel stands."""
        each = zip(self.size, self.kernel, self.stride, self.padding, self.dilation, strict=True)
        return tuple((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in each)

    @property
    def positions(self) -> int:
        """The number of positions of the map."""
        return math.prod(self.size)

    @property
    def places(self) -> int:
        """The number of places where the kernel stands."""
        return math.prod(self.steps)

    @property
    def entries(self) -> int:
        """The number of entries of the kernel."""
        return math.prod(self.kernel)

    def __str__(self) -> str:
        said = "×".join(map(str, self.kernel))
        for name, usual in (("stride", 1), ("padding", 0), ("dilation", 1)):
            numbers = getattr(self, name)
            if any(n != usual for n in numbers):
                said += f" {name} {'×'.join(map(str, numbers))}"
        return said


@cache
def seen(window: Window) -> Table:
    """(entries, places): the position that each entry of the kernel sees from each place, or none."""
    at, inside = np.zeros((window.entries, window.places), dtype=int), np.ones((window.entries, window.places), dtype=bool)
    offsets, places = np.indices(window.kernel).reshape(len(window.kernel), -1), np.indices(window.steps)
    places = places.reshape(len(window.steps), -1)
    for axis, n in enumerate(window.size):
        along = places[axis] * window.stride[axis] - window.padding[axis]
        coordinate = offsets[axis][:, None] * window.dilation[axis] + along
        inside &= (coordinate >= 0) & (coordinate < n)
        at = at * n + coordinate
    return np.where(inside, at, NONE)


@cache
def seen_from(window: Window) -> Table:
    """(entries, positions): the place from which each entry of the kernel sees each position, or none; there is one at most."""
    table, places = np.full((window.entries, window.positions), NONE), seen(window)
    for entry, positions in enumerate(places):
        there = positions != NONE
        table[entry, positions[there]] = np.flatnonzero(there)
    return table


def shifted(window: Window, padding: int = 0, stride: int = 0) -> Table:
    """What is seen from the same places with a padding or a stride that is larger by so much, and none where nothing is."""
    other = np.full((window.entries, *window.steps), NONE)
    changed = [tuple(n + more for n in numbers) for numbers, more in ((window.padding, padding), (window.stride, stride))]
    moved_window = Window(window.size, window.kernel, changed[1], changed[0], window.dilation)
    common = tuple(slice(min(n, m)) for n, m in zip(window.steps, moved_window.steps, strict=True))
    there = (slice(None), *common)
    other[there] = seen(moved_window).reshape(-1, *moved_window.steps)[there]
    return other.reshape(window.entries, -1)


def _terms(window: Window) -> Iterator[tuple[int, int, int]]:
    """Every place, entry of the kernel and position that it sees, counted out one by one."""
    for place, step in enumerate(product(*map(range, window.steps))):
        for entry, offset in enumerate(product(*map(range, window.kernel))):
            each = zip(step, offset, window.stride, window.padding, window.dilation, strict=True)
            coordinates = [t * s - p + o * d for t, o, s, p, d in each]
            if all(0 <= c < n for c, n in zip(coordinates, window.size, strict=True)):
                position = 0
                for c, n in zip(coordinates, window.size, strict=True):
                    position = position * n + c
                yield place, entry, position


def _patches(array: Array, table: Table, positions: int) -> Array:
    """(…, n, positions·m) as (…, n, entries, places, m): what each entry of the kernel sees from each place."""
    return moved(array, lambda part: read(part.reshape(*part.shape[:-1], positions, -1), table))


def _of_groups(patches: Array, groups: int) -> Array:
    """(…, n, entries, places, m) as (…, groups, n/groups · entries, places·m): a column a place, for products of matrices."""

    def grouped(part: Any) -> Any:
        *draws, n, entries, places, m = part.shape
        return part.reshape(*draws, groups, n // groups * entries, places * m)

    return moved(patches, grouped)


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
        patches = _patches(a, seen(self.window), self.window.positions)
        return _joined(_split(w, self.groups) @ _of_groups(patches, self.groups))

    def back(self, w: Array, delta: Array) -> Array:
        """Σ wᵀδ over the places that saw a position: a convolution of δ with the kernels exchanged"""
        patches = _patches(delta, seen_from(self.window), self.window.places)
        return _joined(moved(w, self._exchanged) @ _of_groups(patches, self.groups))

    def outer(self, a: Array, delta: Array) -> Array:
        """Σ δ aᵀ over the places"""
        return self.outer_with(seen(self.window), a, delta)

    def outer_with(self, table: Table, a: Array, delta: Array) -> Array:
        """Σ δ aᵀ over the places, where what is seen from them stands in a table."""
        patches = _patches(a, table, self.window.positions)
        return _joined(_split(delta, self.groups) @ _of_groups(patches, self.groups).mT)

    def _exchanged(self, w: Any) -> Any:
        """(…, n_l, n_k/groups · entries) as (…, groups, n_k/groups, n_l/groups · entries)"""
        *draws, n, _ = w.shape
        apart = w.reshape(*draws, self.groups, n // self.groups, -1, self.window.entries).swapaxes(-3, -2)
        return np.ascontiguousarray(apart).reshape(*draws, self.groups, apart.shape[-3], -1)

    def terms(self, w: Shape | None, a: Shape) -> Iterator[Term]:
        """w_j,ke a_k, for each place, channel j, channel k of its group, and entry e that sees something from there"""
        n, _ = self.shape(w, a)
        within = a[0] // self.groups
        for place, entry, position in _terms(self.window):
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
        for place, _, position in _terms(self.window):
            yield from (Term((k, place), None, (k, position), 1 / self.window.entries) for k in range(a[0]))
