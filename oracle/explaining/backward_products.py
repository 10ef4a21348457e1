"""(w^{l+1})ᵀδ^{l+1}, the first part of δ^l below the output, and what is typed in its place."""

from __future__ import annotations

from typing import Any

import numpy as np

from nablacheck.oracle.explaining.parts import WrongPart, as_wide, batch, both, hidden, like, spread
from nablacheck.oracle.explaining.sent_back import incoming, incoming_to
from nablacheck.reference.backprop import Pass

Array = Any


def _next_is_wide(t: Pass, l: int) -> bool:
    return hidden(t, l) and t.problem.network.widths[l + 1] > 1


def _paths(t: Pass, l: int, rows: slice) -> Array:
    """(w^{l+1})ᵀ δ^{l+1} along the ways through some neurons of layer l+1"""
    return t.w[l + 1][..., rows, :].mT @ t.delta[l + 1][..., rows, :]


def _rows_again(t: Pass, l: int) -> Array:
    """w^{l+1} read row by row in the shape of its transpose"""
    w = t.w[l + 1]
    return w.reshape(*w.shape[::-1]) @ t.delta[l + 1]


def _columns_again(t: Pass, l: int) -> Array:
    """The same of a matrix that is kept transposed, (in, out)"""
    w = t.w[l + 1]
    return w.mT.reshape(*w.shape).mT @ t.delta[l + 1]


def _with_biases(t: Pass, l: int, first: bool) -> Array:
    """(b, w) or (w, b) in one matrix, of which the wrong column was cut off before it was sent back."""
    w, b = t.problem.network.w[l + 1], t.problem.network.b[l + 1]
    matrix = np.concatenate([b, w[..., :-1]] if first else [w[..., 1:], b], axis=-1)
    return t.xp.lift(matrix).mT @ t.delta[l + 1]


def _of_the_output(t: Pass, l: int) -> bool:
    n = t.problem.network.widths
    return l < t.L - 1 and n[l + 1] == n[t.L]


BELOW: tuple[WrongPart, ...] = (
    WrongPart("nothing sent back", "nothing is sent back: δ^l is 0", lambda t, l: like(t, l, 0)),
    WrongPart(
        "incoming gradient dropped",
        "(w^{l+1})ᵀ δ^{l+1} is missing: δ^l is σ′(z^l) alone",
        lambda t, l: like(t, l, 1),
    ),
    WrongPart(
        "incoming gradient dropped, over m",
        "(w^{l+1})ᵀ δ^{l+1} is missing: δ^l is σ′(z^l)/m alone",
        lambda t, l: like(t, l, 1) / t.m,
        batch,
    ),
    WrongPart(
        "delta dropped",
        "δ^{l+1} is missing: the weights alone were sent back",
        lambda t, l: t.w[l + 1].mT.sum(axis=-1, keepdims=True) * like(t, l, 1),
    ),
    WrongPart(
        "weights dropped",
        "w^{l+1} is missing: the sum of δ^{l+1} was sent back",
        lambda t, l: spread(t, l, t.delta[l + 1].sum(axis=-2, keepdims=True)),
        _next_is_wide,
    ),
    WrongPart(
        "weights skipped", "w^{l+1} is missing: δ^{l+1} itself was sent back", lambda t, l: t.delta[l + 1], as_wide(0, 1)
    ),
    WrongPart(
        "error instead of delta",
        "the incoming gradient was sent back, without σ′ of the layers above: (w^{l+1})ᵀ multiplies it, not δ^{l+1}",
        incoming,
    ),
    WrongPart(
        "sigma prime of the next layer along the wrong axis",
        "σ′(z^{l+1}) multiplies (w^{l+1})ᵀ along the wrong axis",
        lambda t, l: (t.w[l + 1].mT @ incoming_to(t, l + 1)) * t.prime(l + 1),
        both(as_wide(0, 1), lambda t, l: t.problem.network.activations[l + 1].prime is not None),
    ),
    WrongPart(
        "sigma prime of the next layer twice",
        "σ′(z^{l+1}) was multiplied with once more on the way back",
        lambda t, l: t.w[l + 1].mT @ (t.delta[l + 1] * t.prime(l + 1)),
    ),
    WrongPart(
        "only the last path",
        "of (w^{l+1})ᵀ δ^{l+1} only the part of the last neuron of layer l+1 is there: = for +=",
        lambda t, l: _paths(t, l, slice(-1, None)),
        _next_is_wide,
    ),
    WrongPart(
        "only the first path",
        "of (w^{l+1})ᵀ δ^{l+1} only the part of the first neuron of layer l+1 is there",
        lambda t, l: _paths(t, l, slice(0, 1)),
        _next_is_wide,
    ),
    WrongPart(
        "all but the last path",
        "in (w^{l+1})ᵀ δ^{l+1} the last neuron of layer l+1 is left out",
        lambda t, l: _paths(t, l, slice(0, -1)),
        _next_is_wide,
    ),
    WrongPart(
        "all but the first path",
        "in (w^{l+1})ᵀ δ^{l+1} the first neuron of layer l+1 is left out",
        lambda t, l: _paths(t, l, slice(1, None)),
        _next_is_wide,
    ),
    WrongPart(
        "w not transposed",
        "w^{l+1} was used where BP2 says (w^{l+1})ᵀ",
        lambda t, l: t.w[l + 1] @ t.delta[l + 1],
        as_wide(0, 1),
    ),
    WrongPart("w reshaped", "w^{l+1} was reshaped where it should be transposed", _rows_again),
    WrongPart("w reshaped in columns", "w^{l+1} was reshaped where it should be transposed", _columns_again),
    WrongPart(
        "biases in front sent back",
        "the column of the biases was sent back as if it were one of w^{l+1}: the last column was cut off, not the first",
        lambda t, l: _with_biases(t, l, first=True),
    ),
    WrongPart(
        "biases behind sent back",
        "the column of the biases was sent back as if it were one of w^{l+1}: the first column was cut off, not the last",
        lambda t, l: _with_biases(t, l, first=False),
    ),
    WrongPart("size of w", "|w^{l+1}| was used for w^{l+1}", lambda t, l: abs(t.w[l + 1]).mT @ t.delta[l + 1]),
    WrongPart(
        "delta of the output in every layer",
        "δ^L was used where BP2 says δ^{l+1}",
        lambda t, l: t.w[l + 1].mT @ t.delta[t.L],
        _of_the_output,
    ),
    WrongPart(
        "weights of the layer before",
        "w^l was used where BP2 says w^{l+1}",
        lambda t, l: t.w[l].mT @ t.delta[l + 1],
        lambda t, l: t.w[l].shape == t.w[l + 1].shape,
    ),
    WrongPart(
        "weights of the layer after",
        "w^{l+2} was used where BP2 says w^{l+1}",
        lambda t, l: t.w[l + 2].mT @ t.delta[l + 1],
        lambda t, l: l + 2 <= t.L and t.w[l + 2].shape == t.w[l + 1].shape,
    ),
    WrongPart(
        "delta averaged before it is sent back",
        "δ^{l+1} was averaged over the examples before it was sent back",
        lambda t, l: (t.w[l + 1].mT @ t.delta[l + 1].sum(axis=-1, keepdims=True)) / t.m * like(t, l, 1),
        batch,
    ),
    WrongPart(
        "delta summed before it is sent back",
        "δ^{l+1} was summed over the examples before it was sent back",
        lambda t, l: (t.w[l + 1].mT @ t.delta[l + 1].sum(axis=-1, keepdims=True)) * like(t, l, 1),
        batch,
    ),
)
