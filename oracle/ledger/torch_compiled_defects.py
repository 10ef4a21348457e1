"""Known defects of `torch.compile` that eager PyTorch does not have."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from nablacheck.oracle.ledger.defect import LINE, Defect, Shown
from nablacheck.oracle.ledger.formulas import written
from nablacheck.oracle.ledger.shown import torch_compiled_shown
from nablacheck.oracle.ledger.torch_cost_defects import PULLBACKS, clamped_gradient
from nablacheck.reference.activations.piecewise import SELU_ALPHA, SELU_SCALE
from nablacheck.reference.composed import composed_cost
from nablacheck.reference.costs.cost import Cost, over_outputs
from nablacheck.reference.costs.margins import signed

Array = Any
LIBRARY = "torch-compile"


def _exponential(z: Array, xp: Any, scale: float, alpha: float, width: float) -> Array:
    """scale (z for z > 0, else α (e^(z/width) − 1)), where a difference stands for expm1"""
    return scale * xp.where(z > 0, z, alpha * (xp.exp(xp.minimum(z, 0) / width) - 1))


class Cancelling:
    """A namespace with e^x − 1 for expm1."""

    def __init__(self, xp: Any) -> None:
        self._xp = xp

    def __getattr__(self, name: str) -> Any:
        return getattr(self._xp, name)

    def expm1(self, x: Array) -> Array:
        """e^x − 1"""
        return self._xp.exp(x) - 1


def _cancelling(entry: Cost) -> Cost:
    """A cost whose formula PyTorch differentiates, with its expm1 written out."""
    value: Any = entry.value
    return replace(entry, value=lambda a, y, xp: value(a, y, Cancelling(xp)))


def _difference(a: Array, y: Array, xp: Any) -> Array:
    """y (σ(ya) − 1)"""
    return signed(xp.sigmoid(signed(a, y, xp)) - 1, y, xp)


CLAMPED = Defect(
    "cross-entropy",
    True,
    LIBRARY,
    ("float64",),
    (0.0, 1.0),
    "divides by max(a(1 − a), 1e-12) with a 1e-12 of float64, where that of eager PyTorch is of float32",
    Shown(
        """\
import torch
from torch.nn import functional as F
a = torch.full((16,), 1e-14, dtype=torch.float64, requires_grad=True)
torch.compile(F.binary_cross_entropy)(a, torch.ones(16, dtype=torch.float64), reduction="sum").backward()
print(a.grad[0].item())""",
        "-999999999999.99",
        "-1e14",
    ),
    uses=clamped_gradient(1e-12),
    package="torch",
    needs="a C++ compiler",
)
EXPONENTIALS = tuple(
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
WRITTEN_OUT = tuple(
    Defect(
        "log-cosh",
        derivative,
        LIBRARY,
        ("float32", "float64"),
        LINE,
        "vectors get e^x − 1 in place of the expm1 of its formula, which cancels near 0",
        Shown(
            """\
import torch
print(torch.compile(torch.expm1)(torch.full((16,), 1e-3))[0].item())""",
            "0.001000523567199707",
            "0.0010005001667083417",
        ),
        uses=uses,
        package="torch",
        needs="a C++ compiler",
        composed=True,
    )
    for derivative, uses in ((False, _cancelling), (True, lambda entry: composed_cost(_cancelling(entry), PULLBACKS)))
)
MARGIN = Defect(
    "soft-margin",
    True,
    LIBRARY,
    ("float32", "float64"),
    LINE,
    "y (σ(ya) − 1), which cancels where ya is large",
    Shown(
        """\
import torch
from torch.nn import functional as F
a = torch.full((16,), 12.0, requires_grad=True)
torch.compile(F.soft_margin_loss)(a, torch.ones(16), reduction="sum").backward()
print(a.grad[0].item())""",
        "-6.198883056640625e-06",
        "-6.144174602214718e-06",
    ),
    uses=lambda entry: replace(
        entry, nabla_a=over_outputs(replace(entry, nabla_a=_difference), entry.parameters["mean"]).nabla_a
    ),
    package="torch",
    needs="a C++ compiler",
)
TORCH_COMPILED: tuple[Defect, ...] = (CLAMPED, MARGIN, *EXPONENTIALS, *WRITTEN_OUT)
