"""Activations as other libraries and books define them under a name that has another formula here."""

from __future__ import annotations

from nablacheck.reference.activations import Activation

ENTRIES: tuple[tuple[Activation, str, str], ...] = (
    (
        Activation(
            "hard sigmoid of Keras 2",
            value=lambda z, xp: xp.minimum(xp.maximum(z * 0.2 + 0.5, 0), 1),
            prime=lambda z, a, xp: xp.where(abs(z) < 2.5, 0.2, 0),
            range=(0, 1),
        ),
        "hardsigmoid",
        "σ(z^l) is 0.2 z^l + 0.5 between 0 and 1, the hard sigmoid of Keras 2, where it is z^l/6 + 1/2",
    ),
    (
        Activation(
            "scaled tanh",
            value=lambda z, xp: xp.tanh(z * (2 / 3)) * 1.7159,
            prime=lambda z, a, xp: (1 - xp.tanh(z * (2 / 3)) * xp.tanh(z * (2 / 3))) * (1.7159 * 2 / 3),
        ),
        "tanh",
        "σ(z^l) is 1.7159 tanh(2z^l/3), LeCun's scaled tanh",
    ),
)
"""Each with the entry that has its name here, and what is said of it."""
