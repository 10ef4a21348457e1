"""The σ′ that was used, observed: δ^l / ((w^{l+1})ᵀδ^{l+1}) at each z, beside the book's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.sent_back import incoming_to
from nablacheck.oracle.explaining.together import BrokenEquation
from nablacheck.oracle.explaining.walked import Walked

SHOWN = 5
"""Rows of a table in a message."""


@dataclass(frozen=True)
class ObservedPrime:
    """σ′ at layer l as it was used: `rows` of z, the σ′ that was used, and the book's, by z."""

    layer: int
    activation: str
    rows: tuple[tuple[float, float, float], ...]

    def as_json(self) -> dict[str, Any]:
        """The table as a JSON object."""
        rows = [{"z": z, "used": used, "book": book} for z, used, book in self.rows]
        return {"layer": self.layer, "activation": self.activation, "rows": rows}

    def lines(self) -> Iterator[str]:
        """A small table, from the smallest z to the largest."""
        picked = np.linspace(0, len(self.rows) - 1, min(SHOWN, len(self.rows)))
        yield f"σ′ as it was used at layer {self.layer}: δ^{self.layer} over what was sent back"
        yield f"  {'z':>10} {'your σ′':>12} {self.activation + '′(z)':>16}"
        for i in dict.fromkeys(round(k) for k in picked):
            z, used, right = self.rows[i]
            yield f"  {z:>10.4g} {used:>12.6g} {right:>16.6g}"


def observed_primes(walks: Sequence[Walked], found: Sequence[BrokenEquation]) -> tuple[ObservedPrime, ...]:
    """σ′ at every layer where δ is wrong because of it, or for no reason that is known; of σ that work on each neuron."""
    tables = []
    for finding in found:
        equation, l = finding.place
        entry = finding.slot.t.problem.network.activations[l]
        blames = finding.reason is None or finding.reason.of_prime
        if equation in ("BP1", "BP2") and entry.prime and blames:
            alone = [
                walked
                for walked in walks
                if walked.claimed.problem.batch == 1 and l in walked.delta and finding.place in walked.slots
            ]
            rows = [row for walked in alone if not walked.slots[finding.place].right for row in _rows(walked, l)]
            if rows:
                tables.append(ObservedPrime(l, entry.name, tuple(sorted(rows))))
    return tuple(tables)


def _rows(walked: Walked, l: int) -> Iterator[tuple[float, float, float]]:
    t = walked.t
    with t.xp.working():
        sent, right = incoming_to(t, l), t.xp.like(t.prime(l), t.z[l])
        used = t.delta[l] / sent
    for z, ratio, rad, book in zip(t.z[l].mid.flat, used.mid.flat, used.rad.flat, right.mid.flat, strict=True):
        if (np.isfinite(ratio) and rad < abs(ratio)) or ratio == 0:
            yield float(z), float(ratio), float(book)
