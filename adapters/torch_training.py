"""PyTorch's optimizers: torch.optim.SGD, with and without momentum, and torch.optim.Adam."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from nablacheck.adapters.trainers import Array, Name, Step, Trainer
from nablacheck.reference.errors import unknown
from nablacheck.reference.rules import Letters, Rule

OPTIMIZERS: dict[str, Callable[[list[Tensor], Mapping[str, float]], Any]] = {
    "sgd": lambda tensors, c: torch.optim.SGD(tensors, lr=c["eta"]),
    "momentum": lambda tensors, c: torch.optim.SGD(tensors, lr=c["eta"], momentum=c["mu"]),
    "adam": lambda tensors, c: torch.optim.Adam(tensors, lr=c["eta"], betas=(c["beta_1"], c["beta_2"]), eps=c["epsilon"]),
}
STATE: dict[str, dict[str, str]] = {
    "sgd": {},
    "momentum": {"v": "momentum_buffer"},
    "adam": {"m": "exp_avg", "v": "exp_avg_sq"},
}
"""Where an optimizer keeps the letters of its rule."""


def start(rule: Rule, parameters: Mapping[Name, Array]) -> Step:
    """The step function of PyTorch's optimizer for the rule, on copies of the parameters."""
    if rule.name not in OPTIMIZERS:
        raise unknown("rule of the torch adapter", rule.name, OPTIMIZERS)
    tensors = {name: torch.from_numpy(array.copy()).requires_grad_() for name, array in parameters.items()}
    optimizer = OPTIMIZERS[rule.name](list(tensors.values()), rule.constants)

    def letters(tensor: Tensor) -> Letters:
        kept = {letter: optimizer.state[tensor][key].numpy().copy() for letter, key in STATE[rule.name].items()}
        return {"w": tensor.detach().numpy().copy(), **kept}

    def step(nabla: Mapping[Name, Array]) -> Mapping[Name, Letters]:
        for name, tensor in tensors.items():
            tensor.grad = torch.from_numpy(nabla[name].copy())
        optimizer.step()
        return {name: letters(tensor) for name, tensor in tensors.items()}

    return step


TRAINER = Trainer("torch.optim", start)
