"""The linear part of a zonotope: what its entries have in common, as multiples of symbols that lie between −1 and 1.

Entry (i, x) of an array is off by Σ_k g_ixk ε_xk, with |ε_xk| ≤ 1: neuron i, example x, symbol k. Examples share no symbol,
which only allows more than is possible. Symbols come in blocks, one for the errors of the entries of one array, and blocks
have numbers, by which two arrays know that they share them.

Generators are float32, in units of a power of two: they are errors, of which seven digits are enough, and half of the work.
What is rounded here is handed back as `slack`: how far an entry may be from what its generators say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nablacheck.reference.arithmetic.precision import FLOAT32, FLOAT64

Array = Any
Blocks = Mapping[int, Array]
U, COARSE, ETA = FLOAT64.u, FLOAT32.u, FLOAT32.eta
TINY = math.ulp(0.0)
FARTHEST = 250
"""The largest exponent of a unit."""
MOST = 2**20
"""Of so many symbols the sum in float32 has lost a sixteenth at most."""
ROUNDINGS_OF_A_MULTIPLE = 8
"""No multiple of a generator is rounded so often between its factors and the sum that it is a term of."""


class Generators:
    """Blocks of generators by number, (…, n, m, k) with k symbols an example, in units of `unit`.

    `reach` is at most Σ_k |g_k|, (…, n, m), in float64 and not in units.
    """

    __slots__ = ("blocks", "reach", "symbols", "unit")

    def __init__(self, blocks: Blocks, unit: float = 1.0) -> None:
        self.blocks, self.unit = blocks, unit
        self.symbols: int = sum(block.shape[-1] for block in blocks.values())
        sums = [_absolute(block) for block in blocks.values()]
        self.reach = _up(sum(sums[1:], start=sums[0].astype(np.float64)), self.symbols, FLOAT32) * unit

    def of_neuron(self, index: Array, shape: tuple[int, ...]) -> Generators:
        """Those of one neuron of each example, `index` (…, 1, m), of an array of a shape into which these are broadcast."""
        filled = {k: np.broadcast_to(block, (*shape, block.shape[-1])) for k, block in self.blocks.items()}
        return Generators({k: np.take_along_axis(block, index[..., None], axis=-3) for k, block in filled.items()}, self.unit)


class Multiple(NamedTuple):
    """Generators, each times the entry of `slope` that it belongs to; a slope of None is 1."""

    slope: Array | None
    generators: Generators

    @property
    def slopes(self) -> Array:
        """The slope as a number, or numbers."""
        return 1.0 if self.slope is None else self.slope

    @property
    def reach(self) -> Array:
        """Σ_k |slope · g_k|, to a rounding."""
        return self.generators.reach if self.slope is None else abs(self.slope) * self.generators.reach

    def written(self, unit: float, factor: Array = 1.0) -> Blocks:
        """The generators times a factor, in another unit: two roundings in float32, of the factor and of the product."""
        if self.slope is None and unit == self.generators.unit and isinstance(factor, float) and factor == 1:
            return self.generators.blocks
        along = np.asarray(factor * self.slopes * (self.generators.unit / unit)).astype(np.float32)[..., None]
        return {k: along * block for k, block in self.generators.blocks.items()}

    def slack(self, unit: float, size: Array) -> Array:
        """What `written` may be off by, where |factor · slope| is `size`, besides one rounding more for a sum of a few."""
        reach = self.generators.reach
        return ROUNDINGS_OF_A_MULTIPLE * COARSE * size * reach + _lost(unit, reach / self.generators.unit, self.generators)


def _lost(unit: float, reach: Array, generators: Generators) -> Array:
    """What underflow may take from all symbols: of a factor, and of its product with each generator."""
    return 2 * ETA * unit * (reach + generators.symbols)


def _absolute(block: Array) -> Array:
    """Σ_k |g_k| of a block, in BLAS, which adds up in any order."""
    *shape, k = block.shape
    return (abs(block).reshape(-1, k) @ np.ones(k, np.float32)).reshape(shape)


def _up(total: Array, terms: int, precision: Any) -> Array:
    """At least the sum of terms that are not negative, of which this was computed in a precision."""
    return total / (1 - precision.gamma(terms + ROUNDINGS_OF_A_MULTIPLE))


def _unit(reach: Array) -> float:
    """The power of two at or above the largest finite number of an array; 1 of zeros.

    It stays where the quotient of two units, and of products of two, is a float64. What is beyond overflows, and is not known.
    """
    largest = float(np.max(reach, initial=0.0))
    if not math.isfinite(largest):
        largest = float(np.max(reach, initial=0.0, where=np.isfinite(reach)))
    _, exponent = math.frexp(largest)
    return math.ldexp(1.0, min(max(exponent, -FARTHEST), FARTHEST)) if largest else 1.0


class Linear(NamedTuple):
    """A linear part, and how far it may be from the exact one."""

    multiple: Multiple
    slack: Array


def combined(terms: Sequence[tuple[Array, Multiple]], shape: tuple[int, ...]) -> Linear:
    """Σ factor · multiple, in a shape; what is common to them is added before absolute values are taken.

    Generators that are the same object stay as they are, and their slopes are added, so that a formula of one letter costs no
    more than its midpoints do.
    """
    (one, only), first = terms[0], terms[0][1].generators
    if len(terms) == 1 and isinstance(one, float) and one == 1:
        return Linear(only, 0.0)
    if all(multiple.generators is first for _, multiple in terms):
        size = sum(abs(factor * multiple.slopes) for factor, multiple in terms)
        # slopes are rounded in float64 and added; a product that underflows loses TINY
        slack = (ROUNDINGS_OF_A_MULTIPLE * U * size + len(terms) * TINY) * first.reach
        return Linear(Multiple(sum(factor * multiple.slopes for factor, multiple in terms), first), slack)
    sizes = [np.broadcast_to(abs(factor * multiple.slopes), shape) for factor, multiple in terms]
    unit = _unit(sum(size * multiple.generators.reach for size, (_, multiple) in zip(sizes, terms, strict=True)))
    slack, blocks = 0.0, dict[int, Array]()
    for size, (factor, multiple) in zip(sizes, terms, strict=True):
        slack = slack + multiple.slack(unit, size) + TINY * multiple.generators.reach
        for k, block in multiple.written(unit, np.broadcast_to(factor, shape)).items():
            blocks[k] = np.add(blocks[k], block, out=block) if k in blocks else block
    return Linear(Multiple(None, Generators(blocks, unit)), slack)


def summed(multiple: Multiple) -> Linear:
    """The sum over the neurons of an array, which is kept."""
    reach = multiple.reach
    n, unit = reach.shape[-2], _unit(reach)
    blocks = {k: block.sum(axis=-3, keepdims=True) for k, block in multiple.written(unit).items()}
    own = multiple.slack(unit, abs(multiple.slopes)) + 2 * FLOAT32.gamma(n + 2) * reach
    return Linear(Multiple(None, Generators(blocks, unit)), _up(own.sum(axis=-2, keepdims=True), n, FLOAT64))


def mapped(matrix: Array, multiple: Multiple | None, fresh: Array, number: int) -> Linear:
    """A matrix (…, n′, n) times an array (…, n, m): its linear part, and that of `fresh`, a symbol an entry, block `number`.

    A product in BLAS for each block. Each generator is written in a unit, the matrix in another, so that nothing overflows in
    float32, and what underflows is beside the largest.
    """
    n, whole = matrix.shape[-1], _unit(abs(matrix))
    reach = fresh if multiple is None else fresh + multiple.reach
    unit = _unit(reach)
    if multiple is not None and multiple.slope is None and unit <= multiple.generators.unit <= unit / COARSE:
        unit = multiple.generators.unit  # near enough: nothing has to be written again
    coarse = (matrix / whole).astype(np.float32)
    columns = np.swapaxes(fresh / unit, -1, -2).astype(np.float32, order="C")
    blocks, own = {number: coarse[..., :, None, :] * columns[..., None, :, :]}, COARSE * fresh
    if multiple is not None:
        blocks |= {k: _product(coarse, block) for k, block in multiple.written(unit).items()}
        own = own + multiple.slack(unit, abs(multiple.slopes))
    generators = Generators(blocks, whole * unit)
    # the matrix is rounded as well, and n products are added, in each of which a number below ETA may be lost
    size = abs(matrix) @ (own + 2 * FLOAT32.gamma(n + ROUNDINGS_OF_A_MULTIPLE) * reach)
    lost = 4 * ETA * whole * (n * unit * (generators.symbols + 1) + reach.sum(axis=-2, keepdims=True))
    return Linear(Multiple(None, generators), _up(size + lost, n, FLOAT64))


def _product(matrix: Array, block: Array) -> Array:
    """(…, n′, n) times (…, n, m, k), as one product of matrices."""
    *draws, n, m, k = block.shape
    product = matrix @ block.reshape(*draws, n, m * k)
    return product.reshape(*product.shape[:-1], m, k)


def reduced(multiple: Multiple, symbols: int) -> tuple[Multiple | None, Array]:
    """The largest blocks that together have at most so many symbols, and Σ|g| of the others (Girard 2005)."""
    unit = _unit(multiple.reach)
    written = multiple.written(unit)
    sums = {k: _absolute(block) for k, block in written.items()}
    kept: dict[int, Array] = {}
    rest: Array = multiple.slack(unit, abs(multiple.slopes))
    for k, of_block in sorted(sums.items(), key=lambda item: float(item[1].sum()), reverse=True):
        if (count := written[k].shape[-1]) <= symbols:
            kept[k] = written[k]
            symbols -= count
        else:
            rest = rest + _up(of_block.astype(np.float64), count, FLOAT32) * unit
    return Multiple(None, Generators(kept, unit)) if kept else None, rest
