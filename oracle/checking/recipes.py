"""Arguments that are made where the function is: a module of layers of PyTorch's, and tensors or JAX's arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NamedTuple

from nablacheck.oracle.checking.plain_values import each_array
from nablacheck.reference.activations import Activation
from nablacheck.reference.errors import optional
from nablacheck.reference.quoting import SaysItself, handed


class Handed(NamedTuple):
    """A library whose arrays are handed over: what they are called, several, one and all of its things, and what makes them."""

    several: str
    one: str
    things: str
    module: str


HANDED: Mapping[str, Handed] = {
    "torch": Handed("tensors", "a tensor", "modules and tensors of PyTorch", "torch_handed"),
    "jax": Handed("arrays of JAX", "an array of JAX", "arrays of JAX", "jax_handed"),
}
"""The libraries, by the name of the module that is imported, and of its extra."""
Layers = Sequence[Any]
"""Weights or biases, layer by layer; None where there is none."""


def _made_with(library: str, module: str) -> Any:
    """A module of the adapters that imports a library; MissingFramework where that is not there."""
    with optional(library, who=f"handing over {HANDED[library].things} needs {{}}", install=f"'nablacheck[{library}]'"):
        return import_module(f"nablacheck.adapters.{module}")


@dataclass(frozen=True)
class ModuleOf(SaysItself):
    """A torch.nn.Sequential of linear layers and of activations."""

    w: Layers
    b: Layers
    activations: tuple[Activation, ...]

    def made(self) -> Any:
        """The module."""
        activated = _made_with("torch", "torch_modules").activated
        return _made_with("torch", "torch_handed").sequential(self.w, self.b, map(activated, self.activations))

    def __repr__(self) -> str:
        return f"torch.nn.Sequential with weights {' '.join(str(w.shape) for w in self.w)}"

    def parameters(self) -> list[Any]:
        """The arrays, in the order in which the module has its parameters."""
        return [part for layer in zip(self.w, self.b, strict=True) for part in layer if part is not None]


@dataclass(frozen=True)
class TensorsOf(SaysItself):
    """Arrays, in whatever holds them, as those of a library; tensors that are `trained` have requires_grad."""

    held: Any
    trained: bool
    library: str = "torch"

    def made(self) -> Any:
        """The tensors, held as the arrays are."""
        tensor = _made_with(self.library, HANDED[self.library].module).tensor
        return each_array(self.held, lambda array: tensor(array, self.trained))

    def __repr__(self) -> str:
        of = HANDED[self.library]
        return f"{of.several if isinstance(self.held, list | tuple | dict) else of.one} {handed(self.held)}"


@dataclass(frozen=True)
class Spread(SaysItself):
    """Parts that are handed over as arguments of their own."""

    parts: list[Any]

    def __repr__(self) -> str:
        return handed(self.parts)


def spread(arguments: Sequence[Any]) -> list[Any]:
    """The arguments of a call, those that are spread each by itself."""
    return [part for argument in arguments for part in (argument.parts if isinstance(argument, Spread) else [argument])]


def gathered(arguments: Sequence[Any], as_before: Sequence[Any]) -> list[Any]:
    """Arguments after a call, in which what was spread is together again."""
    left = iter(arguments)
    return [[next(left) for _ in one.parts] if isinstance(one, Spread) else next(left) for one in as_before]
