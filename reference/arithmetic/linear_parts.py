"""The linear part of a zonotope: what its entries have in common, as multiples of symbols that lie between −1 and 1.

Entry (i, x) of an array is off by Σ_k g_ixk ε_xk, with |ε_xk| ≤ 1: neuron i, example x, symbol k. Examples share no symbol,
which only allows more than is possible. Symbols come in blocks, one for the errors of the entries of one array, and blocks
have numbers, by which two arrays know that they share them.

What float64 rounds here is handed back as `slack`: how far an entry may be from what its generators say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nablacheck.reference.arithmetic.precision import FLOAT64

Array = Any
U = FLOAT64.u
TINY = math.ulp(0.0)
ROUNDINGS_OF_A_MULTIPLE = 8
"""No multiple of a generator is rounded so often between its factors and the sum that it is a term of."""


class Generators:
    """Blocks of generators by number, (…, n, m, k) with k symbols an example, and at most Σ_k |g_k| in `reach`, (…, n, m)."""

    __slots__ = ("blocks", "reach")

    def __init__(self, blocks: Mapping[int, Array]) -> None:
        self.blocks = blocks
        reach = sum(abs(block).sum(axis=-1) for block in blocks.values())
        self.reach = reach / (1 - FLOAT64.gamma(self.symbols + len(blocks)))

    @property
    def symbols(self) -> int:
        """How many symbols an example has."""
        return sum(block.shape[-1] for block in self.blocks.values())

    def along_examples(self, index: Array) -> Generators:
        """The rows of one neuron each, `index` (…, 1, m)."""
        return Generators({k: np.take_along_axis(block, index[..., None], axis=-3) for k, block in self.blocks.items()})

    def in_shape(self, shape: tuple[int, ...]) -> Generators:
        """The same for every entry of an array into which this one is broadcast."""
        return Generators({k: np.broadcast_to(block, (*shape, block.shape[-1])) for k, block in self.blocks.items()})


class Multiple(NamedTuple):
    """Generators, each times the entry of `slope` that it belongs to."""

    slope: Array
    generators: Generators

    @property
    def reach(self) -> Array:
        """Σ_k |slope · g_k|, to a rounding."""
        return abs(self.slope) * self.generators.reach

    def blocks(self) -> Mapping[int, Array]:
        """The generators multiplied."""
        along = np.asarray(self.slope)[..., None]
        return {k: along * block for k, block in self.generators.blocks.items()}


class Linear(NamedTuple):
    """A linear part, and how far it may be from the exact one."""

    multiple: Multiple
    slack: Array


def combined(terms: Sequence[tuple[Array, Multiple]], shape: tuple[int, ...]) -> Linear:
    """Σ factor · multiple, in a shape; what is common to them is added before absolute values are taken.

    Generators that are the same object stay as they are, and their slopes are added, so that a formula of one letter costs no
    more than its midpoints do.
    """
    slack: Array = 0.0
    for factor, (slope, generators) in terms:
        size = abs(slope)
        # a factor, its product with the slope and that with a generator are rounded, or lose TINY where they underflow
        slack = slack + ROUNDINGS_OF_A_MULTIPLE * U * abs(factor) * size * generators.reach
        slack = slack + TINY * ((size + 2) * generators.reach + generators.symbols)
    first = terms[0][1].generators
    if all(multiple.generators is first for _, multiple in terms):
        return Linear(Multiple(sum(factor * multiple.slope for factor, multiple in terms), first), slack)
    blocks: dict[int, Array] = {}
    for factor, (slope, generators) in terms:
        for k, block in Multiple(np.broadcast_to(factor * slope, shape), generators).blocks().items():
            blocks[k] = blocks[k] + block if k in blocks else block
    return Linear(Multiple(1.0, Generators(blocks)), slack)


def summed(multiple: Multiple) -> Linear:
    """The sum over the neurons of an array, which is kept."""
    n = multiple.generators.reach.shape[-2]
    total = multiple.reach.sum(axis=-2, keepdims=True)
    slack = 2 * FLOAT64.gamma(n + 2) * total + 2 * n * multiple.generators.symbols * TINY
    blocks = {k: block.sum(axis=-3, keepdims=True) for k, block in multiple.blocks().items()}
    return Linear(Multiple(1.0, Generators(blocks)), slack)


def mapped(matrix: Array, multiple: Multiple | None, fresh: Array, number: int) -> Linear:
    """A matrix (…, n′, n) times an array (…, n, m): its linear part, and that of `fresh`, a symbol an entry, block `number`.

    A product for each block, in BLAS; float64 sums n terms for each generator.
    """
    blocks, n = {}, matrix.shape[-1]
    reach = fresh
    if multiple is not None:
        reach = reach + multiple.reach
        blocks = {k: _product(matrix, block) for k, block in multiple.blocks().items()}
    blocks[number] = matrix[..., :, None, :] * np.swapaxes(fresh, -1, -2)[..., None, :, :]
    generators = Generators(blocks)
    slack = 2 * FLOAT64.gamma(n + 4) * (abs(matrix) @ reach) + 2 * (n + 1) * generators.symbols * TINY
    return Linear(Multiple(1.0, generators), slack)


def _product(matrix: Array, block: Array) -> Array:
    """(…, n′, n) times (…, n, m, k), as one product of matrices."""
    *draws, n, m, k = block.shape
    product = matrix @ block.reshape(*draws, n, m * k)
    return product.reshape(*product.shape[:-1], m, k)


def reduced(multiple: Multiple, symbols: int) -> tuple[Multiple | None, Array]:
    """The largest blocks that together have at most so many symbols, and Σ|g| of the others (Girard 2005)."""
    blocks = sorted(multiple.blocks().items(), key=lambda item: float(abs(item[1]).sum()), reverse=True)
    kept: dict[int, Array] = {}
    rest: Array = 0.0
    for k, block in blocks:
        if block.shape[-1] <= symbols:
            kept[k] = block
            symbols -= block.shape[-1]
        else:
            rest = rest + abs(block).sum(axis=-1)
    exact = 1 / (1 - FLOAT64.gamma(multiple.generators.symbols + ROUNDINGS_OF_A_MULTIPLE))
    slack = 2 * U * multiple.reach + TINY * (multiple.generators.reach + multiple.generators.symbols)
    return Multiple(1.0, Generators(kept)) if kept else None, rest * exact + slack
