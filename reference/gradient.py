"""What is computed from a problem: its gradient, and the trace that leads to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.checked_arrays import check_returned
from nablacheck.reference.errors import InputError
from nablacheck.reference.network import Network
from nablacheck.reference.parameters import Layers, flattened, layered, named
from nablacheck.reference.problem import Problem


@dataclass(frozen=True, eq=False)
class Gradient:
    """∂C/∂b^l in `nabla_b[l]` (…, n_l, 1) and ∂C/∂w^l in `nabla_w[l]` (…, n_l, n_{l-1}); C itself, or None."""

    give: ClassVar[str] = "a Gradient, as in Gradient(nabla_b, nabla_w)"
    nabla_b: Layers
    nabla_w: Layers
    cost: Array = None

    @staticmethod
    def of(slopes: Mapping[str, Array], cost: Array = None) -> Gradient:
        """The gradient of the slopes by the name of their parameter."""
        nabla_w, nabla_b = layered(slopes)
        return Gradient(nabla_b, nabla_w, cost)

    @property
    def slopes(self) -> dict[str, Array]:
        """∂C/∂b2, …, ∂C/∂wL by the name of the parameter, in the order of `Network.parameters`."""
        return named(self.nabla_w, self.nabla_b)

    @property
    def vector(self) -> Array:
        """The slopes as one vector (…, P)."""
        return flattened(self.slopes)

    @property
    def letters(self) -> dict[str, Layers]:
        """The arrays by the name of their letter."""
        return {"nabla_b": self.nabla_b, "nabla_w": self.nabla_w}

    def map(self, change: Callable[[Array], Array]) -> Self:
        """The same with `change` applied to each of its arrays, and to C where it is there."""
        changed: dict[str, Any] = {name: {l: change(part) for l, part in parts.items()} for name, parts in self.letters.items()}
        return replace(self, **changed, cost=None if self.cost is None else change(self.cost))

    def check(self, problem: Problem) -> None:
        """InputError unless the layers are those of the problem, and every array is of real floats in the shape for it."""
        n, m, draws = problem.network.widths, problem.batch, problem.x.shape[:-2]
        for name, layers in self.letters.items():
            _check_layers(name, layers, problem.network)
            for l in sorted(layers):
                columns = {"nabla_b": 1, "nabla_w": n.get(l - 1, 0)}.get(name, m)
                check_returned(f"{name}[{l}]", layers[l], (*draws, n[l], columns))
        if self.cost is not None:
            check_returned("the cost", self.cost, draws)


@dataclass(frozen=True, eq=False)
class Trace(Gradient):
    """A gradient with what it was computed from: z^l, δ^l (…, n_l, m) for l ≥ 2 and a^l for l ≥ 1."""

    give: ClassVar[str] = "a Trace, as backprop(problem) is"
    z: Layers = field(default_factory=dict)
    a: Layers = field(default_factory=dict)
    delta: Layers = field(default_factory=dict)

    @property
    def letters(self) -> dict[str, Layers]:
        """The arrays by the name of their letter."""
        return {"z": self.z, "a": self.a, "delta": self.delta, **super().letters}

    @property
    def gradient(self) -> Gradient:
        """∇b, ∇w and C alone."""
        return Gradient(self.nabla_b, self.nabla_w, self.cost)


def _check_layers(name: str, layers: Any, network: Network) -> None:
    """InputError unless a letter that was returned has each layer of the network, and no other."""
    if not isinstance(layers, Mapping):
        raise InputError(f"returned {name} as {type(layers).__name__}; it must map the layers {list(network.w)} to arrays")
    for l in network.w:
        if l not in layers:
            raise InputError(f"returned {name} without layer {l}; it has the layers {list(layers)}")
    for l in layers:
        if l not in network.w and (name, l) != ("a", 1):
            raise InputError(f"returned {name} with layer {l}; the network has the layers {list(network.w)}")
