"""Known defects of `torch.func` that eager PyTorch does not have: there functions are taken apart into their formulas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nablacheck.oracle.ledger.defect import LINE, Defect, Shown
from nablacheck.reference.activations.smooth import logistic
from nablacheck.reference.costs import Cost
from nablacheck.reference.costs.cost import over_outputs

LIBRARY = "torch-func"


def _difference(entry: Cost) -> Cost:
    """The derivative of (1 − y)a − (1 + (w − 1)y) log σ(a), term by term"""
    weight, mean = entry.parameters["pos_weight"], entry.parameters["mean"]

    def nabla_a(a: Any, y: Any, xp: Any) -> Any:
        return (1 - y) - (1 + (weight - 1) * y) * logistic(-a, xp)

    return replace(entry, nabla_a=over_outputs(replace(entry, nabla_a=nabla_a), mean).nabla_a)


TORCH_FUNCTIONAL: tuple[Defect, ...] = (
    Defect(
        "cross-entropy-with-logits",
        derivative=True,
        library=LIBRARY,
        dtypes=("float32", "float64"),
        span=LINE,
        cause="the gradient of its formula is (1 − y) − σ(−a), which cancels for negative a: 0 where eager PyTorch is right",
        shown=Shown(
            """\
import torch
from torch.nn import functional as F
print(torch.func.grad(F.binary_cross_entropy_with_logits)(torch.tensor(-20.0), torch.tensor(0.0)).item())""",
            "0.0",
            "2.0611537e-09",
        ),
        uses=_difference,
        package="torch",
    ),
)
