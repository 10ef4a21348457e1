"""The contract between a training run and the frameworks' own optimizers: one module per framework, as for gradients.

A parameter goes by its *name*, as in `Network.parameters`: w2, b3. An optimizer is started on a rule and the parameters, keeps
them and the letters of its rule as the framework does, and hands out copies after each step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from nablacheck.adapters.contract import Adapter
from nablacheck.adapters.registered import load
from nablacheck.reference.errors import unknown
from nablacheck.reference.rules import Letters, Rule

Array = Any
Name = str
Step = Callable[[Mapping[Name, Array]], Mapping[Name, Letters]]
"""From the slope of each parameter to its letters after the step: w, and what the rule keeps."""


@dataclass(frozen=True)
class Trainer:
    """A framework's optimizer: `start(rule, parameters)` gives the function that takes a step; `says` is what it runs."""

    says: str
    start: Callable[[Rule, Mapping[Name, Array]], Step]


_PLACES = {
    "torch": ("torch", "torch_training"),
    "jax": ("jax", "jax_training"),
    "torch-foreach": ("torch", "torch_training"),
    "torch-fused": ("torch", "torch_training"),
}
"""The adapter that gives the gradients, and the module that has the optimizer in its `TRAINERS`."""
BY_DEFAULT = ("torch", "jax")


def trainers() -> tuple[str, ...]:
    """The names of what can train."""
    return tuple(_PLACES)


def trainer(name: str) -> tuple[Adapter, Trainer]:
    """What gives the gradients, and the optimizer; InputError for an unknown name, MissingFramework without its framework."""
    if name not in _PLACES:
        raise unknown("adapter that can train", name, _PLACES)
    adapter, module = _PLACES[name]
    loaded = load(adapter)  # says what to type where the framework is missing
    made: Trainer = import_module(f"nablacheck.adapters.{module}").TRAINERS[name]
    return loaded, made
