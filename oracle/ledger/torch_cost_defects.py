"""Known defects in the costs of PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.adapters.derivative_rules import AT_BOUND, answered
from nablacheck.oracle.ledger.cosines import of_squares
from nablacheck.oracle.ledger.defect import LINE, Defect, Shown
from nablacheck.reference.activations.smooth import log1p_exp
from nablacheck.reference.arithmetic import PRECISIONS
from nablacheck.reference.composed import composed_cost
from nablacheck.reference.costs import Cost
from nablacheck.reference.costs.cost import over_outputs
from nablacheck.reference.pullbacks import Pullbacks

EVERY = tuple(PRECISIONS)
LONG = ("bfloat16", "float32", "float64")
"""Where the gradient of a long vector is no subnormal number."""
CLAMP = float(np.float32(1e-12))
"""PyTorch's constant, a C++ float in every dtype."""
CLAMPED_LOG = -100.0
PULLBACKS = Pullbacks(abs=0.0, maximum=answered("torch", AT_BOUND, 1.0))
"""The formula has a clamp_min, which passes all of a cotangent on where its two arguments are equal, or nothing of it."""


def _value(formula: Callable[..., Any]) -> Callable[[Cost], Cost]:
    """The entry with the value of a formula of a, y, xp and the parameters but `mean`, which is taken of it."""

    def uses(entry: Cost) -> Cost:
        parameters = dict(entry.parameters)
        mean = parameters.pop("mean", 0)
        return replace(
            entry, value=over_outputs(replace(entry, value=lambda a, y, xp: formula(a, y, xp, **parameters)), mean).value
        )

    return uses


def clamped_gradient(clamp: float) -> Callable[[Cost], Cost]:
    """Where the denominator is not clamped the textbook's formula, lest a fault hide in the wider ball of another one."""

    def nabla_a(a: Any, y: Any, xp: Any) -> Any:
        return xp.where(a * (1 - a) > clamp, (1 - y) / (1 - a) - y / a, (a - y) / clamp)

    def uses(entry: Cost) -> Cost:
        plain = replace(entry, nabla_a=nabla_a)
        return replace(entry, nabla_a=over_outputs(plain, entry.parameters["mean"]).nabla_a)

    return uses


def _with_logits(a: Any, y: Any, xp: Any, pos_weight: float) -> Any:
    return (1 - y) * a + (1 + (pos_weight - 1) * y) * log1p_exp(-a, xp)


def _embedding(entry: Cost) -> Cost:
    """The cosine of squares with 1e-12 added, in the formula of cosine_embedding_loss."""
    target, margin = entry.parameters["target"], entry.parameters["margin"]

    def value(a: Any, y: Any, xp: Any) -> Any:
        cosine = of_squares(a, y, CLAMP, True, xp)
        return 1 - cosine if target == 1 else xp.maximum(cosine - margin, 0)

    return composed_cost(replace(entry, value=value), PULLBACKS)


def _distance(entry: Cost) -> Cost:
    return composed_cost(replace(entry, value=lambda a, y, xp: 1 - of_squares(a, y, 0, False, xp)), PULLBACKS)


_SATURATED = Shown(
    """\
import torch
a = torch.tensor([1e-14], dtype=torch.float64, requires_grad=True)
torch.nn.functional.binary_cross_entropy(a, torch.ones(1, dtype=torch.float64)).backward()
print(a.grad.item())""",
    "-1000000003995.7928",
    "-1e14",
)

TORCH_COSTS: tuple[Defect, ...] = (
    Defect(
        "cross-entropy",
        derivative=True,
        library="torch",
        dtypes=("bfloat16", "float32", "float64"),
        span=(0.0, 1.0),
        cause="divides by max(a(1 − a), 1e-12), so a saturated output loses its gradient",
        shown=_SATURATED,
        uses=clamped_gradient(CLAMP),
    ),
    Defect(
        "cross-entropy",
        derivative=False,
        library="torch",
        dtypes=("float64",),
        span=(0.0, 1.0),
        cause="clamps the logarithms at −100, which 1e-44 already reaches",
        shown=Shown(
            """\
import torch
a, y = torch.tensor([1e-100], dtype=torch.float64), torch.ones(1, dtype=torch.float64)
print(torch.nn.functional.binary_cross_entropy(a, y).item())""",
            "100.0",
            "230.2585",
        ),
        uses=_value(
            lambda a, y, xp: -(y * xp.maximum(xp.log(a), CLAMPED_LOG) + (1 - y) * xp.maximum(xp.log(1 - a), CLAMPED_LOG))
        ),
    ),
    Defect(
        "cross-entropy-with-logits",
        derivative=False,
        library="torch",
        dtypes=EVERY,
        span=LINE,
        cause="(1 − y)a + softplus(−a) cancels for negative a: an example that is surely right costs nothing at all",
        shown=Shown(
            """\
import torch
a, y = torch.tensor([-20.0]), torch.zeros(1)
print(torch.nn.functional.binary_cross_entropy_with_logits(a, y).item())""",
            "0.0",
            "2.0611537e-09",
        ),
        uses=_value(_with_logits),
    ),
    Defect(
        "soft-margin",
        derivative=False,
        library="torch",
        dtypes=EVERY,
        span=LINE,
        cause="log(1 + exp(−ya)) with an exp that overflows",
        shown=Shown(
            """\
import torch
print(torch.nn.functional.soft_margin_loss(torch.tensor([-100.0]), torch.ones(1)).item())""",
            "inf",
            "100.0",
        ),
    ),
    Defect(
        "soft-margin",
        derivative=True,
        library="torch",
        dtypes=EVERY,
        span=LINE,
        cause="z/(1 + z) with a z = exp(−ya) that overflows",
        shown=Shown(
            """\
import torch
a = torch.tensor([-100.0], requires_grad=True)
torch.nn.functional.soft_margin_loss(a, torch.ones(1)).backward()
print(a.grad.item())""",
            "nan",
            "-1.0",
        ),
    ),
    *(
        Defect(
            "cosine-embedding",
            derivative=derivative,
            library="torch",
            dtypes=EVERY,
            span=LINE,
            cause="1e-12 is added to both squared lengths, so short vectors are no longer parallel to themselves, and their "
            "product overflows where the lengths multiply to the root of the largest number",
            shown=shown,
            uses=_embedding,
        )
        for derivative, shown in (
            (
                False,
                Shown(
                    """\
import torch
a = torch.tensor([[1e-6, 0.0]])
print(torch.nn.functional.cosine_embedding_loss(a, a, torch.ones(1)).item())""",
                    "0.5",
                    "0.0",
                ),
            ),
            (
                True,
                Shown(
                    """\
import torch
a = torch.tensor([[1e-6]], requires_grad=True)
torch.nn.functional.cosine_embedding_loss(a, torch.ones(1, 1), torch.ones(1)).backward()
print(a.grad.item())""",
                    "-353553.4375",
                    "0.0",
                ),
            ),
        )
    ),
    *(
        Defect(
            "cosine-embedding",
            derivative=derivative,
            library="torch",
            dtypes=EVERY,
            span=LINE,
            cause="the product a·y and the square root of the product of the lengths are both infinite for long vectors",
            shown=Shown(lines, "nan", right),
        )
        for derivative, lines, right in (
            (
                False,
                """\
import torch
a, y = torch.tensor([[3e38]]), torch.tensor([[2.0]])
print(torch.nn.functional.cosine_embedding_loss(a, y, torch.ones(1)).item())""",
                "0.0",
            ),
            (
                True,
                """\
import torch
a, y = torch.tensor([[3e38]], requires_grad=True), torch.tensor([[2.0]])
torch.nn.functional.cosine_embedding_loss(a, y, torch.ones(1)).backward()
print(a.grad.item())""",
                "0.0",
            ),
        )
    ),
    *(
        Defect(
            "cosine-distance",
            derivative=derivative,
            library="torch",
            dtypes=LONG if derivative else EVERY,
            span=LINE,
            cause="the squares of long vectors overflow: their cosine with anything is 0",
            shown=Shown(lines, returns, right),
            uses=_distance,
        )
        for derivative, lines, returns, right in (
            (
                False,
                """\
import torch
a = torch.tensor([[1e20, 1e20]])
print(torch.nn.functional.cosine_similarity(a, a).item())""",
                "0.0",
                "1.0",
            ),
            (
                True,
                """\
import torch
a = torch.tensor([[1e20, 0.0]], requires_grad=True)
torch.nn.functional.cosine_similarity(a, torch.ones(1, 2)).backward()
print(a.grad[0, 1].item())""",
                "0.0",
                "7.0710678e-21",
            ),
        )
    ),
)
