"""The table adapter × equation, in the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.table import Table

from nablacheck.oracle.campaign.crosscheck import Tally
from nablacheck.oracle.judging.counts import Counts
from nablacheck.oracle.judging.verdict import Verdict


def table(tally: Tally) -> Table:
    """One line an equation, in blocks of one adapter and dtype."""
    blocks: dict[str, dict[str, Counts]] = {}
    for (adapter, dtype, equation), row in tally.rows.items():
        blocks.setdefault(f"{adapter} {dtype}", {})[equation] = row
    return by_equation("Every number against the equation that defines it", blocks)


def by_equation(title: str, blocks: Mapping[str, Mapping[str, Counts]]) -> Table:
    """The rows of each block, one line an equation, under the name of the block."""
    headings = ("entries", "inconclusive", "error/bound", "known", "findings")
    result = plain(title, "adapter and equation", headings)
    for i, (name, rows) in enumerate(blocks.items()):
        if i:
            result.add_row()
        result.add_row(f"[bold]{name}")
        for equation, row in rows.items():
            findings = f"[bold red]{row.findings:,}" if row.findings else "0"
            counts = (f"{row.entries:,}", f"{row.inconclusive:,}", f"{row.worst:.2g}", f"{row.known:,}", findings)
            result.add_row(f"  {equation}", *counts)
    return result


def plain(title: str, first: str, numbers: Iterable[str]) -> Table:
    """An empty table: a title, a column of text, columns of numbers."""
    result = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    result.add_column(first, no_wrap=True)
    for heading in numbers:
        result.add_column(heading, justify="right", no_wrap=True)
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
