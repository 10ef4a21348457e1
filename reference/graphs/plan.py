"""A graph in the making: layers are added one after the other, and parameters are drawn in the shapes that they need."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Array, precision
from nablacheck.reference.costs import Cost
from nablacheck.reference.draws import Bits, whole
from nablacheck.reference.errors import InputError, a_kind, check_handed_in, check_known
from nablacheck.reference.graphs.graph import Graph
from nablacheck.reference.graphs.graph_checks import check_edges, check_inputs, shape_of
from nablacheck.reference.graphs.layers import Edge, Layer
from nablacheck.reference.links import PARAMETER, Dense, Link, Shape, Skip
from nablacheck.reference.room import DRAWN, check_room

DRAWN_IN = ("float16", "float32", "float64")
"""What parameters may be in."""


class Shapes(dict[int, Shape]):
    """The shapes of the layers so far; InputError for one that is not there."""

    def __getitem__(self, l: int) -> Shape:
        if isinstance(l, bool) or not isinstance(l, int | np.integer) or l not in self:
            raise InputError(f"there is no layer {l!r} yet; there are 1, …, {len(self)}: a layer reads earlier ones.")
        return super().__getitem__(l)


class Plan:
    """Adds layers to a graph; each method that adds one gives its number. Weights have variance 1/columns, as in chapter 3."""

    def __init__(self, inputs: Shape | int, seed: int = 0, dtype: Any = np.float64) -> None:
        self.inputs = inputs if isinstance(inputs, tuple) else (inputs, 1)
        check_inputs(self.inputs)
        self.layers: dict[int, Layer] = {}
        self.parameters: dict[str, Array] = {}
        self.shapes = Shapes({1: self.inputs})
        name = precision(dtype).name
        check_known("dtype", name, DRAWN_IN)
        self._bits, self._dtype = Bits(seed), np.dtype(name)

    @property
    def next(self) -> int:
        """The number of the layer that is added next."""
        return len(self.layers) + 2

    def edge(self, link: Link, of: int, n: int = 0, weight: str | int | None = None) -> Edge:
        """An edge of the next layer to layer `of`; a parameter that is not there yet is drawn, for n neurons."""
        check_handed_in(link=(link, Link))
        if not (weight is None or isinstance(weight, str | int)):
            raise InputError(f"weight is {a_kind(weight)}; give the name of a parameter, the number of a layer, or nothing.")
        if link.weight != PARAMETER:
            return Edge(of, link, weight)
        name = str(weight) if weight else self._free(f"w{self.next}")
        if name not in self.parameters:
            self._draw(name, link.parameter(whole(n, f"n of layer {self.next}", least=0), self.shapes[of]))
        return Edge(of, link, name)

    def layer(self, activation: Activation | str, *edges: Edge, bias: bool | str = False, by_position: bool = False) -> int:
        """The next layer, of edges and with a bias of its own, a named one that others may share, or none.

        `by_position` draws a bias for each position, as an embedding of positions has it.
        """
        if not isinstance(bias, bool | str):
            raise InputError(f"bias is {a_kind(bias)}; give True, False, or the name of one that layers share.")
        l, name = self.next, bias if isinstance(bias, str) else f"b{self.next}" if bias else None
        check_edges(l, edges)
        layer = Layer(activation, edges, None).with_entry()
        self.shapes[l] = shape_of(l, layer, self.layers, self.parameters, self.shapes)
        if name and name not in self.parameters:
            self._draw(name, self.shapes[l] if by_position else (self.shapes[l][0], 1))
        self.layers[l] = Layer(layer.activation, layer.edges, name)
        return l

    def dense(self, of: int, n: int, activation: Activation | str = "identity", bias: bool = True) -> int:
        """The layer of the book, σ(w a + b), at every position."""
        whole(n, f"n of layer {self.next}", least=1)
        return self.layer(activation, self.edge(Dense(), of, n), bias=bias)

    def reads(self, of: int, link: Link, activation: Activation | str = "identity") -> int:
        """A layer that reads another through a link without a weight."""
        return self.layer(activation, Edge(of, link))

    def adds(self, *layers: int, activation: Activation | str = "identity") -> int:
        """The sum of layers, and an activation of it."""
        return self.layer(activation, *(Edge(l, Skip()) for l in layers))

    def graph(self, cost: Cost | str) -> Graph:
        """What was planned."""
        return Graph(self.inputs, self.layers, self.parameters, cost)

    def _free(self, name: str) -> str:
        """The name, or where the layer has it already that with the next letter of the alphabet behind it."""
        others = (f"{name}{chr(code)}" for code in range(ord("a"), ord("z") + 1))
        return name if name not in self.parameters else next(other for other in others if other not in self.parameters)

    def _draw(self, name: str, shape: Shape) -> None:
        check_room(name, math.prod(shape), "draw", DRAWN)
        self.parameters[name] = (self._bits.normal(shape) / math.sqrt(shape[1])).astype(self._dtype)
