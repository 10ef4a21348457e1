"""Random problems, valid by construction: one generator, driven by whatever makes its choices.

`Seeded` makes them from raw bits, integer arithmetic and powers of two alone, so that a seed gives the same problems on
any machine; the tests drive the same generator with Hypothesis. Each choice lists the simplest option first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol, TypeVar

import numpy as np

from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.costs import COSTS, UNIT, Cost
from nablacheck.reference.costs.targets import NAMED
from nablacheck.reference.draws import Bits, whole
from nablacheck.reference.errors import InputError, a_kind, check_known
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem
from nablacheck.reference.registry import Registry
from nablacheck.reference.room import DRAWN, check_room

T = TypeVar("T")
Array = np.ndarray[Any, Any]


class Choices(Protocol):
    """Whatever makes the choices of the generator."""

    def one_of(self, label: str, options: Sequence[T]) -> T:
        """One of the options, of which the first is the simplest."""

    def eighths(self, label: str, shape: tuple[int, ...]) -> Array:
        """Eighths between −2 and 2: exact in binary, short in print, and often on a kink."""

    def reals(self, label: str, shape: tuple[int, ...]) -> Array:
        """Numbers between −2 and 2 with full mantissas."""


class Seeded:
    """Choices from the raw bits of a PCG64, whose stream NumPy guarantees."""

    def __init__(self, *seed: int) -> None:
        self._bits = Bits(*seed)

    def one_of(self, label: str, options: Sequence[T]) -> T:
        """One of the options, each as likely as the others."""
        return options[int(self._bits.raw(())) % len(options)]

    def eighths(self, label: str, shape: tuple[int, ...]) -> Array:
        """−16/8, …, 16/8"""
        return (self._bits.raw(shape) % np.uint64(33)).astype(np.float64) / 8 - 2

    def reals(self, label: str, shape: tuple[int, ...]) -> Array:
        """53 random bits each"""
        return (self._bits.raw(shape) >> np.uint64(11)).astype(np.float64) * 2.0**-51 - 2


LAYOUTS: dict[str, Callable[[Array], Array]] = {
    "contiguous": lambda array: array,
    "columns first": lambda array: np.ascontiguousarray(array.mT).mT,
    "every second": lambda array: np.repeat(array, 2, axis=-1)[..., ::2],
}

DTYPES = ("float32", "float64")
"""In which the networks of a cross-check are computed."""
FEW = (1, 2, 3, 4, 5, 6)
AROUND_VECTORS = (7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65)
BATCHES = (1, 3, 2, 5, 7, 9, 16, 17)
SCALES = (1.0, 2.0**-20, 2.0**20)
DEPTHS = (1, 2, 2, 3, 3, 3, 4, 4, 5, 11)


@dataclass(frozen=True)
class Architecture:
    """What a framework compiles: everything but the numbers."""

    widths: tuple[int, ...]
    activations: tuple[str, ...]
    cost: str
    batch: int
    scale: float
    layout: str

    def __str__(self) -> str:
        return f"{'-'.join(map(str, self.widths))}, {' → '.join(self.activations)}, {self.cost}, batch {self.batch}"


def architecture(choose: Choices) -> Architecture:
    """A random architecture: depth, widths around vector lengths, an activation per layer, a cost that fits the output."""
    depth = choose.one_of("depth", DEPTHS)
    pools = (FEW, FEW, AROUND_VECTORS) if depth < max(DEPTHS) else (FEW,)
    widths = [choose.one_of(f"n_{l}", choose.one_of(f"kind of n_{l}", pools)) for l in range(1, depth + 2)]
    if depth <= 3 and choose.one_of("wide", (False,) * 7 + (True,)):
        widths[0] = 784
    cost = COSTS[member(choose, COSTS, choose.one_of("cost", list(COSTS)))]
    hidden = [member(choose, ACTIVATIONS, choose.one_of(f"sigma_{l}", list(ACTIVATIONS))) for l in range(2, depth + 1)]
    family = choose.one_of("sigma_L", [name for name in ACTIVATIONS if _fits(name, cost)])
    output = member(choose, ACTIVATIONS, family)
    output = output if _fits(output, cost) else family
    return Architecture(
        tuple(widths),
        (*hidden, output),
        cost.name,
        choose.one_of("batch", BATCHES),
        choose.one_of("scale", SCALES),
        choose.one_of("layout", list(LAYOUTS)),
    )


def member(choose: Choices, registry: Registry[Any], family: str) -> str:
    """The name of an entry of a family, each of its parameters drawn by itself."""
    draws = registry.families[family].draws
    parameters = {name: choose.one_of(f"{name} of {family}", values) for name, values in draws.items()}
    return str(registry.families[family].entry(parameters).name)


def _fits(activation: str, cost: Cost) -> bool:
    low, high = ACTIVATIONS[activation].range
    return cost.outputs[0] <= low and high <= cost.outputs[1]


@dataclass(frozen=True)
class Numbers:
    """w, b, x and y of one draw, in float64."""

    w: dict[int, Array]
    b: dict[int, Array]
    x: Array
    y: Array


Regime = Callable[[Choices, Numbers, np.dtype[Any]], None]


def _scaled(parameters: float, inputs: float = 1.0) -> Regime:
    def apply(choose: Choices, numbers: Numbers, dtype: np.dtype[Any]) -> None:
        for l in numbers.w:
            numbers.w[l] *= parameters
            numbers.b[l] *= parameters
        numbers.x[...] *= inputs

    return apply


def _plain(choose: Choices, numbers: Numbers, dtype: np.dtype[Any]) -> None:
    """The numbers as they are drawn."""


def _zeros(choose: Choices, numbers: Numbers, dtype: np.dtype[Any]) -> None:
    """No biases, one input and one row of every weight matrix exactly zero: z is exactly on the kinks at 0."""
    for l in numbers.w:
        numbers.b[l][...] = 0
        numbers.w[l][0] = 0
    numbers.x[0] = 0


def _repeated(choose: Choices, numbers: Numbers, dtype: np.dtype[Any]) -> None:
    """Neurons and examples that are equal."""
    for l in numbers.w:
        numbers.w[l][...] = numbers.w[l][:1]
    numbers.x[...] = numbers.x[:, :1]


def _subnormal(choose: Choices, numbers: Numbers, dtype: np.dtype[Any]) -> None:
    """Inputs and first-layer biases below the smallest normal number of the dtype."""
    smallest = float(np.finfo(dtype).tiny)
    numbers.x[...] *= smallest / 4
    numbers.b[2][...] *= smallest / 4


REGIMES: dict[str, tuple[str, Regime]] = {
    "round": ("eighths", _plain),
    "full": ("reals", _plain),
    "saturated": ("reals", _scaled(16.0)),
    "tiny weights": ("reals", _scaled(2.0**-30)),
    "huge weights": ("reals", _scaled(2.0**10)),
    "huge inputs": ("eighths", _scaled(1.0, 2.0**12)),
    "exact zeros": ("eighths", _zeros),
    "repeated rows": ("reals", _repeated),
    "subnormal": ("reals", _subnormal),
}


def numbers(choose: Choices, drawn: Architecture, dtype: np.dtype[Any], regime: str) -> Numbers:
    """The numbers of one draw in a regime; weights shrink with the fan-in, by a power of two."""
    kind, apply = REGIMES[regime]
    draw = getattr(choose, kind)
    w, b = {}, {}
    for l, (n_prev, n) in enumerate(zip(drawn.widths, drawn.widths[1:], strict=False), start=2):
        w[l] = draw(f"w[{l}]", (n, n_prev)) / 2.0 ** (n_prev.bit_length() // 2)
        b[l] = draw(f"b[{l}]", (n, 1))
    x = draw("x", (drawn.widths[0], drawn.batch))
    y = _targets(choose, COSTS[drawn.cost], (drawn.widths[-1], drawn.batch), draw)
    result = Numbers(w, b, x, y)
    apply(choose, result, dtype)
    return result


def _targets(choose: Choices, cost: Cost, shape: tuple[int, int], draw: Callable[..., Array]) -> Array:
    part = (draw("y", shape) + 2) / 4  # into [0, 1]
    if cost.targets == UNIT and not cost.kind:
        part = np.rint(part) if choose.one_of("targets", ("zeros and ones", "between")) == "zeros and ones" else part
    return np.asarray(cost.made(part))


@dataclass(frozen=True)
class Drawn:
    """Several draws of the numbers (leading axis) for one architecture, and the regime of each draw."""

    problem: Problem
    regimes: tuple[str, ...]
    architecture: Architecture


def problem(
    choose: Choices, drawn: Architecture, dtype: str, draws: int, origin: str, among: Sequence[str] = tuple(REGIMES)
) -> Drawn:
    """`draws` draws of the numbers for an architecture, along the leading axis, each in a regime among the given."""
    kind = np.dtype(dtype)
    regimes = tuple(choose.one_of("regime", among) for _ in range(draws))
    each = [numbers(choose, drawn, kind, regime) for regime in regimes]

    def stacked(parts: list[Array]) -> Array:
        return LAYOUTS[drawn.layout](np.stack(parts).astype(kind))

    network = Network(
        {l: stacked([n.w[l] for n in each]) for l in each[0].w},
        {l: stacked([n.b[l] for n in each]) for l in each[0].b},
        dict(enumerate(drawn.activations, start=2)),
        drawn.cost,
    )
    x, y = stacked([n.x for n in each]), stacked([n.y for n in each])
    return Drawn(Problem(network, x, y, drawn.scale, origin), regimes, drawn)


def seeded(seed: int, count: int, dtype: str, draws: int) -> Iterator[Drawn]:
    """`count` random problems with `draws` draws each; number i is the same whatever the count and the machine."""
    return (numbered(seed, i, dtype, draws) for i in range(count))


def numbered(seed: int, i: int, dtype: str, draws: int) -> Drawn:
    """Random problem number i of a seed."""
    choose = Seeded(seed, i)
    return problem(choose, architecture(choose), dtype, draws, f"seed {seed}, problem {i}")


FROM_INPUT = (3, 5, 4, 6, 2, 7)
"""The widths of a template from the input on; deeper ones go round again."""
OUTPUTS = 3
MOST = 2**20
"""Neurons of a layer of a template, or examples that are drawn at once: far more than anybody looks at."""


def template_problem(
    seed: int,
    activations: Sequence[str] = ("sigmoid", "tanh", "sigmoid"),
    cost: str = "quadratic",
    widths: Sequence[int] = (),
    batch: int = 5,
    dtype: str = "float64",
    targets: str = "",
) -> Problem:
    """A problem in which mistakes show: three weight layers of distinct widths, several outputs, an odd batch, biases.

    The targets are those that the cost is meant for, unless their kind is named. InputError for what there is no network of.
    """
    for name, given in (("activations", activations), ("widths", widths)):
        if not isinstance(given, list | tuple):
            raise InputError(f"{name} is {a_kind(given)}; give a list or a tuple, with one for each layer.")
    for n in widths:
        whole(n, "a width", least=1, most=MOST)
    whole(batch, "batch", least=1, most=MOST)
    check_known("dtype", dtype, DTYPES)
    check_known("targets", targets, ("", *NAMED))
    check_room("the template", sum(n * k for n, k in pairwise(widths)), "draw", DRAWN)
    chosen = tuple(widths) or (*(FROM_INPUT[l % len(FROM_INPUT)] for l in range(len(activations))), OUTPUTS)
    drawn = Architecture(chosen, tuple(activations), cost, batch, 1.0, "contiguous")
    made = problem(Seeded(seed), drawn, dtype, 1, f"template, seed {seed}", ("full",)).problem.draw(0)
    entry = made.network.cost
    kind = NAMED[targets] if targets else entry.meant
    if kind is None:
        return made
    part = (Seeded(seed, 1).reals("targets", made.y.shape) + 2) / 4
    return replace(made, y=np.asarray(entry.of_outputs(kind, chosen[-1]).in_turn(part), dtype=made.dtype))
