"""Networks, problems and what is computed from them; shapes, dtypes and finiteness are checked here, once.

Layers are numbered as in the book: layer 1 is the input; w^l, b^l, z^l and δ^l exist for l = 2, …, L. Arrays may carry
leading axes, the draws of the numbers for one architecture; `…` below stands for them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self, TypeVar

import numpy as np

from nablacheck.reference import costs
from nablacheck.reference.activations import ACTIVATIONS, Activation, activation
from nablacheck.reference.arithmetic import Array
from nablacheck.reference.checked_arrays import (
    as_array,
    check_no_mask,
    check_returned,
    check_same_dtype,
    check_scale,
    checked_array,
)
from nablacheck.reference.costs import COSTS, Cost, Domain
from nablacheck.reference.errors import InputError, a_kind
from nablacheck.reference.parameters import Layers, flattened, in_brackets, layered, named, parted


@dataclass(frozen=True, eq=False)
class Network:
    """Weights, biases, an activation per layer, and the cost.

    `w[l]` is (…, n_l, n_{l-1}), `b[l]` is (…, n_l, 1), `activations[l]` an entry or its name, all for l = 2, …, L; `cost`
    is an entry or its name. An entry that was not registered is audited here, once. InputError where they do not fit together.
    """

    w: Layers
    b: Layers
    activations: Mapping[int, Activation]
    cost: Cost

    def __init__(
        self,
        w: Layers,
        b: Layers,
        activations: Mapping[int, Activation | str],
        cost: Cost | str,
    ) -> None:
        for name, given in (("w", w), ("b", b), ("activations", activations)):
            if not isinstance(given, Mapping):
                raise InputError(
                    f"{name} is {a_kind(given)}; it must map the layers 2, …, L to what each has, as "
                    f"dict(enumerate({name}, start=2))."
                )
        fields = {
            "w": {l: checked_array(f"w[{l}]", w[l]) for l in sorted(w)},
            "b": {l: checked_array(f"b[{l}]", b[l]) for l in sorted(b)},
            "activations": {l: _activation(activations[l]) for l in sorted(activations)},
            "cost": COSTS.admitted(cost) if isinstance(cost, Cost) else costs.cost(cost),
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)  # the class is frozen
        self._check()

    def _check(self) -> None:
        layers = list(range(2, len(self.w) + 2))
        for name, mapping in (("w", self.w), ("b", self.b), ("activations", self.activations)):
            if not layers or list(mapping) != layers:
                allowed = f"2, …, {layers[-1]}" if layers else "2, …, L"
                raise InputError(
                    f"{name} has the layers {list(mapping)}; allowed are {allowed} without gaps, as many in w as in b and "
                    f"activations (layer 1 is the input)."
                )
        for l in layers:
            self._check_layer(l)
        check_same_dtype({"w[2]": self.w[2], **{in_brackets(name): array for name, array in self.parameters.items()}})
        low, high = self.activations[layers[-1]].range
        if not self.cost.outputs[0] <= low <= high <= self.cost.outputs[1]:
            raise InputError(
                f"cost {self.cost.name!r} needs outputs in {_interval(self.cost.outputs)}, but activation "
                f"{self.activations[layers[-1]].name!r} gives {_interval((low, high))}: choose another of the two."
            )

    def _check_layer(self, l: int) -> None:
        *draws, rows, columns = self.w[l].shape
        if rows < 1 or columns < 1:
            raise InputError(f"w[{l}] has shape {self.w[l].shape}; every layer must have at least one neuron.")
        if l > 2 and columns != self.widths[l - 1]:
            raise InputError(
                f"w[{l}] has shape {self.w[l].shape} but layer {l - 1} has {self.widths[l - 1]} neurons; "
                f"w[{l}] must be (n_{l}, {self.widths[l - 1]})."
            )
        if self.b[l].shape != (*draws, rows, 1):
            raise InputError(f"b[{l}] has shape {self.b[l].shape}; beside w[{l}] it must be {(*draws, rows, 1)}.")

    @property
    def L(self) -> int:
        """The number of layers, the input included."""
        return len(self.w) + 1

    @property
    def widths(self) -> dict[int, int]:
        """n_l for l = 1, …, L."""
        return {1: self.w[2].shape[-1], **{l: w.shape[-2] for l, w in self.w.items()}}

    @property
    def parameters(self) -> dict[str, Array]:
        """Every weight and bias by name: b2, …, bL, then w2, …, wL, the order in which a vector holds them, row by row."""
        return named(self.w, self.b)

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

    def with_parameters(self, parameters: Mapping[str, Array]) -> Network:
        """The network with other numbers, by name."""
        w, b = layered(parameters)
        return Network(w, b, self.activations, self.cost)

    def moved(self, move: Callable[[Array], Array]) -> Network:
        """The network with its arrays as `move` copies, picks or arranges them anew: what was checked is not checked again."""
        w, b = ({l: move(array) for l, array in layers.items()} for layers in (self.w, self.b))
        return _again(self, w=w, b=b)

    def with_entries(self, activations: Mapping[int, Activation], cost: Cost) -> Network:
        """The network with other activations and another cost."""
        return Network(self.w, self.b, activations, cost)

    def __str__(self) -> str:
        sizes = "-".join(str(n) for n in self.widths.values())
        sigmas = " → ".join(entry.name for entry in self.activations.values())
        return f"{sizes}, {sigmas}, {self.cost.name} cost"


T = TypeVar("T")


def _again(of: T, **fields: Any) -> T:
    """The same with other `fields`, of which it is known that they fit."""
    new = object.__new__(type(of))
    new.__dict__.update({**of.__dict__, **fields})
    return new


def _activation(entry: Activation | str) -> Activation:
    return ACTIVATIONS.admitted(entry) if isinstance(entry, Activation) else activation(entry)


def _column(y: Array, where: tuple[int, ...]) -> str:
    """The targets of the example in which an entry stands."""
    return "[" + ", ".join(f"{number:g}" for number in y[(*where[:-2], slice(None), where[-1])]) + "]"


def _interval(domain: Domain) -> str:
    left = "(-∞" if domain[0] == -math.inf else f"[{domain[0]:g}"
    right = "∞)" if domain[1] == math.inf else f"{domain[1]:g}]"
    return f"{left}, {right}"


@dataclass(frozen=True, eq=False)
class Problem:
    """A network with a batch of examples: x is (…, n_1, m), y is (…, n_L, m), and C = scale · (1/m) Σ_x C_x.

    With `weights_of_examples` s, (1, m), each C_x counts s_x times; `masks[l]`, (n_l, m), multiplies σ(z^l), as dropout does.
    `origin` says where the numbers come from, for messages. InputError where the parts do not fit together.
    """

    give: ClassVar[str] = "a Problem, as in Problem(network, x, y)"
    network: Network
    x: Array
    y: Array
    scale: float = 1.0
    origin: str = field(default="", compare=False)
    weights_of_examples: Array = None
    masks: Layers = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.network, Network):
            raise InputError(f"the network of a problem is {a_kind(self.network)}; give a Network.")
        object.__setattr__(self, "x", checked_array("x", self.x))
        object.__setattr__(self, "y", checked_array("y", self.y))
        widths, L = self.network.widths, self.network.L
        m = self.batch
        if m < 1:
            raise InputError(f"x has shape {self.x.shape}, a batch of 0 examples; at least one column is needed.")
        for name, array, l in (("x", self.x, 1), ("y", self.y, L)):
            allowed = (*self.network.w[2].shape[:-2], widths[l], m)
            if array.shape != allowed:
                raise InputError(
                    f"{name} has shape {array.shape}; beside this network and a batch of {m} it must be {allowed}."
                )
        check_same_dtype({"w[2]": self.network.w[2], "x": self.x, "y": self.y})
        low, high = self.network.cost.targets
        outside = np.argwhere((self.y < low) | (self.y > high))
        if outside.size:
            where = tuple(int(i) for i in outside[0])
            raise InputError(
                f"y{list(where)} is {self.y[where]:g}; cost {self.network.cost.name!r} allows "
                f"targets in {_interval(self.network.cost.targets)}."
            )
        self._check_kind()
        self._check_what_multiplies()
        check_scale(self.scale)

    def _check_what_multiplies(self) -> None:
        widths, m = self.network.widths, self.batch
        if not isinstance(self.masks, Mapping):
            raise InputError(f"the masks are {a_kind(self.masks)}; give a mapping from layers to arrays.")
        for l in self.masks:
            if l not in self.network.w:
                raise InputError(f"masks[{l}] belongs to no layer with an activation; there are {list(self.network.w)}.")
        given = {f"masks[{l}]": (mask, (widths[l], m)) for l, mask in self.masks.items()}
        if self.weights_of_examples is not None:
            given["weights_of_examples"] = self.weights_of_examples, (1, m)
        for name, (array, allowed) in given.items():
            check_no_mask(name, array)
            shape = as_array(f"{name} came", array).shape
            if shape != allowed:
                raise InputError(f"{name} has shape {shape}; beside this network and a batch of {m} it must be {allowed}.")

    def _check_kind(self) -> None:
        cost = self.network.cost
        wrong = np.argwhere(~cost.kind.allows(self.y)) if cost.kind else np.empty(0)
        if wrong.size:
            where = tuple(int(i) for i in wrong[0])
            raise InputError(
                f"y{list(where)} is {self.y[where]:g} in the column {_column(self.y, where)}; cost {cost.name!r} allows "
                f"{cost.kind.says}."  # type: ignore[union-attr]
            )

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of every array of the problem."""
        return self.x.dtype  # type: ignore[no-any-return]

    @property
    def batch(self) -> int:
        """m, the number of examples."""
        return self.x.shape[-1]  # type: ignore[no-any-return]

    @property
    def arrays(self) -> dict[str, Array]:
        """Every array by its name in messages: b[2], …, w[L], x, y."""
        parameters = {in_brackets(name): array for name, array in self.network.parameters.items()}
        return {**parameters, "x": self.x, "y": self.y}

    def map(self, change: Callable[[Array], Array]) -> Problem:
        """The problem with `change` applied to each of its arrays."""
        parameters = {name: change(array) for name, array in self.network.parameters.items()}
        return replace(self, network=self.network.with_parameters(parameters), x=change(self.x), y=change(self.y))

    def moved(self, move: Callable[[Array], Array]) -> Problem:
        """The problem with its arrays as `move` copies, picks or arranges them anew: what was checked is not checked again."""
        return _again(self, network=self.network.moved(move), x=move(self.x), y=move(self.y))

    def draws(self) -> Iterator[Problem]:
        """The problems along the first leading axis, or this one where there is none."""
        if self.x.ndim == 2:
            yield self
        for d in range(self.x.shape[0] if self.x.ndim > 2 else 0):
            yield self.draw(d)

    def draw(self, d: int) -> Problem:
        """Draw number d of the numbers, along the first leading axis."""
        origin = f"{self.origin}, draw {d}" if self.origin else f"draw {d}"
        return _again(self.moved(lambda array: array[d]), origin=origin)

    def columns(self, index: Any) -> Problem:
        """The problem with the examples of these columns alone; `index` is a slice or integers."""
        weights = self.weights_of_examples
        return replace(
            self,
            x=self.x[..., index],
            y=self.y[..., index],
            weights_of_examples=None if weights is None else weights[..., index],
            masks={l: mask[..., index] for l, mask in self.masks.items()},
        )

    def examples(self) -> Iterator[Problem]:
        """Each example of the batch as a problem of its own."""
        for column in range(self.batch):
            yield replace(self.columns(slice(column, column + 1)), origin=f"{self.origin}, example {column}")

    def __str__(self) -> str:
        return in_a_line(self)


def in_a_line(problem: Any) -> str:
    """The network, the scale of the cost, the batch, the dtype and the origin of a problem, of a graph too."""
    scale = "" if problem.scale == 1 else f" × {problem.scale:g}"
    origin = f", {problem.origin}" if problem.origin else ""
    return f"{problem.network}{scale}, batch {problem.batch}, {problem.dtype}{origin}"


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
