"""Products of the activations of two layers as matrices: attention, whose two links are the dense one of the book.

For each example, and for each head by itself, w a is a product in which w is no parameter but the activations of a layer. So
what is sent back to the layer that is read is wᵀδ, and to the layer that is the weight δ aᵀ: BP2 and BP4, for one example.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.draws import whole
from nablacheck.reference.links.elementwise import check_factor, times
from nablacheck.reference.links.link import LAYER, Lengths, Link, Misfit, Shape, Term
from nablacheck.reference.links.moves import moved


def _by_head(array: Array, heads: int, positions: int) -> Array:
    """(heads·d, positions·m) as (m, heads, d, positions): a matrix for each example and head"""

    def apart(part: Any) -> Any:
        split = part.reshape(*part.shape[:-2], heads, -1, positions, part.shape[-1] // positions)
        return np.ascontiguousarray(np.moveaxis(split, -1, -4))

    return moved(array, apart)


def _of_heads(array: Array) -> Array:
    """(m, heads, d, positions) as (heads·d, positions·m)"""

    def together(part: Any) -> Any:
        *draws, m, heads, d, positions = part.shape
        return np.moveaxis(part, -4, -1).reshape(*draws, heads * d, positions * m)

    return moved(array, together)


def _by_pair(array: Array, heads: int, queries: int) -> Array:
    """(keys, heads·queries·m) as (m, heads, keys, queries): a number for each pair"""

    def apart(part: Any) -> Any:
        split = part.reshape(*part.shape[:-1], heads, queries, -1)
        return np.ascontiguousarray(np.moveaxis(split, (-1, -3), (-4, -3)))

    return moved(array, apart)


def _of_pairs(array: Array) -> Array:
    """(m, heads, keys, queries) as (keys, heads·queries·m)"""

    def together(part: Any) -> Any:
        *draws, m, heads, keys, queries = part.shape
        return np.moveaxis(part, (-4, -3), (-1, -3)).reshape(*draws, keys, heads * queries * m)

    return moved(array, together)


@dataclass(frozen=True)
class Scores(Link):
    """wᵀ a for each example and head, times a factor: how well each key, of w, goes with each query, of a.

    The layers are (heads·d, keys) and (heads·d, queries), and z is (keys, heads·queries), so that an activation that mixes the
    neurons, as softmax, mixes the keys of one query. Dot-product attention has the factor 1/√d (Vaswani et al. 2017).
    """

    heads: int
    keys: int
    queries: int
    factor: float = 1.0

    weight = LAYER

    def __post_init__(self) -> None:
        for name in ("heads", "keys", "queries"):
            whole(getattr(self, name), f"{name} of {self.name}", least=1)
        check_factor(self, self.factor)

    def shape(self, w: Shape | None, a: Shape) -> Shape:
        """(keys, heads·queries)"""
        assert w is not None
        _check(self.heads, w, {"w": (w[1], self.keys), "a": (a[1], self.queries)})
        if w[0] != a[0]:
            raise Misfit(f"{{w}} has {w[0]} neurons and {{a}} {a[0]}: keys and queries must have as many")
        return self.keys, self.heads * self.queries

    def lengths(self, w: Shape | None, a: Shape) -> Lengths:
        """The neurons of a head, the keys for queries, the queries for keys"""
        return Lengths(a[0] // self.heads, self.keys, self.queries)

    def apply(self, w: Array, a: Array) -> Array:
        """wᵀ a"""
        return times(self.factor, _of_pairs(self._keys(w).mT @ self._queries(a)))

    def back(self, w: Array, delta: Array) -> Array:
        """w δ"""
        return times(self.factor, _of_heads(self._keys(w) @ _by_pair(delta, self.heads, self.queries)))

    def outer(self, a: Array, delta: Array) -> Array:
        """a δᵀ"""
        return times(self.factor, _of_heads(self._queries(a) @ _by_pair(delta, self.heads, self.queries).mT))

    def _keys(self, w: Array) -> Array:
        return _by_head(w, self.heads, self.keys)

    def _queries(self, a: Array) -> Array:
        return _by_head(a, self.heads, self.queries)

    def terms(self, w: Shape | None, a: Shape) -> Iterator[Term]:
        """w_ik a_iq of each head, over its neurons i"""
        d = a[0] // self.heads
        for h in range(self.heads):
            for k in range(self.keys):
                for q in range(self.queries):
                    for i in range(h * d, h * d + d):
                        yield Term((k, h * self.queries + q), (i, k), (i, q), self.factor)


@dataclass(frozen=True)
class Mix(Link):
    """w a for each example and head: the values, of w, added up with the shares that a has for each query.

    The layers are (heads·d, keys) and (keys, heads·queries), and z is (heads·d, queries).
    """

    heads: int
    keys: int
    queries: int

    weight = LAYER

    def __post_init__(self) -> None:
        for name in ("heads", "keys", "queries"):
            whole(getattr(self, name), f"{name} of {self.name}", least=1)

    def shape(self, w: Shape | None, a: Shape) -> Shape:
        """(heads·d, queries)"""
        assert w is not None
        _check(self.heads, w, {"w": (w[1], self.keys)})
        if a != (self.keys, self.heads * self.queries):
            raise Misfit(f"{{a}} is {a}, (neurons, positions); shares must be {(self.keys, self.heads * self.queries)}")
        return w[0], self.queries

    def lengths(self, w: Shape | None, a: Shape) -> Lengths:
        """The keys, the neurons of a head for shares, the queries for values"""
        assert w is not None
        return Lengths(self.keys, w[0] // self.heads, self.queries)

    def apply(self, w: Array, a: Array) -> Array:
        """w a"""
        return _of_heads(self._values(w) @ _by_pair(a, self.heads, self.queries))

    def back(self, w: Array, delta: Array) -> Array:
        """wᵀ δ"""
        return _of_pairs(self._values(w).mT @ _by_head(delta, self.heads, self.queries))

    def outer(self, a: Array, delta: Array) -> Array:
        """δ aᵀ"""
        return _of_heads(_by_head(delta, self.heads, self.queries) @ _by_pair(a, self.heads, self.queries).mT)

    def _values(self, w: Array) -> Array:
        return _by_head(w, self.heads, self.keys)

    def terms(self, w: Shape | None, a: Shape) -> Iterator[Term]:
        """w_ik a_kq of each head, over the keys k"""
        assert w is not None
        d = w[0] // self.heads
        for i in range(w[0]):
            for q in range(self.queries):
                for k in range(self.keys):
                    yield Term((i, q), (i, k), (k, i // d * self.queries + q))


def _check(heads: int, w: Shape, positions: dict[str, tuple[int, int]]) -> None:
    """Misfit unless the heads divide the neurons, and each layer has the positions that it is said to have."""
    if w[0] % heads:
        raise Misfit(f"{{w}} has {w[0]} neurons: {heads} heads must divide them")
    for letter, (given, wanted) in positions.items():
        if given != wanted:
            raise Misfit(f"{{{letter}}} has {given} positions but the link is made for {wanted}")
