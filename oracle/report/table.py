"""The table adapter × equation, in the terminal and as JSON."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.table import Table

from nablacheck.oracle.crosscheck import Tally
from nablacheck.oracle.verdict import Verdict


def table(tally: Tally) -> Table:
    """One line an equation, in blocks of one adapter and dtype."""
    result = Table(
        title="Every number against the equation that defines it",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    result.add_column("adapter and equation", no_wrap=True)
    for heading in ("entries", "inconclusive", "error/bound", "known", "findings"):
        result.add_column(heading, justify="right", no_wrap=True)
    block: tuple[str, str] | None = None
    for (adapter, dtype, equation), row in tally.rows.items():
        if block != (adapter, dtype):
            if block:
                result.add_row()
            result.add_row(f"[bold]{adapter} {dtype}")
            block = adapter, dtype
        findings = f"[bold red]{row.findings:,}" if row.findings else "0"
        result.add_row(
            f"  {equation}", f"{row.entries:,}", f"{row.inconclusive:,}", f"{row.worst:.2g}", f"{row.known:,}", findings
        )
    return result


def as_json(tally: Tally, **run: Any) -> dict[str, Any]:
    """The same as a JSON object, with what was run and every finding explained."""
    return {
        **run,
        "rows": [
            {"adapter": adapter, "dtype": dtype, "equation": equation, **vars(row)}
            for (adapter, dtype, equation), row in tally.rows.items()
        ],
        "findings": [_finding(verdict) for verdict in tally.findings],
        "known": [{"adapter": adapter, "says": says, "problems": n} for (adapter, says), n in tally.known.items()],
    }


def _finding(verdict: Verdict) -> dict[str, Any]:
    return {
        "adapter": verdict.origin,
        "problem": str(verdict.problem),
        "breaches": list(verdict.breaches),
        "equations": [{"equation": c.equation, "layer": c.layer} for c in verdict.broken],
        "explanation": verdict.explain(),
    }
