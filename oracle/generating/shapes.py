"""Numbers of a line in arrays of every shape and stride: as users have them first, as they have them seldom afterwards.

Kernels differ by length and by stride, and some libraries remember a kernel by the shape alone. An arrangement is an array of
places on the line, (n,) or (rows, columns), with the strides that an array of the numbers there should have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

Array = np.ndarray[Any, Any]

LENGTHS = (1, 7, 8, 9, 16, 17, 33, 64, 1000)
"""Around the lengths of vector registers: the body of a vectorised loop and its tail are different code."""
SMALL = 96
"""How many numbers are computed in each length."""
ROWS, LONG = 3, 1024
"""A few rows of many columns."""
BLOCK = (17, 33)
"""Rows and columns for arrays with odd strides: a body and a tail along both."""
ONE_ROW = 48
"""The length of a row that nobody has before it comes with a stride of 0; 48 numbers are whole vectors in every format."""


def natural(array: Array) -> Array:
    """A new array: the numbers of a row lie side by side, one row after the other."""
    return np.array(array.ravel()).reshape(array.shape)


def transposed(array: Array) -> Array:
    """The numbers of a column lie side by side."""
    return natural(array.T).T


def every_second(array: Array) -> Array:
    """A gap between neighbours, with NaN in it."""
    around = np.full((*array.shape[:-1], 2 * array.shape[-1]), np.nan)
    around[..., ::2] = array
    return around[..., ::2]


def every_second_row(array: Array) -> Array:
    """A gap between rows, with NaN in it."""
    around = np.full((2 * array.shape[0], *array.shape[1:]), np.nan)
    around[::2] = array
    return around[::2]


def one_row(array: Array) -> Array:
    """Rows that are all the first one, which is there once: a stride of 0, as `z[None, :]` has it."""
    row = natural(array[0])
    return as_strided(row, array.shape, (0, row.itemsize))


def one_column(array: Array) -> Array:
    """Columns that are all the first one, which is there once."""
    column = natural(array[:, 0])
    return as_strided(column, array.shape, (column.itemsize, 0))


@dataclass(frozen=True, eq=False)
class Arrangement:
    """Places on the line, the turn of the cotangents that go with them, and how an array of the numbers there is laid out."""

    places: Array
    turn: int = 1
    layout: Callable[[Array], Array] = natural

    @property
    def strided(self) -> bool:
        """Whether it has other strides than a new array."""
        return self.layout is not natural

    def of(self, numbers: Array) -> Array:
        """An array of the numbers, all its own."""
        return self.layout(numbers[self.places])


def spread(size: int, *shape: int) -> Array:
    """Places from the first to the last of a line, as evenly as they go into a shape."""
    return np.linspace(0, size - 1, int(np.prod(shape))).astype(int).reshape(shape)


def whole(size: int) -> Iterator[Arrangement]:
    """The line in one dimension, with cotangents of 1 and others, and a good part of it in two, with others again."""
    yield Arrangement(np.arange(size), turn=0)
    yield Arrangement(np.arange(size))
    row = spread(size, min(size, LONG))
    yield from (Arrangement(np.stack([np.roll(row, k) for k in range(ROWS)]), turn) for turn in (2, 3))


def pieces(size: int) -> Iterator[Arrangement]:
    """Some of the points in each length, one by one, in rows and in columns; then each with the last place, a NaN, inside."""
    for length in LENGTHS:
        rows = spread(size, max(SMALL // length, 2), length)
        yield from (Arrangement(row) for row in rows)
        yield Arrangement(rows)
        yield Arrangement(np.ascontiguousarray(rows.T))
        rows = rows.copy()
        rows[0, length // 2] = size - 1
        yield from (Arrangement(rows[0]), Arrangement(rows))
    yield Arrangement(spread(size, *BLOCK))


def odd(size: int) -> Iterator[Arrangement]:
    """Strides that no new array has; those of 0 come last, and after them a new array of the shape that one of them had."""
    yield Arrangement(np.arange(size), layout=every_second)
    block = Arrangement(spread(size, *BLOCK))
    yield from (replace(block, layout=layout) for layout in (transposed, every_second, every_second_row))
    first_row, first_column = block.places[:1], block.places[:, :1]
    yield Arrangement(np.repeat(first_column, BLOCK[1], axis=1), layout=one_column)
    yield Arrangement(np.repeat(first_row, BLOCK[0], axis=0), layout=one_row)
    row = Arrangement(spread(size, 1, ONE_ROW))
    yield from (replace(row, layout=one_row), row)
