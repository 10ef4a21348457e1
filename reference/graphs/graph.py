"""Layers joined by links, in an order in which each reads earlier ones: the chain of the book is one of them.

Layer 1 is the input and layer L the output, as in the book; a layer adds up its links and its bias, and has an activation:

    z^l = Σ_k B_lk(w_lk, a^k) + b^l    a^l = σ_l(z^l)

Parameters go by name, so that several links may share one, and so may several layers share a bias.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from nablacheck.reference import costs
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Array
from nablacheck.reference.checked_arrays import checked_array
from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.errors import InputError
from nablacheck.reference.graphs.graph_checks import check_order, check_parameters, check_parts, shapes_of
from nablacheck.reference.graphs.layers import Edge, Layer, size
from nablacheck.reference.links import Dense, Shape
from nablacheck.reference.network import Network
from nablacheck.reference.parameters import flattened, parted

Uses = Mapping[str, tuple[tuple[int, Edge], ...]]


@dataclass(frozen=True, eq=False)
class Graph:
    """Layers 2, …, L by their number, parameters by their name, and the cost; `inputs` is the shape of layer 1.

    A weight is (…, rows, columns) as its link has it, a bias (…, n_l, 1), or (…, n_l, p_l), one for each position. From these
    follow `shapes`, the neurons and positions of each layer, `activations`, `readers`, the edges that read each layer with the
    layers that they belong to, likewise `users`, the edges that have each weight, and `biases`, the layers that have each bias.
    InputError for a circle, a layer that nobody reads, and shapes that do not fit a link.
    """

    inputs: Shape
    layers: Mapping[int, Layer]
    parameters: Mapping[str, Array]
    cost: Cost

    shapes: Mapping[int, Shape]
    activations: Mapping[int, Activation]
    readers: Mapping[int, tuple[tuple[int, Edge], ...]]
    users: Uses
    biases: Mapping[str, tuple[int, ...]]

    def __init__(
        self, inputs: Shape | int, layers: Mapping[int, Layer], parameters: Mapping[str, Array], cost: Cost | str
    ) -> None:
        check_parts(layers, parameters)
        own = {l: layers[l].with_entry() for l in sorted(layers)}
        arrays = {name: checked_array(name, array) for name, array in parameters.items()}
        check_order(own)
        check_parameters(own, arrays)
        edges = [(l, edge) for l, layer in own.items() for edge in layer.edges]
        shape = inputs if isinstance(inputs, tuple) else (inputs, 1)
        biases = {name: tuple(l for l, layer in own.items() if layer.bias == name) for name in arrays}
        fields = {
            "inputs": shape,
            "layers": own,
            "parameters": arrays,
            "cost": COSTS.admitted(cost) if isinstance(cost, Cost) else costs.cost(cost),
            "shapes": shapes_of(shape, own, arrays),
            "activations": {l: layer.activation for l, layer in own.items()},
            "readers": {k: tuple((l, edge) for l, edge in edges if k in edge.layers) for k in (1, *own)},
            "users": {name: tuple(at for at in edges if at[1].weight == name) for name in arrays if not biases[name]},
            "biases": {name: layers for name, layers in biases.items() if layers},
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)  # the class is frozen
        self._check_outputs()

    def _check_outputs(self) -> None:
        (low, high), outputs = self.activations[self.L].range, self.cost.outputs
        if not outputs[0] <= low <= high <= outputs[1]:
            raise InputError(
                f"cost {self.cost.name!r} needs outputs between {outputs[0]:g} and {outputs[1]:g}, but activation "
                f"{self.activations[self.L].name!r} gives {low:g} to {high:g}: choose another of the two."
            )

    @staticmethod
    def of(network: Network) -> Graph:
        """The chain of the book, as a graph."""
        layers = {l: Layer(network.activations[l], [Edge(l - 1, Dense(), f"w{l}")], f"b{l}") for l in network.w}
        return Graph(network.widths[1], layers, network.parameters, network.cost)

    @property
    def L(self) -> int:
        """The number of layers, the input included."""
        return len(self.layers) + 1

    @property
    def widths(self) -> dict[int, int]:
        """The neurons of each layer."""
        return {l: n for l, (n, _) in self.shapes.items()}

    @property
    def w(self) -> dict[str, Array]:
        """The weights by name."""
        return {name: self.parameters[name] for name in self.users}

    @property
    def b(self) -> dict[str, Array]:
        """The biases by name."""
        return {name: self.parameters[name] for name in self.biases}

    @property
    def count(self) -> int:
        """P, the number of weights and biases."""
        return sum(math.prod(array.shape[-2:]) for array in self.parameters.values())

    @property
    def vector(self) -> Array:
        """The parameters as one vector (…, P)."""
        return flattened(self.parameters)

    def split(self, vector: Array) -> dict[str, Array]:
        """A vector (…, P), of parameters or of what belongs to each of them, as arrays by name; InputError for another P."""
        return parted(vector, {name: array.shape[-2:] for name, array in self.parameters.items()})

    def with_parameters(self, parameters: Mapping[str, Array]) -> Graph:
        """The graph with other numbers, by name."""
        return Graph(self.inputs, self.layers, parameters, self.cost)

    def with_entries(self, activations: Mapping[int, Activation], cost: Cost) -> Graph:
        """The graph with other activations and another cost."""
        layers = {l: replace(layer, activation=activations[l]) for l, layer in self.layers.items()}
        return Graph(self.inputs, layers, self.parameters, cost)

    def with_edge(self, l: int, old: Edge, new: Edge) -> Graph:
        """The graph in which layer l has another edge in place of one of its own."""
        edges = [new if edge is old else edge for edge in self.layers[l].edges]
        layers = {**self.layers, l: replace(self.layers[l], edges=edges)}
        return Graph(self.inputs, layers, self.parameters, self.cost)

    @property
    def lines(self) -> list[str]:
        """What each layer is, a line each."""
        return [f"layer {l}, {size(self.shapes[l])}: {layer}" for l, layer in self.layers.items()]

    def __str__(self) -> str:
        kinds = dict.fromkeys(edge.link.name for layer in self.layers.values() for edge in layer.edges)
        return (
            f"a graph of {self.L} layers, {size(self.inputs)} to {size(self.shapes[self.L])}, with {', '.join(kinds)}, "
            f"{self.cost.name} cost"
        )
