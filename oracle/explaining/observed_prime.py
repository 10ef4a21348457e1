"""The σ′ that was used, observed: δ^l / ((w^{l+1})ᵀδ^{l+1}) at each z, beside the book's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nablacheck.oracle.explaining.sent_back import incoming_to
from nablacheck.oracle.explaining.walk import Walked

SHOWN = 5
"""Rows of a table in a message."""


@dataclass(frozen=True)
class ObservedPrime:
    """σ′ at layer l as it was used: `rows` of z, the σ′ that was used, and the book's, by z."""

    layer: int
    activation: str
    rows: tuple[tuple[float, float, float], ...]

    def lines(self) -> Iterator[str]:
        """A small table, from the smallest z to the largest."""
        picked = np.linspace(0, len(self.rows) - 1, min(SHOWN, len(self.rows)))
        yield f"σ′ that was used at layer {self.layer}, where δ^{self.layer} is what was sent back times σ′:"
        yield f"  {'z':>10} {'your σ′':>12} {self.activation + '′(z)':>16}"
        for i in dict.fromkeys(int(round(k)) for k in picked):
            z, used, right = self.rows[i]
            yield f"  {z:>10.4g} {used:>12.6g} {right:>16.6g}"


def observed_primes(walks: Sequence[Walked]) -> tuple[ObservedPrime, ...]:
    """σ′ at every layer where the equation of δ is broken on an example by itself, whose σ works on each neuron."""
    rows: dict[tuple[int, str], list[tuple[float, float, float]]] = {}
    for walked in walks:
        for slot in walked.broken if walked.claimed.single else ():
            entry = walked.t.problem.network.activations[slot.layer]
            if slot.equation in ("BP1", "BP2") and entry.prime:
                rows.setdefault((slot.layer, entry.name), []).extend(_rows(walked, slot.layer))
    return tuple(ObservedPrime(l, name, tuple(sorted(found))) for (l, name), found in sorted(rows.items(), reverse=True) if found)


def _rows(walked: Walked, l: int) -> Iterator[tuple[float, float, float]]:
    t = walked.t
    with t.xp.working():
        sent, right = incoming_to(t, l), t.xp.like(t.prime(l), t.z[l])
        used = t.delta[l] / sent
    for z, ratio, rad, book in zip(t.z[l].mid.flat, used.mid.flat, used.rad.flat, right.mid.flat, strict=True):
        if np.isfinite(ratio) and rad < abs(ratio) or ratio == 0:
            yield float(z), float(ratio), float(book)
