"""JAX on graphs: each link as JAX has it, its own convolution included, and grad over all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from nablacheck.adapters.plain_links import PLAIN, Links
from nablacheck.reference.graphs.layers import Layer
from nablacheck.reference.links import Conv, Dense, Link, Mix, Move, Pool, Scores, Shape, Skip, Transposed
from nablacheck.reference.links.window import seen

Array = Any


def _conv(link: Conv, w: Array, a: Array) -> Array:
    window, axes = link.window, len(link.window.size)
    z = jax.lax.conv_general_dilated(
        jnp.moveaxis(a.reshape(a.shape[0], *window.size, -1), -1, 0),
        w.reshape(w.shape[0], -1, *window.kernel),
        window.stride,
        [(p, p) for p in window.padding],
        rhs_dilation=window.dilation,
        dimension_numbers=jax.lax.ConvDimensionNumbers(*(tuple(range(axes + 2)),) * 3),
        feature_group_count=link.groups,
    )
    return jnp.moveaxis(z, 0, -1).reshape(w.shape[0], -1)


def _read(entries: Array, table: Any) -> Array:
    """Entries along the axis before the last, by a table in which −1 is zero."""
    padded = jnp.concatenate([entries, jnp.zeros_like(entries[..., :1, :])], axis=-2)
    return jnp.take(padded, np.where(table < 0, entries.shape[-2], table), axis=-2)


def _conv_of_patches(link: Conv, w: Array, a: Array) -> Array:
    """The convolution as products of matrices, one for each group"""
    patches = _read(a.reshape(a.shape[0], link.window.positions, -1), seen(link.window))
    _, entries, places, m = patches.shape
    grouped = patches.reshape(link.groups, a.shape[0] // link.groups * entries, places * m)
    return (w.reshape(link.groups, -1, w.shape[1]) @ grouped).reshape(w.shape[0], -1)


def _pool(link: Pool, w: Array, a: Array) -> Array:
    patches = _read(a.reshape(a.shape[0], link.window.positions, -1), seen(link.window))
    return (patches.sum(axis=-3) / link.window.entries).reshape(a.shape[0], -1)


def _move(link: Move, w: Array, a: Array) -> Array:
    n, p = link.source
    return _read(a.reshape(n * p, -1), link.table).reshape(link.table.shape[0], -1)


def _by_head(a: Array, heads: int, positions: int) -> Array:
    return a.reshape(heads, -1, positions, a.shape[1] // positions)


def _scores(link: Scores, w: Array, a: Array) -> Array:
    keys, queries = _by_head(w, link.heads, link.keys), _by_head(a, link.heads, link.queries)
    return (jnp.einsum("hdkm,hdqm->khqm", keys, queries) * link.factor).reshape(link.keys, -1)


def _mix(link: Mix, w: Array, a: Array) -> Array:
    values, shares = _by_head(w, link.heads, link.keys), a.reshape(link.keys, link.heads, link.queries, -1)
    return jnp.einsum("hdkm,khqm->hdqm", values, shares).reshape(w.shape[0], -1)


LINKS: Links = {
    **PLAIN,
    Skip: lambda link, w, a: a * link.factor if link.factor != 1 else a,
    Conv: _conv,
    Pool: _pool,
    Move: _move,
    Scores: _scores,
    Mix: _mix,
}
"""How JAX computes each kind of link."""

COMPOSED: Links = {**LINKS, Conv: _conv_of_patches}
"""The same of products and sums alone."""


def reads_anew(link: Link, w: Shape | None, columns: int) -> bool:
    """Whether XLA may compute once more, inside of the loop of a link, what the link reads: a of a layer, or δ.

    It does for whatever goes entry by entry or gathers entries, and where a product of matrices is one with a vector; the
    factors of any other product lie in memory, as they are returned.
    """
    return not isinstance(link, Dense | Transposed) or w is None or 1 in (*w, columns)


def graph_forward(
    layers: tuple[tuple[int, Layer], ...],
    sigma: Mapping[int, Callable[[Array], Array]],
    total: Callable[[Array, Array], Array],
    links: Links,
) -> Callable[..., Any]:
    """From parameters, zeros that are added to each z, x, y and a factor to the cost, and z and a beside it."""

    def forward(parameters: Any, taps: Any, x: Array, y: Array, factor: Array) -> Any:
        z, a = {}, {1: x}
        for l, layer in layers:
            z[l] = taps[l]
            for edge in layer.edges:
                w = a[edge.weight] if isinstance(edge.weight, int) else parameters.get(edge.weight)
                z[l] = z[l] + links[type(edge.link)](edge.link, w, a[edge.layer])
            if layer.bias is not None:
                b = parameters[layer.bias]  # one for each position is the same for all examples
                z[l] = z[l] + (b if b.shape[1] == 1 else jnp.repeat(b, z[l].shape[1] // b.shape[1], axis=1))
            a[l] = sigma[l](z[l])
        return total(a[max(a)], y) * factor, (z, a)

    return forward
