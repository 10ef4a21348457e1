"""δ^l below the output in other forms, which are no product of two wrong parts."""

from __future__ import annotations

from collections.abc import Iterator

from nablacheck.oracle.explaining.norms import norm
from nablacheck.oracle.explaining.parts import WrongPart, batch, elementwise, like
from nablacheck.oracle.explaining.sent_back import back
from nablacheck.oracle.explaining.thresholds import sign
from nablacheck.reference.backprop import Pass

WHOLES: tuple[WrongPart, ...] = (
    WrongPart(
        "plus for ⊙",
        "σ′(z^{l}) was added to (w^{l+1})ᵀ δ^{l+1}, not multiplied with it",
        lambda t, l: back(t, l) + t.prime(l) * like(t, l, 1),
        elementwise,
    ),
    WrongPart(
        "minus for ⊙",
        "σ′(z^{l}) was subtracted from (w^{l+1})ᵀ δ^{l+1}, not multiplied with it",
        lambda t, l: back(t, l) - t.prime(l) * like(t, l, 1),
        elementwise,
    ),
    WrongPart("division by σ", "(w^{l+1})ᵀ δ^{l+1} was divided by a^{l}", lambda t, l: back(t, l) / t.a[l]),
    WrongPart("bias sent back", "b^{l} was added to (w^{l+1})ᵀ δ^{l+1}", lambda t, l: (back(t, l) + t.b[l]) * t.prime(l)),
    WrongPart(
        "sent back without its mean",
        "the mean over the examples was subtracted from (w^{l+1})ᵀ δ^{l+1}",
        lambda t, l: (back(t, l) - back(t, l).sum(axis=-1, keepdims=True) / t.m) * t.prime(l),
        batch,
    ),
    WrongPart(
        "biases added to w",
        "w^{l+1} + b^{l+1} was sent back with, where BP2 says w^{l+1}",
        lambda t, l: ((t.w[l + 1] + t.b[l + 1]).mT @ t.delta[l + 1]) * t.prime(l),
    ),
    WrongPart(
        "sign of w",
        "only the sign of w^{l+1} was used on the way back",
        lambda t, l: (sign(t, t.w[l + 1]).mT @ t.delta[l + 1]) * t.prime(l),
    ),
    WrongPart(
        "square of w",
        "w^{l+1} was squared on the way back",
        lambda t, l: ((t.w[l + 1] * t.w[l + 1]).mT @ t.delta[l + 1]) * t.prime(l),
    ),
    WrongPart(
        "w over its norm",
        "w^{l+1} was divided by its norm on the way back",
        lambda t, l: (back(t, l) / norm(t, t.w[l + 1], (-2, -1))) * t.prime(l),
    ),
    WrongPart(
        "back over its norm",
        "(w^{l+1})ᵀ δ^{l+1} was divided by its norm in each example",
        lambda t, l: t.per_example(back(t, l) / norm(t, back(t, l), (-2,))) * t.prime(l),
        lambda t, l: t.problem.network.widths[l] > 1,
    ),
    WrongPart(
        "sign of what is sent back",
        "only the sign of (w^{l+1})ᵀ δ^{l+1} was used",
        lambda t, l: t.per_example(sign(t, back(t, l))) * t.prime(l),
    ),
    WrongPart(
        "a^{l} for σ′ in the sum", "a^{l} was added to (w^{l+1})ᵀ δ^{l+1}", lambda t, l: (back(t, l) + t.a[l]) * t.prime(l)
    ),
)


def wholes(t: Pass, l: int) -> Iterator[WrongPart]:
    """δ^l below the output in other forms."""
    yield from (part for part in WHOLES if part.applies(t, l))
