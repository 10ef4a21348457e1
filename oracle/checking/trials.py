"""The networks on which other people's code is tried: those in which mistakes show.

Distinct widths, three outputs or more, an odd batch, biases that are not zero; a single example, on which ∇b is δ; and,
for code that forgets to transpose a matrix, equal widths, on which alone it runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from numbers import Integral
from typing import Any

import numpy as np

from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.unread import check_accumulator
from nablacheck.oracle.checking.vocabulary import TARGETS
from nablacheck.oracle.generating.problems import Seeded
from nablacheck.reference import costs
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic.precision import BFLOAT16
from nablacheck.reference.costs import Cost
from nablacheck.reference.costs.targets import BITS, SIGNS, Kind
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem
from nablacheck.reference.quoting import shown
from nablacheck.reference.room import JUDGED, check_room

Array = np.ndarray[Any, Any]
DISTINCT = (2, 5, 4, 6, 3, 7, 8)
"""The widths of input and hidden layers; deeper networks go round again."""
BATCHES = (5, 1, 7)
LAYERS = 3
"""Of weights, where nobody says how many."""
DTYPES = ("float16", "float32", "float64")


@dataclass(frozen=True)
class Trials:
    """What the networks have in common: an activation for each layer, cost, dtype, and widths if the code needs them.

    One activation stands for all layers: as many as `widths` says, or three. `kind` is that of the targets; left out, the
    declared one, or what the cost is meant for; another `seed` draws other numbers. InputError for what cannot be a network.
    """

    activations: Sequence[str | Activation]
    cost: str | Cost
    dtype: str
    widths: tuple[int, ...] | None
    conventions: Conventions
    kind: Kind | None
    seed: int

    def __init__(
        self,
        activations: Any,
        cost: Any,
        dtype: Any,
        widths: Any,
        conventions: Conventions,
        kind: Kind | None = None,
        seed: Any = 0,
    ) -> None:
        fields = {
            "activations": _activations(activations, sizes := None if widths is None else _widths(widths), conventions),
            "cost": _cost(cost),
            "dtype": _dtype(dtype),
            "widths": sizes,
            "conventions": conventions,
            "kind": kind or _kind(_entry(_cost(cost)), conventions.targets),
            "seed": _seed(seed),
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)  # the class is frozen
        if conventions.parameters == "alone" and len(self.activations) > 1:
            raise InputError(
                f"parameters is 'alone', for the arrays of a single layer, but there are {len(self.activations)} layers of "
                "weights; give one activation, with a comma after it."
            )
        check_accumulator(conventions.accumulator, self.dtype)
        if self.widths is not None and len(self.widths) != len(self.activations) + 1:
            raise InputError(
                f"widths has {_count(self.widths, 'number')}; for {_count(self.activations, 'activation')}, "
                f"it must have {len(self.activations) + 1}, input first."
            )
        if self.widths is not None:
            _check_ends(self.widths, conventions)

    @property
    def first(self) -> tuple[int, ...]:
        """The widths of the first network."""
        if self.widths is not None:
            return self.widths
        hidden = [DISTINCT[i % len(DISTINCT)] for i in range(len(self.activations))]
        return self._with_ends((*hidden, 3 if hidden[-1] != 3 else 5))

    def _with_ends(self, n: Sequence[int]) -> tuple[int, ...]:
        """Widths with one input or one output where x or y has one number for each example."""
        ends = (1 if self.conventions.x else n[0], 1 if self.conventions.one_output else n[-1])
        return (ends[0], *n[1:-1], ends[1])

    def problems(self) -> Iterator[Problem]:
        """The networks that every function is tried on."""
        other = self.first if self.widths is not None else tuple(n + 1 for n in self.first)
        for seed, (n, batch) in enumerate(zip((self.first, self.first, other), BATCHES, strict=True)):
            yield self.problem(n, batch, seed)

    def further(self) -> Iterator[Problem]:
        """More networks, for mistakes that predict the same numbers on the first ones."""
        for more, batch in enumerate((3, 9, 4), start=2):
            n = self.first if self.widths is not None else tuple(k + more for k in self.first)
            yield self.problem(n, batch, len(BATCHES) + more)

    def equally_wide(self) -> Iterator[Problem]:
        """A network whose matrices are all square, unless the widths are given."""
        if self.widths is None:
            yield self.problem((4,) * (len(self.activations) + 1), 3, len(BATCHES))

    def smaller(self) -> Iterator[Problem]:
        """Ever larger small networks, to show the smallest that is wrong."""
        if self.widths is None:
            for n, batch in ((1, 1), (2, 1), (2, 2), (3, 1), (3, 3)):
                yield self.problem((n,) * (len(self.activations) + 1), batch, len(BATCHES))

    def problem(self, n: Sequence[int], batch: int, seed: int) -> Problem:
        """A problem with widths n; the same numbers on any machine."""
        n = self._with_ends(n)
        choose, c = Seeded(seed, len(n), *([self.seed] if self.seed else [])), self.conventions
        w, b = {}, {}
        for l in range(2, len(n) + 1):
            w[l] = (choose.reals("w", (n[l - 1], n[l - 2])) / 2).astype(self.dtype)
            b[l] = (choose.reals("b", (n[l - 1], 1)) / 2).astype(self.dtype)
            if c.biases in ("shared", "none"):
                b[l][...] = b[l][0] if c.biases == "shared" else 0
        x = choose.reals("x", (n[0], batch)).astype(self.dtype)
        part = (choose.reals("y", (n[-1], batch)) + 2) / 4
        network = Network(w, b, dict(enumerate(self.activations, start=2)), self.cost)
        y = self.targets(part).astype(self.dtype)
        takes, origin = c.takes.split(), f"network {seed + 1}{f' of seed {self.seed}' if self.seed else ''}"
        weights = _weights_of_examples(choose, batch).astype(self.dtype) if "weights_of_examples" in takes else None
        hidden = range(2, len(n)) if "mask" in takes else ()
        masks = {l: _mask(choose, n[l - 1], batch).astype(self.dtype) for l in hidden}
        problem = Problem(network, x, y, origin=origin, weights_of_examples=weights, masks=masks)
        return replace(problem, scale=c.scale(problem))

    def targets(self, part: Array) -> Array:
        """Targets of numbers between ¼ and ¾; every class is there, and a single example has the last one."""
        cost = _entry(self.cost)
        kind = self.kind or cost.kind
        if kind is None:
            return cost.made(part) if self.conventions.targets == "real" else part
        y: Array = cost.of_outputs(kind, part.shape[-2]).in_turn(part)
        return y

    @property
    def bounded(self) -> bool:
        """Whether targets are parts of one, of which labels are the ends."""
        low, high = _entry(self.cost).targets
        return low == 0 and high == 1

    def narrower(self) -> Iterator[tuple[Kind, Trials]]:
        """The same with targets of each narrower kind that the cost allows, where none was declared."""
        cost = _entry(self.cost)
        for kind in cost.narrower(self.first[-1]) if not self.conventions.targets else ():
            if kind is not self.kind:
                yield kind, self.with_targets(kind)

    def with_targets(self, kind: Kind) -> Trials:
        """The same with targets of a kind."""
        return replace(self, kind=kind)


def _weights_of_examples(choose: Seeded, batch: int) -> Array:
    """Positive eighths up to 2, (1, m)."""
    return choose.eighths("weights of examples", (1, batch)) / 4 + 1


def _mask(choose: Seeded, n: int, batch: int) -> Array:
    """A mask of dropout that keeps half of the neurons and doubles them, (n, m); no example loses all."""
    kept = np.rint((choose.reals("mask", (n, batch)) + 2) / 4)
    kept[np.arange(batch) % n, np.arange(batch)] = 1
    return 2 * kept


def _seed(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, Integral) or given < 0:
        raise InputError(f"seed is {given!r}; it must be a whole number, 0 or more.")
    return int(given)


def _entry(given: str | Cost) -> Cost:
    return given if isinstance(given, Cost) else costs.cost(given)


def _kind(cost: Cost, declared: str) -> Kind | None:
    """The kind of the targets; InputError where the cost has none such, in 0 and 1 or in −1 and 1 either."""
    kind = TARGETS[declared]
    if kind is None:
        if declared and cost.kind:
            raise InputError(f"targets is {declared!r}, but cost {cost.name!r} is for {cost.kind.says}.")
        return cost.meant if not declared else None
    if kind in (BITS, SIGNS) and not cost.takes(kind):
        kind = SIGNS if kind is BITS else BITS
    if not cost.takes(kind):
        raise InputError(f"targets is {declared!r}, but cost {cost.name!r} is for {(cost.kind or kind).says}.")
    return kind


def _activations(given: Any, widths: tuple[int, ...] | None, c: Conventions) -> tuple[str | Activation, ...]:
    one, alone = isinstance(given, str | Activation), c.parameters == "alone"
    sigmas = (
        (given,) * (1 if alone and widths is None else every_layer(widths))
        if one
        else _listed("activations", given, "names or entries")
    )
    for sigma in sigmas:
        if not isinstance(sigma, str | Activation):
            raise InputError(f"activations has {sigma!r} in it; each must be the name of an activation, or an Activation.")
    if not sigmas:
        raise InputError("activations is empty; give one for each layer but the input, or one for all.")
    return sigmas


def every_layer(widths: Sequence[Any] | None) -> int:
    """How many layers one activation stands for."""
    return LAYERS if widths is None else max(1, len(widths) - 1)


def _cost(given: Any) -> str | Cost:
    if not isinstance(given, str | Cost):
        raise InputError(f"cost is {shown(given)}; it must be the name of a cost, or a Cost.")
    return given


def _dtype(given: Any) -> str:
    """The name of a dtype: given by that, by its short name, as f4, or as a type that NumPy knows."""
    if isinstance(given, str):
        name = next((known for known in DTYPES if given in (known, np.dtype(known).str[1:])), "")
    else:
        try:
            name = "" if given is None else np.dtype(given).name  # None would be float64
        except (TypeError, ValueError):
            name = ""
    if name not in DTYPES:
        if isinstance(given, str) and given == BFLOAT16.name:
            raise InputError(f"dtype is {given}, of which NumPy has no arrays to hand over; give {' or '.join(DTYPES)}.")
        raise unknown("dtype", given, DTYPES)
    return name


def _widths(given: Any) -> tuple[int, ...]:
    widths = _listed("widths", given, "whole numbers, input first")
    for n in widths:
        if isinstance(n, bool) or not isinstance(n, Integral) or n < 1:
            raise InputError(f"widths has {n!r} in it; each must be a whole number of neurons, 1 or more.")
    sizes = tuple(map(int, widths))
    weights = sum(before * after for before, after in pairwise(sizes))
    check_room("widths", weights, "judge", JUDGED)
    return sizes


def _check_ends(widths: Sequence[int], c: Conventions) -> None:
    """InputError where x or y has one number for each example, and there are more inputs or outputs."""
    for name, form, n, what in (("x", c.x, widths[0], "input"), ("y", c.y and c.one_output, widths[-1], "output")):
        if form and n != 1:
            form = getattr(c, name)
            raise InputError(
                f"{name} is {form!r}, one number for each example, but widths {tuple(widths)} has {n} {what}s; give it one."
            )
    if c.one_output and widths[-1] != 1:
        of = f"weights is {c.weights!r} and biases {c.biases!r}, of one output"
        raise InputError(f"{of}, but widths {tuple(widths)} has {widths[-1]} outputs; give it one.")


def _listed(name: str, given: Any, what: str) -> tuple[Any, ...]:
    try:
        if not isinstance(given, str):
            return tuple(given)
    except TypeError:  # as of an array without axes, too
        pass
    raise InputError(f"{name} is {given!r}; it must be a list of {what}.")


def _count(things: Sequence[Any], what: str) -> str:
    return f"{len(things)} {what}{'s' * (len(things) != 1)}"
