"""Networks that tests of the judge share: small, generic, with equal widths where a transposed matrix must still fit."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nablacheck.oracle.generating.problems import Seeded
from nablacheck.reference import ACTIVATIONS, COSTS, Cost
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem


def output_for(cost: Cost) -> str:
    """The first of these activations whose range the cost allows: smooth, if one is."""
    low, high = cost.outputs
    return next(
        name
        for name in ("identity", "sigmoid", "softplus")
        if low <= ACTIVATIONS[name].range[0] and ACTIVATIONS[name].range[1] <= high
    )


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
    y = COSTS[cost].made((choose.reals("y", (widths[-1], batch)) + 2) / 4).astype(dtype)
    return Problem(Network(w, b, dict(enumerate(activations, start=2)), cost), x, y, origin=f"seed {seed}")
