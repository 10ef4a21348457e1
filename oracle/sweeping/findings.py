"""What there is to sweep, and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nablacheck.adapters import Adapter, names
from nablacheck.oracle.judging.counts import Counts
from nablacheck.oracle.ledger import Defect
from nablacheck.oracle.sweeping.swept import Swept
from nablacheck.reference.costs import AnyEntry, Cost


def sweepable() -> tuple[str, ...]:
    """The names of the adapters that may have single functions: which have them is known when they are loaded."""
    return names()


def jobs(
    entries: Iterable[AnyEntry], adapters: Iterable[Adapter], dtypes: Iterable[str]
) -> list[tuple[AnyEntry, Adapter, str]]:
    """What there is to sweep: of every adapter with single functions, the entries that it declares."""
    entries = list(entries)
    return [
        (entry, adapter, dtype)
        for adapter in adapters
        for dtype in dtypes
        if adapter.functions and dtype in adapter.functions.dtypes
        for entry in entries
        if adapter.functions.asks(entry)
    ]


@dataclass
class Findings:
    """Rows by adapter, dtype and kind of function; what is absent or wrong, in words; defects looked for, and met."""

    rows: dict[str, dict[str, Counts]] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    looked_for: set[tuple[Defect, str]] = field(default_factory=set)
    met: dict[tuple[Defect, str], int] = field(default_factory=dict)

    def add(self, swept: Swept) -> None:
        """Counts a function."""
        c, who = swept.comparison, f"{swept.adapter.name} {swept.dtype}"
        self.rows.setdefault(who, {}).setdefault(kind(swept), Counts()).add(c)
        self.looked_for.update((defect, swept.dtype) for defect in swept.expected)
        for defect in swept.shows:
            self.met[defect, swept.dtype] = self.met.get((defect, swept.dtype), 0) + 1
        self.wrong += swept.findings

    @property
    def decided(self) -> int:
        """The number of entries that are not inconclusive."""
        return sum(row.decided for rows in self.rows.values() for row in rows.values())

    def gone(self, ledger: Iterable[Defect]) -> list[str]:
        """The defects, by dtype, that were looked for in the installed version and did not show themselves."""
        order = list(ledger)
        unmet = self.looked_for - self.met.keys()
        missed = [(defect, dtype) for defect, dtype in unmet if defect.everywhere and not defect.by_chance]
        missed.sort(key=lambda pair: (order.index(pair[0]), pair[1]))
        return [f"{defect.library} {dtype}: {defect.says}" for defect, dtype in missed]


def kind(swept: Swept) -> str:
    """The name of the row that a function is counted in."""
    letter = ("C", "∇_a C") if isinstance(swept.entry, Cost) else ("σ", "σ′")
    return letter[swept.derivative]
