"""PyTorch's own functions by family, what they take for a derivative at a kink, and the namespace of our formulas."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from nablacheck.adapters.native import Table


def _softplus(z: Tensor, beta: float, threshold: float) -> Tensor:
    """PyTorch's default threshold where the entry has none"""
    return F.softplus(z, beta) if threshold == math.inf else F.softplus(z, beta, threshold)


ACTIVATIONS: Table = {
    "identity": lambda z: z.clone(),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "relu6": F.relu6,
    "leaky_relu": lambda z, slope: F.leaky_relu(z, slope),
    "prelu": lambda z, slope: F.prelu(z, torch.tensor([slope], dtype=z.dtype)),
    "rrelu": lambda z, lower, upper: F.rrelu(z, lower, upper, training=False),
    "elu": lambda z, alpha: F.elu(z, alpha),
    "selu": F.selu,
    "celu": lambda z, alpha: F.celu(z, alpha),
    "gelu": F.gelu,
    "gelu_tanh": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "softplus": _softplus,
    "softsign": F.softsign,
    "tanhshrink": F.tanhshrink,
    "softshrink": lambda z, lambd: F.softshrink(z, lambd),
    "hardshrink": lambda z, lambd: F.hardshrink(z, lambd),
    "hardtanh": lambda z, min_val, max_val: F.hardtanh(z, min_val, max_val),
    "hardsigmoid": F.hardsigmoid,
    "hardswish": F.hardswish,
    "logsigmoid": F.logsigmoid,
    "threshold": lambda z, threshold, value: F.threshold(z, threshold, value),
    "softmax": lambda z: F.softmax(z, dim=-2),
    "softmin": lambda z: F.softmin(z, dim=-2),
    "log_softmax": lambda z: F.log_softmax(z, dim=-2),
}

COSTS: Table = {
    "quadratic": lambda a, y: F.mse_loss(a, y, reduction="sum") / 2,
    "cross-entropy": lambda a, y: F.binary_cross_entropy(a, y, reduction="sum"),
    "categorical-cross-entropy": lambda a, y: -(y * torch.log(a)).sum(),
    "cross-entropy-with-logits": lambda a, y: F.binary_cross_entropy_with_logits(a, y, reduction="sum"),
    "categorical-cross-entropy-with-logits": lambda a, y: F.cross_entropy(a.mT, y.mT, reduction="sum"),
}

KINKS: dict[str, Any] = {
    "relu": {0.0: 0.0},
    "relu6": {0.0: 0.0, 6.0: 0.0},
    "leaky_relu": lambda slope: {0.0: slope},
    "prelu": lambda slope: {0.0: slope},
    "rrelu": lambda lower, upper: {0.0: (lower + upper) / 2},
    "elu": lambda alpha: {0.0: alpha},
    "softshrink": lambda lambd: {lambd: 0.0, -lambd: 0.0},
    "hardshrink": lambda lambd: {lambd: 0.0, -lambd: 0.0},
    "hardtanh": lambda min_val, max_val: {min_val: 0.0, max_val: 0.0},
    "hardsigmoid": {-3.0: 0.0, 3.0: 0.0},
    "hardswish": {-3.0: 0.0, 3.0: 1.0},
    "threshold": lambda threshold, value: {threshold: 0.0},
}


class Namespace:
    """The namespace in which our formulas run on tensors."""

    name = "torch"
    pi = math.pi
    exp, expm1, log, log1p = torch.exp, torch.expm1, torch.log, torch.log1p
    tanh, erf, erfc, where = torch.tanh, torch.special.erf, torch.special.erfc, torch.where

    @staticmethod
    def sqrt(x: Any) -> Any:
        """√x; of a Python number a Python number, which promotes no tensor."""
        return torch.sqrt(x) if isinstance(x, Tensor) else math.sqrt(x)

    @staticmethod
    def maximum(x: Any, y: Any) -> Tensor:
        """The larger of two, of which one may be a number."""
        return torch.maximum(*_tensors(x, y))

    @staticmethod
    def minimum(x: Any, y: Any) -> Tensor:
        """The smaller of two, of which one may be a number."""
        return torch.minimum(*_tensors(x, y))

    @staticmethod
    def max(z: Tensor, axis: int) -> Tensor:
        """The largest entry along an axis: a shift, through which no derivative is taken."""
        return z.detach().amax(dim=axis, keepdim=True)

    @staticmethod
    def like(value: Any, z: Tensor) -> Tensor:
        """`value`, a number or a tensor, in the shape of `z`."""
        return torch.as_tensor(value, dtype=z.dtype, device=z.device).expand(z.shape)


def _tensors(x: Any, y: Any) -> tuple[Tensor, Tensor]:
    like = x if isinstance(x, Tensor) else y
    return tuple(torch.as_tensor(part, dtype=like.dtype, device=like.device) for part in (x, y))
