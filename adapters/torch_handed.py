"""What is handed to code that is written for PyTorch: tensors, and a torch.nn.Sequential of weights and biases that are given.

It imports nothing of this library, and so runs without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import torch
from torch import nn


def sequential(w: Sequence[Any], b: Sequence[Any], activations: Iterable[Any] = ()) -> nn.Sequential:
    """The torch.nn.Sequential of these weights (out, in) and biases (n,) or None, each with its activation, if any.

    An activation is a module, or the name of its class in torch.nn with its arguments.
    """
    layers: list[nn.Module] = []
    for weights, biases, activation in zip_longest(w, b, activations):
        dtype, sizes = torch.from_numpy(weights).dtype, reversed(weights.shape)
        layer = nn.utils.skip_init(nn.Linear, *sizes, bias=biases is not None, dtype=dtype)  # which draws no numbers
        held = {name: torch.from_numpy(part) for name, part in (("weight", weights), ("bias", biases)) if part is not None}
        layer.load_state_dict(held)
        layers += [layer] if activation is None else [layer, _module(activation)]
    return nn.Sequential(*layers)


def tensor(array: Any, trained: bool) -> Any:
    """A copy of an array as a tensor; a `trained` one has requires_grad."""
    made = torch.from_numpy(array.copy())
    return made.requires_grad_(trained and made.is_floating_point())


def _module(activation: Any) -> nn.Module:
    if isinstance(activation, nn.Module):
        return activation
    name, arguments = activation
    kind: type[nn.Module] = getattr(nn, name)
    held: Mapping[str, Any] = arguments
    return kind(**held)
