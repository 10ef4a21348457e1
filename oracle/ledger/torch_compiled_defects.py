"""Known defects of `torch.compile` that eager PyTorch does not have."""

from __future__ import annotations

import math
from typing import Any

from nablacheck.oracle.ledger.defect import Defect
from nablacheck.oracle.ledger.formulas import written
from nablacheck.oracle.ledger.shown import torch_compiled_shown
from nablacheck.reference.activations.piecewise import SELU_ALPHA, SELU_SCALE

Array = Any
LIBRARY = "torch-compile"


def _exponential(z: Array, xp: Any, scale: float, alpha: float, width: float) -> Array:
    """scale (z for z > 0, else α (e^(z/width) − 1)), where a difference stands for expm1"""
    return scale * xp.where(z > 0, z, alpha * (xp.exp(xp.minimum(z, 0) / width) - 1))


TORCH_COMPILED: tuple[Defect, ...] = tuple(
    Defect(
        function,
        False,
        LIBRARY,
        ("float32", "float64"),
        (-math.inf, 0.0),
        "vectors get e^z − 1 in place of expm1, which cancels near 0",
        torch_compiled_shown(function, f"F.{function}", -0.0625),
        uses=written(value),
        package="torch",
        needs="a C++ compiler",
    )
    for function, value in (
        ("elu", lambda z, xp, alpha: _exponential(z, xp, 1, alpha, 1)),
        ("celu", lambda z, xp, alpha: _exponential(z, xp, 1, alpha, alpha)),
        ("selu", lambda z, xp: _exponential(z, xp, SELU_SCALE, SELU_ALPHA, 1)),
    )
)
