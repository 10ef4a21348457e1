"""How often a judge said what: the numbers of a table's line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nablacheck.oracle.judging.compared import Comparison


@dataclass
class Counts:
    """What was found of one equation in one dtype of one adapter."""

    entries: int = 0
    inconclusive: int = 0
    known: int = 0
    worst: float = 0.0
    findings: int = 0

    def add(self, c: Comparison) -> None:
        """Counts a comparison; `worst` is the largest error/bound among the entries that the ledger does not explain."""
        known = np.broadcast_to(c.known, np.shape(c.disagrees))
        self.entries += int(np.size(c.disagrees))
        self.inconclusive += int(np.sum(c.inconclusive))
        self.known += int(np.sum(c.disagrees & known))
        self.findings += int(np.sum(c.unexplained))
        self.worst = max(self.worst, float(np.max(np.where(known, 0.0, c.error_over_bound), initial=0.0)))

    @property
    def decided(self) -> int:
        """The number of entries that are not inconclusive."""
        return self.entries - self.inconclusive

    def merge(self, other: Counts) -> None:
        """Counts what another one counted."""
        for name in ("entries", "inconclusive", "known", "findings"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.worst = max(self.worst, other.worst)
