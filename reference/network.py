"""Networks; the shapes, dtypes and finiteness of their arrays are checked here, once.

Layers are numbered as in the book: layer 1 is the input; w^l, b^l, z^l and δ^l exist for l = 2, …, L. Arrays may carry
leading axes, the draws of the numbers for one architecture; `…` below stands for them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nablacheck.reference import costs
from nablacheck.reference.activations import ACTIVATIONS, Activation, activation
from nablacheck.reference.arithmetic import Array
from nablacheck.reference.checked_arrays import check_same_dtype, checked_array, interval, unchecked
from nablacheck.reference.costs import COSTS, Cost
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
                f"cost {self.cost.name!r} needs outputs in {interval(self.cost.outputs)}, but activation "
                f"{self.activations[layers[-1]].name!r} gives {interval((low, high))}: choose another of the two."
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
        return unchecked(self, w=w, b=b)

    def with_entries(self, activations: Mapping[int, Activation], cost: Cost) -> Network:
        """The network with other activations and another cost."""
        return Network(self.w, self.b, activations, cost)

    def __str__(self) -> str:
        sizes = "-".join(str(n) for n in self.widths.values())
        sigmas = " → ".join(entry.name for entry in self.activations.values())
        return f"{sizes}, {sigmas}, {self.cost.name} cost"


def _activation(entry: Activation | str) -> Activation:
    return ACTIVATIONS.admitted(entry) if isinstance(entry, Activation) else activation(entry)
