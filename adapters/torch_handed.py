"""What is handed to code that is written for PyTorch: tensors, and a torch.nn.Sequential of weights and biases that are given.

It imports nothing of this library, and so runs without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import zip_longest
from typing import Any

import numpy as np
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


def tensors(held: Any, trained: bool) -> Any:
    """Copies of arrays as tensors, in lists, dictionaries and objects as these are; `trained` ones have requires_grad."""
    if isinstance(held, np.ndarray):
        tensor = torch.from_numpy(held.copy())
        return tensor.requires_grad_(trained and tensor.is_floating_point())
    if isinstance(held, list | tuple):
        return type(held)(tensors(part, trained) for part in held)
    if isinstance(held, dict):
        return {key: tensors(part, trained) for key, part in held.items()}
    if is_dataclass(held) and not isinstance(held, type):
        return replace(held, **{one.name: tensors(getattr(held, one.name), trained) for one in fields(held)})
    return held


def _module(activation: Any) -> nn.Module:
    if isinstance(activation, nn.Module):
        return activation
    name, arguments = activation
    kind: type[nn.Module] = getattr(nn, name)
    held: Mapping[str, Any] = arguments
    return kind(**held)
