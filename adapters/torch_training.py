"""PyTorch's optimizers: torch.optim.SGD, with and without momentum, and torch.optim.Adam, each in three implementations.

A loop over the parameters, one call for all of them (`foreach`) and one kernel for the whole step (`fused`) are different code,
and each has roundings of its own (torch.optim, "Algorithms").
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import torch
from torch import Tensor

from nablacheck.adapters.trainers import Array, Name, Step, Trainer
from nablacheck.reference.errors import unknown
from nablacheck.reference.rules import Letters, Rule

OPTIMIZERS: dict[str, tuple[type[torch.optim.Optimizer], Callable[[Mapping[str, float]], dict[str, Any]]]] = {
    "sgd": (torch.optim.SGD, lambda c: {"lr": c["eta"]}),
    "momentum": (torch.optim.SGD, lambda c: {"lr": c["eta"], "momentum": c["mu"]}),
    "adam": (torch.optim.Adam, lambda c: {"lr": c["eta"], "betas": (c["beta_1"], c["beta_2"]), "eps": c["epsilon"]}),
}
"""The optimizer of a rule, and what it takes."""
STATE: dict[str, dict[str, str]] = {
    "sgd": {},
    "momentum": {"v": "momentum_buffer"},
    "adam": {"m": "exp_avg", "v": "exp_avg_sq"},
}
"""Where an optimizer keeps the letters of its rule."""


def start(rule: Rule, parameters: Mapping[Name, Array], foreach: bool = False, fused: bool = False) -> Step:
    """The step function of PyTorch's optimizer for the rule, on copies of the parameters."""
    if rule.name not in OPTIMIZERS:
        raise unknown("rule of the torch adapter", rule.name, OPTIMIZERS)
    tensors = {name: torch.from_numpy(array.copy()).requires_grad_() for name, array in parameters.items()}
    kind, taken = OPTIMIZERS[rule.name]
    optimizer: Any = kind(list(tensors.values()), **taken(rule.constants), foreach=foreach, fused=fused)

    def letters(tensor: Tensor) -> Letters:
        kept = {letter: optimizer.state[tensor][key].numpy().copy() for letter, key in STATE[rule.name].items()}
        return {"w": tensor.detach().numpy().copy(), **kept}

    def step(nabla: Mapping[Name, Array]) -> Mapping[Name, Letters]:
        for name, tensor in tensors.items():
            tensor.grad = torch.from_numpy(nabla[name].copy())
        optimizer.step()
        return {name: letters(tensor) for name, tensor in tensors.items()}

    return step


TRAINERS = {
    "torch": Trainer("torch.optim", start),
    "torch-foreach": Trainer("torch.optim, foreach", partial(start, foreach=True)),
    "torch-fused": Trainer("torch.optim, fused", partial(start, fused=True)),
}
