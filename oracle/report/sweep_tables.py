"""What a sweep found: a table, the disagreements in full, and the ledger with what was met of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from rich.table import Table

from nablacheck.oracle.ledger import Defect
from nablacheck.oracle.report.outcome_line import outcome_line
from nablacheck.oracle.report.tables import by_equation
from nablacheck.oracle.sweeping.findings import Findings

SHOWN = 20
"""How many disagreements are explained in full; the JSON has them all."""


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
        yield f"gone: {line}; its reproducer may say more: nablacheck ledger --reproduce"
    for text in found.wrong[:SHOWN]:
        yield f"\n{text}"
    if len(found.wrong) > SHOWN:
        yield f"\nand {len(found.wrong) - SHOWN} more; --json FILE keeps them all."
    outcome = outcome_line(len(found.wrong), found.decided, "function with a disagreement", "functions with a disagreement")
    if gone:
        outcome += f" {len(gone)} defects of the ledger did not show themselves."
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
