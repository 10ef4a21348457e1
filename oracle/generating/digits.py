"""Real inputs: scikit-learn's handwritten digits through the networks of the book."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

from nablacheck.oracle.generating.problems import Architecture, Seeded, numbers
from nablacheck.reference.errors import MissingFramework, optional
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

Array = np.ndarray[Any, Any]

BATCH = 11
NETWORKS = (
    ((64, 30, 10), ("sigmoid", "sigmoid"), "quadratic"),
    ((64, 30, 10), ("sigmoid", "sigmoid"), "cross-entropy"),
    ((64, 32, 16, 10), ("relu", "relu", "softmax"), "categorical-cross-entropy"),
    ((64, 32, 16, 10), ("tanh", "tanh", "identity"), "categorical-cross-entropy-with-logits"),
)


def available() -> bool:
    """Whether scikit-learn is installed."""
    try:
        _scikit_learn()
    except MissingFramework:
        return False
    return True


def _scikit_learn() -> Any:
    """The module of its data sets; MissingFramework where it is not installed."""
    with optional("sklearn", who="the digits need scikit-learn", install="'nablacheck[data]'"):
        return import_module("sklearn.datasets")


def images() -> tuple[Array, Array]:
    """All 1,797 digits in columns, in float64: x (64, 1797), pixels in sixteenths, and y (10, 1797), unit vectors.

    MissingFramework where scikit-learn is not installed.
    """
    data = _scikit_learn().load_digits()
    return (data.data / 16).T, np.eye(10)[:, data.target]


def digits(seed: int, dtype: str, draws: int) -> Iterator[Problem]:
    """The digits through each network, a mini-batch a draw; MissingFramework where scikit-learn is not installed."""
    pixels, labels = images()
    kind = np.dtype(dtype)
    for i, (widths, activations, cost) in enumerate(NETWORKS):
        choose = Seeded(seed, i)
        drawn = Architecture(widths, activations, cost, BATCH, 1.0, "contiguous")
        each = [numbers(choose, drawn, kind, "full") for _ in range(draws)]
        rows = np.arange(draws * BATCH).reshape(draws, BATCH)
        network = Network(
            {l: np.stack([n.w[l] for n in each]).astype(kind) for l in each[0].w},
            {l: np.stack([n.b[l] for n in each]).astype(kind) for l in each[0].b},
            dict(enumerate(activations, start=2)),
            cost,
        )
        x, y = (np.ascontiguousarray(np.moveaxis(part[:, rows], 1, 0).astype(kind)) for part in (pixels, labels))
        yield Problem(network, x, y, origin=f"digits, seed {seed}")
