"""Known defects of PyTorch's forward mode, whose tangents are written by hand as its backward passes are."""

from __future__ import annotations

import math

from nablacheck.oracle.ledger.defect import Defect, Shown, Span
from nablacheck.reference.arithmetic import Precision

LIBRARY = "torch-forward"


def _long(p: Precision) -> Span:
    """From where on a square overflows."""
    return math.sqrt(p.largest), math.inf


TORCH_FORWARD: tuple[Defect, ...] = (
    Defect(
        "cosine-distance",
        derivative=True,
        library=LIBRARY,
        dtypes=("float32", "float64"),
        span=_long,
        mirrored=True,
        cause="a long tangent times a long vector overflows before it is divided by the length: the backward pass has 0 there",
        shown=Shown(
            """\
import torch
from torch.nn import functional as F
a, y = torch.tensor([[1e25]]), torch.ones(1, 1)
print(torch.func.jvp(lambda a: F.cosine_similarity(a, y, dim=0), (a,), (a,))[1].item())""",
            "-inf",
            "0.0",
        ),
        package="torch",
    ),
)
