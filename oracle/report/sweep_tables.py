"""What a sweep found: a table, the disagreements in full, and the ledger with what was met of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rich.table import Table

from nablacheck.oracle.campaign.crosscheck import Row
from nablacheck.oracle.ledger import Defect
from nablacheck.oracle.report.tables import by_equation
from nablacheck.oracle.sweeping.swept import Swept
from nablacheck.reference.costs import Cost

SHOWN = 20
"""How many disagreements are explained in full; the JSON has them all."""


@dataclass
class Findings:
    """Rows by adapter, dtype and kind of function; what is absent or wrong, in words; defects looked for, and met."""

    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    looked_for: set[tuple[Defect, str]] = field(default_factory=set)
    met: dict[tuple[Defect, str], int] = field(default_factory=dict)

    def add(self, swept: Swept) -> None:
        """Counts a function."""
        c, who = swept.comparison, f"{swept.adapter.name} {swept.dtype}"
        self.rows.setdefault(who, {}).setdefault(kind(swept), Row()).add(c)
        self.looked_for.update((defect, swept.dtype) for defect in swept.expected)
        for defect in swept.shows:
            self.met[defect, swept.dtype] = self.met.get((defect, swept.dtype), 0) + 1
        self.wrong += swept.findings

    @property
    def decided(self) -> int:
        """The number of entries that are not inconclusive."""
        return sum(row.entries - row.inconclusive for rows in self.rows.values() for row in rows.values())

    def gone(self, ledger: Iterable[Defect]) -> list[str]:
        """The defects, by dtype, that were looked for in the installed version and did not show themselves."""
        order = list(ledger)
        missed = [
            (defect, dtype) for defect, dtype in self.looked_for - self.met.keys() if defect.everywhere and defect.installed
        ]
        missed.sort(key=lambda pair: (order.index(pair[0]), pair[1]))
        return [f"{defect.library} {dtype}: {defect.says}" for defect, dtype in missed]


def kind(swept: Swept) -> str:
    """The name of the row that a function is counted in."""
    letter = ("C", "∇_a C") if isinstance(swept.entry, Cost) else ("σ", "σ′")
    return letter[swept.derivative]


def table(found: Findings) -> Table:
    """One line a kind of function, in blocks of one adapter and dtype."""
    return by_equation("Every function over the whole line", found.rows)


def lines(found: Findings, gone: list[str]) -> Iterator[str]:
    """The ledger with what was met of it, every disagreement in full, and the outcome."""
    by_defect: dict[Defect, list[str]] = {}
    for defect, dtype in found.met:
        by_defect.setdefault(defect, []).append(dtype)
    for defect, dtypes in by_defect.items():
        yield f"known: {defect.library} ({', '.join(sorted(dtypes))}): {defect.says}"
    for line in found.absent:
        yield f"not there: {line}"
    for line in gone:
        yield f"gone: {line}; take it out of the ledger, or say which versions have it"
    for text in found.wrong[:SHOWN]:
        yield f"\n{text}"
    if len(found.wrong) > SHOWN:
        yield f"\nand {len(found.wrong) - SHOWN} more; --json FILE keeps them all."
    outcome = "Nothing unexplained."
    if found.wrong:
        outcome = f"{len(found.wrong)} functions with a disagreement that nothing explains."
    if gone:
        outcome += f" {len(gone)} defects of the ledger did not show themselves."
    if not found.decided:
        outcome = "Nothing was decided, which is no pass."
    yield f"\n{found.decided:,} numbers decided; {len(by_defect)} known defects were met. {outcome}"


def as_json(found: Findings, gone: list[str], **run: Any) -> dict[str, Any]:
    """The same as a JSON object."""
    rows = [
        {"adapter and dtype": who, "function": kind, **_finite(vars(row))}
        for who, rows in found.rows.items()
        for kind, row in rows.items()
    ]
    known = [{"framework": d.library, "dtype": dtype, "says": d.says, "functions": n} for (d, dtype), n in found.met.items()]
    return {**run, "rows": rows, "absent": found.absent, "findings": found.wrong, "gone": gone, "known": known}


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    """JSON has no infinity: null is a number that is not finite where the truth is."""
    return {key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in row.items()}
