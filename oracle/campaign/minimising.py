"""Problems made small while they still show what was found: fewer layers, one example, plain entries, round numbers.

Each step proposes simpler problems, and the first that still shows the finding is gone on with, until none does. What is kept
of a problem is a `Draft`; a draft that is no problem (targets of another kind, say) is passed over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nablacheck.oracle.generating.problems import LAYOUTS
from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.arithmetic import FLOAT
from nablacheck.reference.backprop import feedforward
from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.errors import InputError
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

Array = np.ndarray[Any, Any]
PLAIN, PLAIN_LAYOUT = "identity", next(iter(LAYOUTS))
PLAIN_COST = "quadratic"
COLUMNS = 4
"""How many examples are tried alone."""
LARGEST = 2
"""The largest of the small integers."""


@dataclass(frozen=True, eq=False)
class Draft:
    """A problem without its layout: w and b by layer, whose activations are in the same order."""

    w: tuple[Array, ...]
    b: tuple[Array, ...]
    activations: tuple[Activation, ...]
    cost: Cost
    x: Array
    y: Array
    scale: float
    layout: str

    @staticmethod
    def of(problem: Problem, layout: str) -> Draft:
        """The draft of a problem without draws."""
        n, plain = problem.network, np.ascontiguousarray
        w, b = (tuple(plain(part) for part in parts.values()) for parts in (n.w, n.b))
        return Draft(w, b, tuple(n.activations.values()), n.cost, plain(problem.x), plain(problem.y), problem.scale, layout)

    def problem(self) -> Problem:
        """The problem, with targets that the cost allows where these are not; InputError where there is none."""
        layers, dtype = range(2, len(self.w) + 2), self.x.dtype
        w, b = (dict(zip(layers, parts, strict=True)) for parts in (self.w, self.b))
        network = Network(w, b, dict(zip(layers, self.activations, strict=True)), self.cost)
        try:
            problem = Problem(network, self.x, self.y, self.scale, "made small")
        except InputError:
            made = self.cost.made(np.clip(self.y, 0, 1)).astype(dtype)
            problem = Problem(network, self.x, made, self.scale, "made small")
        return problem.map(LAYOUTS[self.layout])


Drafts = Iterator[Draft]


def plain_layout(d: Draft) -> Drafts:
    """Numbers that lie side by side."""
    if d.layout != PLAIN_LAYOUT:
        yield replace(d, layout=PLAIN_LAYOUT)


def fewer_layers(d: Draft) -> Drafts:
    """Without the first layers, whose a is the input then; without the last ones; without one in the middle."""
    depth = len(d.w)
    if depth == 1:
        return
    a = feedforward(replace(d, layout=PLAIN_LAYOUT).problem(), arithmetic=FLOAT).a
    for cut in reversed(range(1, depth)):
        x = np.asarray(a[cut + 1]).astype(d.x.dtype)
        yield replace(d, w=d.w[cut:], b=d.b[cut:], activations=d.activations[cut:], x=x)
    for cut in range(1, depth):
        y = np.resize(d.y, (len(d.b[cut - 1]), d.y.shape[1]))
        yield replace(d, w=d.w[:cut], b=d.b[:cut], activations=d.activations[:cut], y=y)
    for gone in range(depth - 1):
        columns = np.arange(d.w[gone].shape[1]) % d.w[gone + 1].shape[1]
        w = (*d.w[:gone], d.w[gone + 1][:, columns], *d.w[gone + 2 :])
        sigmas = d.activations[:gone] + d.activations[gone + 1 :]
        yield replace(d, w=w, b=d.b[:gone] + d.b[gone + 1 :], activations=sigmas)


def fewer_examples(d: Draft) -> Drafts:
    """One of the examples, half of them, or all but one."""
    m = d.x.shape[1]
    if m > 1:
        for columns in (*([column] for column in range(min(m, COLUMNS))), *blocks(m)):
            yield replace(d, x=d.x[:, columns], y=d.y[:, columns])


def narrower(d: Draft) -> Drafts:
    """Without a block of the neurons of a layer: half of them, a quarter, …, one."""
    for l, n in enumerate((len(d.x), *(len(b) for b in d.b))):
        yield from (with_neurons(d, l, rows) for rows in blocks(n))


def with_neurons(d: Draft, l: int, rows: list[int]) -> Draft:
    """Some neurons of a layer; the input is layer 0 here."""
    w, b, x, y = list(d.w), list(d.b), d.x, d.y
    if l == 0:
        x = x[rows]
    else:
        w[l - 1], b[l - 1] = w[l - 1][rows], b[l - 1][rows]
    if l == len(w):
        y = y[rows]
    else:
        w[l] = w[l][:, rows]
    return replace(d, w=tuple(w), b=tuple(b), x=x, y=y)


def blocks(n: int) -> Iterator[list[int]]:
    """What is left of n without its last or its first half, quarter, …, one."""
    size = n // 2
    while size:
        yield from (list(range(n - size)), list(range(size, n)))
        size //= 2


def plainer_cost(d: Draft) -> Drafts:
    """The quadratic cost, times 1; where its targets do not matter, outputs of any kind fit it."""
    if d.cost is not COSTS[PLAIN_COST]:
        yield replace(d, cost=COSTS[PLAIN_COST], y=np.clip(d.y, -LARGEST, LARGEST))
    if d.scale != 1:
        yield replace(d, scale=1.0)


def plainer_activations(d: Draft) -> Drafts:
    """The identity, in all layers or in one."""
    plain = ACTIVATIONS[PLAIN]
    others = [l for l, sigma in enumerate(d.activations) if sigma is not plain]
    if len(others) > 1:
        yield replace(d, activations=(plain,) * len(d.activations))
    for l in others:
        yield replace(d, activations=(*d.activations[:l], plain, *d.activations[l + 1 :]))


def round_numbers(d: Draft) -> Drafts:
    """Small integers or eighths in all arrays, then array by array; biases of zero."""
    for rounded in (integers, eighths):
        yield from changed(d, rounded, all_at_once=True)
    if any(b.any() for b in d.b):
        yield replace(d, b=tuple(np.zeros_like(b) for b in d.b))
    for rounded in (ones, integers, eighths):
        yield from changed(d, rounded, all_at_once=False)


Rounding = Callable[[Array], Array]


def ones(array: Array) -> Array:
    """All the same."""
    return np.ones_like(array)


def integers(array: Array) -> Array:
    """Between −2 and 2."""
    return np.asarray(np.clip(np.rint(array), -LARGEST, LARGEST) + 0, dtype=array.dtype)


def eighths(array: Array) -> Array:
    """Exact in binary, and short in print."""
    return np.asarray(np.clip(np.rint(array * 8) / 8, -LARGEST, LARGEST) + 0, dtype=array.dtype)


def changed(d: Draft, rounded: Rounding, all_at_once: bool) -> Drafts:
    """With rounded numbers, where that changes any that are not as round already."""
    arrays = {"x": d.x, "y": d.y, **{f"w{i}": w for i, w in enumerate(d.w)}, **{f"b{i}": b for i, b in enumerate(d.b)}}
    new = {name: rounded(array) for name, array in arrays.items() if plainness(array) > plainness(rounded(array))}
    for some in [new] if all_at_once and new else [{name: array} for name, array in new.items()] * (not all_at_once):
        yield _with(d, {**arrays, **some})


def plainness(array: Array) -> int:
    """How far an array is from zeros, ones, integers and eighths: it only ever falls, so that rounding comes to an end."""
    ladder: tuple[Rounding, ...] = (np.zeros_like, ones, integers, eighths)
    for i, rounded in enumerate(ladder):
        if np.array_equal(array, rounded(array)):
            return i
    return len(ladder)


def _with(d: Draft, arrays: Mapping[str, Array]) -> Draft:
    w, b = (tuple(arrays[f"{letter}{i}"] for i in range(len(d.w))) for letter in "wb")
    return replace(d, w=w, b=b, x=arrays["x"], y=arrays["y"])


STEPS: tuple[Callable[[Draft], Drafts], ...] = (
    plain_layout,
    fewer_layers,
    fewer_examples,
    plainer_cost,
    plainer_activations,
    narrower,
    round_numbers,
)


def minimised(problem: Problem, layout: str, shows: Callable[[Problem], bool], seconds: float) -> Problem:
    """The simplest problem that was found in so many seconds and still shows what this one does."""
    best, end, again = Draft.of(problem, layout), time.monotonic() + seconds, True
    last = problem
    while again:
        again = False
        for step in STEPS:
            while (simpler := _first(step(best), shows, end)) is not None:
                best, last = simpler
                again = True
    return last


def _first(drafts: Drafts, shows: Callable[[Problem], bool], end: float) -> tuple[Draft, Problem] | None:
    """The first draft that is a problem and shows it, in the time that is left."""
    for draft in drafts:
        if time.monotonic() >= end:
            return None
        try:
            problem = draft.problem()
        except InputError:
            continue
        if shows(problem):
            return draft, problem
    return None
