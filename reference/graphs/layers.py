"""What a graph is made of: layers, and the edges by which they read earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nablacheck.reference.activations import ACTIVATIONS, Activation, activation
from nablacheck.reference.activations.normalizers import NORMALIZERS
from nablacheck.reference.links import Link, Shape


@dataclass(frozen=True)
class Edge:
    """A layer reads `layer` by a link; its weight is the name of a parameter, the number of a layer, or nothing."""

    layer: int
    link: Link
    weight: str | int | None = None

    @property
    def layers(self) -> tuple[int, ...]:
        """The layers that are read."""
        return (self.layer, self.weight) if isinstance(self.weight, int) else (self.layer,)

    def __str__(self) -> str:
        weight = f"layer {self.weight} and " if isinstance(self.weight, int) else f"{self.weight} and " if self.weight else ""
        return f"{self.link.name} of {weight}layer {self.layer}"


@dataclass(frozen=True)
class Layer:
    """An activation, an entry or its name, of the sum of some edges and of a bias, the name of a parameter or nothing."""

    activation: Activation | str
    edges: Sequence[Edge]
    bias: str | None = None

    def __str__(self) -> str:
        sigma = self.activation if isinstance(self.activation, str) else self.activation.name
        return f"{sigma}({' + '.join([*map(str, self.edges), *([self.bias] if self.bias else [])])})"

    def with_entry(self) -> Layer:
        """The layer with the entry of its activation; InputError for a name that no entry has."""
        entry = self.activation
        entry = ACTIVATIONS.admitted(entry) if isinstance(entry, Activation) else _named(entry)
        return Layer(entry, tuple(self.edges), self.bias)


def _named(name: str) -> Activation:
    """The entry of a name; those of graphs alone stand in a registry of their own."""
    return NORMALIZERS[name] if name in NORMALIZERS else activation(name)


def size(shape: Shape) -> str:
    """n neurons, at p positions where there are more than one."""
    return f"{shape[0]}" if shape[1] == 1 else f"{shape[0]} at {shape[1]} positions"
