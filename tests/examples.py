"""Networks that tests of the judge share: small, generic, with equal widths where a transposed matrix must still fit."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nablacheck.oracle.problems import Seeded
from nablacheck.reference.network import Network, Problem


def problem(
    widths: tuple[int, ...] = (3, 4, 4, 5),
    activations: tuple[str, ...] = ("sigmoid", "tanh", "sigmoid"),
    cost: str = "quadratic",
    dtype: str = "float64",
    batch: int = 7,
    seed: int = 1,
) -> Problem:
    """A problem with full mantissas, whose targets fit every cost."""
    choose = Seeded(seed)
    w, b = {}, {}
    for l, (n_prev, n) in enumerate(pairwise(widths), start=2):
        w[l] = (choose.reals("w", (n, n_prev)) / np.sqrt(n_prev)).astype(dtype)
        b[l] = (choose.reals("b", (n, 1)) / 2).astype(dtype)
    x = choose.reals("x", (widths[0], batch)).astype(dtype)
    y = ((choose.reals("y", (widths[-1], batch)) + 2) / 4).astype(dtype)
    return Problem(Network(w, b, dict(enumerate(activations, start=2)), cost), x, y, origin=f"seed {seed}")
