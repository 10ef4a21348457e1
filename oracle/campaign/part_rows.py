"""What a part of a campaign keeps of its verdicts: counts by equation, layer, function and regime, and a spread of errors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.judges import ACTIVATION, BP1, BP2, COST
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.problem import Problem

Array = np.ndarray[Any, Any]
Flat = Callable[[Array], Array]
LEAST = -31
"""Error/bound below 2^-31 is counted together."""
BINS = tuple(f"h{i}" for i in range(34))
"""Counts of entries: h0 has no error at all, h1 one below 2^-31, then a power of two each; h32 is from ½ to 1, h33 above 1."""
OF_ACTIVATION = (ACTIVATION, BP1, BP2)
KEYS = {
    **dict.fromkeys(("shard", "layer", "layers", "width", "batch"), "int64"),
    **dict.fromkeys(("adapter", "dtype", "equation", "function", "cost", "regime"), "string"),
}
NUMBERS = {
    **dict.fromkeys(("problems", "entries", "inconclusive", "known", "findings"), "int64"),
    **dict.fromkeys(("worst", "roundings"), "float64"),
    **dict.fromkeys(BINS, "int64"),
}
COLUMNS = {**KEYS, **NUMBERS}
"""The columns of a part with their types. `problems` is counted in the rows without an equation."""


class PartRows:
    """The rows of one part, as they are counted."""

    def __init__(self, shard: int, adapter: str) -> None:
        self.shard, self.adapter = shard, adapter
        self._lists: dict[str, list[Any]] = defaultdict(list)

    def add(self, verdict: Verdict, drawn: Sequence[str], first: bool) -> None:
        """Counts a verdict on problems drawn in these regimes; the problems themselves with the `first` of their verdicts."""
        regimes = sorted(set(drawn))
        of = np.array([regimes.index(regime) for regime in drawn])
        if first:
            for r, regime in enumerate(regimes):
                self._row(verdict.problem, regime, problems=int((of == r).sum()))
        for c in verdict.comparisons:
            numbers = _counted(c, of, len(regimes))
            for r, regime in enumerate(regimes):
                self._row(verdict.problem, regime, c, **{name: column[r] for name, column in numbers.items()})

    def _row(self, problem: Problem, regime: str, c: Comparison | None = None, **numbers: Any) -> None:
        network = problem.network
        layer = (c.layer if c else None) or 0
        row = {
            "shard": self.shard,
            "adapter": self.adapter,
            "dtype": problem.dtype.name,
            "equation": c.equation if c else "",
            "layer": layer,
            "layers": network.L,
            "function": function_of(problem, c) if c else "",
            "cost": network.cost.family,
            "width": network.widths.get(layer, 0),
            "batch": problem.batch,
            "regime": regime,
            **dict.fromkeys(NUMBERS, 0),
            **numbers,
        }
        for name in COLUMNS:
            self._lists[name].append(row[name])

    def columns(self) -> dict[str, list[Any]]:
        """Every column, also of no rows."""
        return {name: self._lists[name] for name in COLUMNS}


def function_of(problem: Problem, c: Comparison) -> str:
    """The family of the function that an equation is about."""
    network = problem.network
    if c.layer is not None and c.equation in OF_ACTIVATION:
        return network.activations[c.layer].family
    return network.cost.family if c.equation == COST else ""


def _counted(c: Comparison, of: Array, count: int) -> dict[str, Array]:
    """The numbers of a comparison by regime; `of` has that of each draw, along the leading axis."""
    shape = np.broadcast_shapes(np.shape(c.given), c.ball.shape)
    if len(shape) == c.axes:  # one draw that is handed over by itself
        of = of[:1]
    draws = len(of)
    flat: Flat = lambda part: np.broadcast_to(part, shape).reshape(draws, -1)
    known, disagrees = flat(c.known), flat(c.disagrees)
    ratio = np.where(known, 0.0, flat(c.error_over_bound))
    place = np.broadcast_to(of[:, None], ratio.shape)
    by: Flat = lambda what: np.bincount(of, what.sum(axis=1), count).astype(np.int64)
    numbers = {
        "entries": np.bincount(of, minlength=count) * ratio.shape[1],
        "inconclusive": by(flat(c.inconclusive)),
        "known": by(known & disagrees),
        "findings": by(disagrees & ~known),
        "worst": _largest(ratio, of, count),
        "roundings": _largest(_roundings(c, flat), of, count),
    }
    bins = np.bincount((place * len(BINS) + _bin(ratio)).ravel(), minlength=count * len(BINS)).reshape(count, -1)
    return {**numbers, **{name: bins[:, i] for i, name in enumerate(BINS)}}


def _bin(ratio: Array) -> Array:
    """0 where there is no error, then by powers of two, the last for what is above 1; exactly 1 is inside."""
    _, exponent = np.frexp(np.where(np.isfinite(ratio), ratio, 2.0))
    exponent = np.where(ratio == 1, 0, exponent)
    return np.where(ratio == 0, 0, np.clip(exponent, LEAST, 1) - LEAST + 1)


def _roundings(c: Comparison, flat: Flat) -> Array:
    """The error in unit roundoffs of the sum of the absolute terms, where there is a bound and anything to round.

    At most 1/u of them: an error as large as the terms has taken all bits, and what it has read from before is not its own.
    """
    size, rad, error, u = flat(c.ball.size), flat(c.ball.rad), flat(c.error), c.ball.model.precision.u
    with np.errstate(all="ignore"):
        unit = u * size
        used = error / unit
    rounds = np.isfinite(rad) & (unit > c.ball.model.floor) & ~flat(c.known)  # what underflows loses all of its bits
    return np.where(rounds & np.isfinite(used), np.minimum(used, 1 / u if u else np.inf), 0.0)


def _largest(numbers: Array, of: Array, count: int) -> Array:
    found = np.zeros(count)
    np.maximum.at(found, of, numbers.max(axis=1, initial=0))
    return found
