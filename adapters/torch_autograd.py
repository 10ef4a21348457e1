"""PyTorch, eager autograd: native functions, whose hand-written backward passes are what is checked."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from nablacheck.adapters import Adapter
from nablacheck.reference.errors import unknown
from nablacheck.reference.network import Gradient, Problem, Trace

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda z: z.clone(),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "softplus": F.softplus,
    "gelu": F.gelu,
    "silu": F.silu,
    "softmax": lambda z: F.softmax(z, dim=-2),
}

COSTS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "quadratic": lambda a, y: F.mse_loss(a, y, reduction="sum") / 2,
    "cross-entropy": lambda a, y: F.binary_cross_entropy(a, y, reduction="sum"),
    "categorical-cross-entropy": lambda a, y: -(y * torch.log(a)).sum(),
    "cross-entropy-with-logits": lambda a, y: F.binary_cross_entropy_with_logits(a, y, reduction="sum"),
    "categorical-cross-entropy-with-logits": lambda a, y: F.cross_entropy(a.mT, y.mT, reduction="sum"),
}

KINKS = {"relu": {0.0: 0.0}, "leaky_relu": {0.0: 0.01}}


def trace(problem: Problem) -> Trace:
    """z, a, δ = z.grad, ∇b and ∇w of one backward pass; arrays as in `Problem`."""
    network = problem.network
    w = {l: torch.from_numpy(network.w[l]).requires_grad_() for l in network.w}
    b = {l: torch.from_numpy(network.b[l]).requires_grad_() for l in network.b}
    z: dict[int, Tensor] = {}
    a = {1: torch.from_numpy(problem.x)}
    for l in range(2, network.L + 1):
        z[l] = w[l] @ a[l - 1] + b[l]
        z[l].retain_grad()
        a[l] = _native("activation", network.activations[l].name, ACTIVATIONS)(z[l])
    total = _native("cost", network.cost.name, COSTS)(a[network.L], torch.from_numpy(problem.y))
    cost = total * (problem.scale / problem.batch)
    cost.backward()
    return Trace(
        {l: _gradient(b[l]) for l in b},
        {l: _gradient(w[l]) for l in w},
        cost.detach().numpy(),
        z={l: z[l].detach().numpy() for l in z},
        a={l: a[l].detach().numpy() for l in a},
        delta={l: _gradient(z[l]) for l in z},
    )


def gradient(problem: Problem) -> Gradient:
    """∇b and ∇w alone."""
    full = trace(problem)
    return Gradient(full.nabla_b, full.nabla_w, full.cost)


def _native(kind: str, name: str, table: dict[str, Any]) -> Any:
    if name not in table:
        raise unknown(f"{kind} of the torch adapter", name, table)
    return table[name]


def _gradient(tensor: Tensor) -> np.ndarray[Any, Any]:
    assert tensor.grad is not None
    return np.asarray(tensor.grad)


ADAPTERS = {"torch": Adapter("torch", "torch", gradient, trace, kinks=KINKS)}
