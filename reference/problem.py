"""Problems, a network with a batch of examples; what is computed from must fit together, and is checked here, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.checked_arrays import (
    as_array,
    check_no_mask,
    check_same_dtype,
    check_scale,
    checked_array,
    interval,
    unchecked,
)
from nablacheck.reference.errors import InputError, a_kind
from nablacheck.reference.network import Network
from nablacheck.reference.parameters import Layers, in_brackets


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
                f"targets in {interval(self.network.cost.targets)}."
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
        return unchecked(self, network=self.network.moved(move), x=move(self.x), y=move(self.y))

    def draws(self) -> Iterator[Problem]:
        """The problems along the first leading axis, or this one where there is none."""
        if self.x.ndim == 2:
            yield self
        for d in range(self.x.shape[0] if self.x.ndim > 2 else 0):
            yield self.draw(d)

    def draw(self, d: int) -> Problem:
        """Draw number d of the numbers, along the first leading axis."""
        origin = f"{self.origin}, draw {d}" if self.origin else f"draw {d}"
        return unchecked(self.moved(lambda array: array[d]), origin=origin)

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


def _column(y: Array, where: tuple[int, ...]) -> str:
    """The targets of the example in which an entry stands."""
    return "[" + ", ".join(f"{number:g}" for number in y[(*where[:-2], slice(None), where[-1])]) + "]"
