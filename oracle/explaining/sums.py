"""What ∇b and ∇w are made of, δ, a^{l-1} and a sum over the examples, and what is typed in place of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.parts import WrongPart, as_wide, batch, both, elementwise, hidden, like
from nablacheck.oracle.explaining.sent_back import incoming, incoming_to
from nablacheck.oracle.explaining.thresholds import sign
from nablacheck.reference.backprop import Pass

Array = Any
ALL = WrongPart("", "", lambda t, l: slice(None))
DELTA = WrongPart("", "", lambda t, l: t.delta[l])
BEFORE = WrongPart("", "", lambda t, l: t.a[l - 1])


def one_example(k: int) -> WrongPart:
    """Only example number k is in the sum."""
    return WrongPart(
        f"only example {k + 1}",
        f"only one example, number {k + 1}, is in the gradient",
        lambda t, l: slice(k, k + 1),
        lambda t, l: k < t.problem.batch > 1,
    )


def examples(t: Pass) -> Iterator[WrongPart]:
    """Which examples are in the sum: all, the first, the last, one of them, all but one."""
    yield ALL
    yield WrongPart("only the first example", "only the first example is in the gradient", lambda t, l: slice(0, 1), batch)
    yield WrongPart("only the last example", "only the last example is in the gradient", lambda t, l: slice(-1, None), batch)
    yield WrongPart("all but the first example", "the first example is left out", lambda t, l: slice(1, None), batch)
    yield WrongPart("all but the last example", "the last example is left out", lambda t, l: slice(0, -1), batch)
    yield from (one_example(k) for k in range(1, t.problem.batch - 1))


def _has(letter: str, other: int) -> Callable[[Pass, int], bool]:
    return lambda t, l: l + other in getattr(t, letter)


def _weighted(t: Pass, l: int) -> bool:
    """Whether the examples have weights, of which none is 0."""
    weights = t.problem.weights_of_examples
    return weights is not None and bool(np.all(weights))


DELTAS: tuple[WrongPart, ...] = (
    DELTA,
    WrongPart("delta before sigma prime", "what is sent back was used before σ′(z^l) came in, where it says δ^l", incoming_to),
    WrongPart("incoming gradient for delta", "the incoming gradient was used where it says δ^l", incoming),
    WrongPart(
        "sigma prime once more",
        "δ^l was multiplied with σ′(z^l) once more",
        lambda t, l: t.delta[l] * t.prime(l),
        elementwise,
    ),
    WrongPart(
        "delta of the layer above",
        "δ^{l+1} was used where it says δ^l",
        lambda t, l: t.delta[l + 1],
        both(hidden, as_wide(0, 1)),
    ),
    WrongPart(
        "delta of the output",
        "δ^L was used where it says δ^l",
        lambda t, l: t.delta[t.L],
        lambda t, l: l < t.L and t.problem.network.widths[l] == t.problem.network.widths[t.L],
    ),
    WrongPart(
        "weights of the examples missing",
        "the weights of the examples are missing: each counts alike",
        lambda t, l: t.delta[l] / t.xp.lift(np.asarray(t.problem.weights_of_examples, t.problem.dtype)),
        _weighted,
    ),
    WrongPart(
        "weights of the examples twice",
        "the weights of the examples were multiplied with twice",
        lambda t, l: t.delta[l] * t.xp.lift(np.asarray(t.problem.weights_of_examples, t.problem.dtype)),
        _weighted,
    ),
    WrongPart("size of delta", "the sign of δ^l is lost", lambda t, l: abs(t.delta[l])),
    WrongPart("delta reversed", "the neurons of δ^l are in reverse order", lambda t, l: t.delta[l][::-1]),
    WrongPart("activation for delta", "a^l was used where it says δ^l", lambda t, l: t.a[l]),
    WrongPart("delta dropped", "δ^l is missing", lambda t, l: like(t, l, 1)),
    WrongPart("square of delta", "δ^l was squared", lambda t, l: t.delta[l] * t.delta[l] * t.m),
    WrongPart("delta times a", "δ^l was multiplied with a^l", lambda t, l: t.delta[l] * t.a[l]),
    WrongPart("delta times z", "δ^l was multiplied with z^l", lambda t, l: t.delta[l] * t.z[l]),
    WrongPart("delta times b", "δ^l was multiplied with b^l", lambda t, l: t.delta[l] * t.b[l]),
    WrongPart(
        "delta without its mean",
        "the mean over the examples was subtracted from δ^l",
        lambda t, l: t.delta[l] - t.delta[l].sum(axis=-1, keepdims=True) / t.m,
        batch,
    ),
    WrongPart("delta shifted", "the neurons of δ^l are shifted by one", lambda t, l: t.delta[l][_rolled(t.delta[l])]),
)


def _rolled(array: Array) -> list[int]:
    """The rows with the last one first."""
    n = array.shape[-2]
    return [n - 1, *range(n - 1)]


ACTIVATIONS_BEFORE: tuple[WrongPart, ...] = (
    BEFORE,
    WrongPart("z instead of a", "z^{l-1} was used where BP4 says a^{l-1}", lambda t, l: t.z[l - 1], _has("z", -1)),
    WrongPart(
        "activation of another layer",
        "a^l was used where BP4 says a^{l-1}",
        lambda t, l: t.a[l],
        as_wide(0, -1),
    ),
    WrongPart(
        "input in every layer",
        "the network's input x was used where BP4 says a^{l-1}",
        lambda t, l: t.a[1],
        lambda t, l: l > 2 and t.problem.network.widths[1] == t.problem.network.widths[l - 1],
    ),
    WrongPart(
        "activation two layers below",
        "a^{l-2} was used where BP4 says a^{l-1}",
        lambda t, l: t.a[l - 2],
        both(_has("a", -2), as_wide(-1, -2)),
    ),
    WrongPart(
        "sigma prime for a",
        "σ′(z^{l-1}) was used where BP4 says a^{l-1}",
        lambda t, l: t.prime(l - 1) * like(t, l - 1, 1),
        lambda t, l: l > 2 and elementwise(t, l - 1),
    ),
    WrongPart(
        "sigma applied twice",
        "σ(a^{l-1}) was used where BP4 says a^{l-1}",
        lambda t, l: t.problem.network.activations[l - 1].value(t.a[l - 1], t.xp),
        _has("z", -1),
    ),
    WrongPart(
        "square of a",
        "(a^{l-1})² was used where BP4 says a^{l-1}",
        lambda t, l: t.a[l - 1] * t.a[l - 1],
    ),
    WrongPart("size of a", "|a^{l-1}| was used where BP4 says a^{l-1}", lambda t, l: abs(t.a[l - 1])),
    WrongPart("1 − a for a", "1 − a^{l-1} was used where BP4 says a^{l-1}", lambda t, l: 1 - t.a[l - 1]),
    WrongPart("1 + a for a", "1 + a^{l-1} was used where BP4 says a^{l-1}", lambda t, l: 1 + t.a[l - 1]),
    WrongPart("sign of a", "only the sign of a^{l-1} was used", lambda t, l: sign(t, t.a[l - 1])),
    WrongPart("a rectified", "a^{l-1} was set to 0 where it is negative", lambda t, l: t.xp.maximum(t.a[l - 1], 0)),
    WrongPart(
        "a without its mean",
        "the mean over the examples was subtracted from a^{l-1}",
        lambda t, l: t.a[l - 1] - t.a[l - 1].sum(axis=-1, keepdims=True) / t.m,
        batch,
    ),
    WrongPart(
        "a without its mean over the layer",
        "the mean over the neurons was subtracted from a^{l-1}",
        lambda t, l: t.a[l - 1] - t.a[l - 1].sum(axis=-2, keepdims=True) / t.problem.network.widths[l - 1],
    ),
    WrongPart(
        "a times sigma prime",
        "a^{l-1} ⊙ σ′(z^{l-1}) was used where BP4 says a^{l-1}",
        lambda t, l: t.a[l - 1] * t.prime(l - 1),
        lambda t, l: l > 2 and elementwise(t, l - 1),
    ),
    WrongPart(
        "σ of x",
        "σ(x) was used where BP4 says x",
        lambda t, l: t.problem.network.activations[l].value(t.a[1], t.xp),
        lambda t, l: l == 2 and elementwise(t, l),
    ),
    WrongPart(
        "a shifted",
        "the neurons of a^{l-1} are shifted by one",
        lambda t, l: t.a[l - 1][_rolled(t.a[l - 1])],
    ),
    WrongPart(
        "a without its mask",
        "a^{l-1} was used without its mask",
        lambda t, l: t.problem.network.activations[l - 1].value(t.z[l - 1], t.xp),
        lambda t, l: l - 1 in t.problem.masks,
    ),
    WrongPart(
        "a with its mask twice",
        "the mask of layer l−1 was multiplied with a^{l-1} once more: the mask was used twice",
        lambda t, l: t.a[l - 1] * t.xp.lift(t.problem.masks[l - 1].astype(t.problem.dtype)),
        lambda t, l: l - 1 in t.problem.masks,
    ),
    WrongPart("activation dropped", "a^{l-1} is missing", lambda t, l: 0 * t.a[l - 1] + 1),
    WrongPart(
        "activation reversed",
        "a^{l-1} is in reverse order",
        lambda t, l: t.a[l - 1][::-1],
    ),
    WrongPart(
        "stale activation",
        "each example was multiplied with the activation of the one before it",
        lambda t, l: t.a[l - 1][..., [t.problem.batch - 1, *range(t.problem.batch - 1)]],
        batch,
    ),
    WrongPart(
        "examples in reverse order",
        "the examples of a^{l-1} are in reverse order",
        lambda t, l: t.a[l - 1][..., ::-1],
        batch,
    ),
    WrongPart(
        "error for a",
        "the target y was used where BP4 says a^{l-1}",
        lambda t, l: t.y,
        lambda t, l: t.y.shape == t.a[l - 1].shape,
    ),
)

SUMS: tuple[tuple[str, str, Callable[[Array], Array]], ...] = (
    ("", "", lambda delta: delta.sum(axis=-1, keepdims=True)),
    (
        "summed over the layer",
        "δ was summed over the neurons too",
        lambda delta: 0 * delta.sum(axis=-1, keepdims=True) + delta.sum(axis=(-2, -1), keepdims=True),
    ),
    (
        "only the first neuron",
        "δ of the first neuron was taken for each",
        lambda delta: 0 * delta.sum(axis=-1, keepdims=True) + delta[..., :1, :].sum(axis=-1, keepdims=True),
    ),
    (
        "only the last neuron",
        "δ of the last neuron was taken for each",
        lambda delta: 0 * delta.sum(axis=-1, keepdims=True) + delta[..., -1:, :].sum(axis=-1, keepdims=True),
    ),
)


def wholes_of_b(t: Pass, l: int) -> Iterator[tuple[str, str, Array]]:
    """What ∇b may be that has nothing to do with a sum of δ."""
    b = t.b[l]
    yield "bias never trained", "∇b is zero", 0 * b
    yield "∇b is b", "∇b is b itself", b
    yield "∇b is one", "∇b is 1 everywhere", 0 * b + 1
    yield "∇b is m", "∇b is the number of examples everywhere", 0 * b + t.m
    right = t.delta[l].sum(axis=-1, keepdims=True)
    yield "∇b times b", "∇b was multiplied with b", right * b
    yield "∇b squared", "∇b was squared", right * right
    of_w = (t.delta[l] @ t.a[l - 1].mT).sum(axis=-1, keepdims=True)
    yield "∇b of ∇w", "∇b is the sum of ∇w over the neurons of layer l−1", of_w
    yield "∇b of mean ∇w", "∇b is the mean of ∇w over the neurons of layer l−1", of_w / t.problem.network.widths[l - 1]
    yield "∇b over b", "∇b was divided by b", right / b
    if t.problem.batch > 1:
        largest, least = t.xp.max(t.delta[l], axis=-1), -t.xp.max(-t.delta[l], axis=-1)
        yield "largest delta", "the largest δ of the examples was taken, where BP3 has their sum", largest
        yield "least delta", "the least δ of the examples was taken, where BP3 has their sum", least
        yield "median delta", "the median of δ over the examples was taken, where BP3 has their sum", _median(t, t.delta[l])


def _median(t: Pass, delta: Array) -> Array:
    """The median of each row, in the order of the midpoints."""
    mid: Array = getattr(delta, "mid", delta)
    order = np.argsort(mid, axis=-1)
    rows, m = np.arange(len(order))[:, None], order.shape[-1]
    low, high = (delta[rows, order[:, k : k + 1]] for k in ((m - 1) // 2, m // 2))
    return low if m % 2 else (low + high) / 2


def wholes_of_w(t: Pass, l: int) -> Iterator[tuple[str, str, Array]]:
    """What ∇w may be that is no sum of outer products, or one in another shape."""
    right = t.delta[l] @ t.a[l - 1].mT
    yield "weights never trained", "∇w is zero", 0 * right
    yield "∇w is w", "∇w is w itself", t.w[l]
    yield "∇w is one", "∇w is 1 everywhere", 0 * right + 1
    yield "∇w times w", "∇w was multiplied with w", right * t.w[l]
    yield "∇w squared", "∇w was squared", right * right
    yield "∇w over w", "∇w was divided by w", right / t.w[l]
    yield "∇w in reverse order", "the rows of ∇w are in reverse order", right[::-1]
    yield "columns of ∇w in reverse order", "the columns of ∇w are in reverse order", right[:, ::-1]
    if right.shape[0] == right.shape[1]:
        yield "gradient transposed", "∇w is a^{l-1} (δ^l)ᵀ, the transpose of what BP4 says", right.mT
    yield (
        "gradient reshaped",
        "∇w has the numbers of a^{l-1} (δ^l)ᵀ in the shape of δ^l (a^{l-1})ᵀ: reshaped, not transposed",
        (right.mT.reshape(*right.shape)),
    )
    yield (
        "gradient reshaped in columns",
        "∇w has its numbers in another order: reshaped where it should be transposed",
        (right.reshape(*right.shape[::-1]).mT),
    )
    if t.problem.batch > 1:
        sums = t.delta[l].sum(axis=-1, keepdims=True) @ t.a[l - 1].sum(axis=-1, keepdims=True).mT
        yield "product of sums", "δ and a were summed over the examples before they were multiplied", sums
    yield (
        "input only in one column",
        "only a^{l-1} of the first neuron was used",
        (t.delta[l] @ (0 * t.a[l - 1] + t.a[l - 1][:1]).mT),
    )


def only_part_of(w: Array) -> Iterator[tuple[str, str, Array]]:
    """Masks of a matrix of which only a part was filled: its diagonal, a row, a column."""
    rows, columns = np.indices(w.shape)
    yield "only the diagonal", "only the diagonal of ∇w is filled, the rest is 0", rows == columns
    yield "only the first row", "only the first row of ∇w is filled, the rest is 0", rows == 0
    yield "only the last row", "only the last row of ∇w is filled, the rest is 0", rows == w.shape[0] - 1
    yield "only the first column", "only the first column of ∇w is filled, the rest is 0", columns == 0
    yield "only the last column", "only the last column of ∇w is filled, the rest is 0", columns == w.shape[1] - 1
    yield "all but the last column", "the last column of ∇w is 0", columns < w.shape[1] - 1
    yield "all but the last row", "the last row of ∇w is 0", rows < w.shape[0] - 1
    yield "all but the first row", "the first row of ∇w is 0", rows > 0
    yield "all but the first column", "the first column of ∇w is 0", columns > 0
