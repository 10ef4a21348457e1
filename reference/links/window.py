"""A kernel that goes over a map: where it stands, what each of its entries sees from there, and from where that is seen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, ClassVar, TypeGuard

import numpy as np

from nablacheck.reference.draws import whole
from nablacheck.reference.errors import InputError
from nablacheck.reference.links.moves import NONE, Table

Extents = int | Sequence[int]


def several(numbers: Any) -> TypeGuard[Iterable[Any]]:
    """Whether there is a number for each axis; what is neither that nor a number is refused as a number."""
    return isinstance(numbers, Iterable) and not isinstance(numbers, str)


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

    give: ClassVar[str] = "a Window, as in Window((28, 28), 3, padding=1)"

    def __init__(
        self, size: Extents, kernel: Extents, stride: Extents = 1, padding: Extents = 0, dilation: Extents = 1
    ) -> None:
        axes = len(tuple(size)) if several(size) else 1
        given = {"size": size, "kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
        for name, numbers in given.items():
            along = tuple(numbers) if several(numbers) else (numbers,) * axes
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


def sights(window: Window) -> Iterator[tuple[int, int, int]]:
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
