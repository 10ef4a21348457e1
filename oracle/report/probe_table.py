"""The table of the elementary functions of the libraries, and what to say of one that leaves its row."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from nablacheck.oracle.report.tables import plain
from nablacheck.oracle.sweeping.prober import Measured


def functions_table(rows: Iterable[Measured]) -> Table:
    """One line a function of a library in a dtype, errors in unit roundoffs."""
    result = plain("Elementary functions, errors in unit roundoffs u", "library and dtype", ())
    result.add_column("function")
    for heading in ("largest found", "at", "allowed"):
        result.add_column(heading, justify="right")
    before = ""
    for row in rows:
        name = f"{row.library} {row.dtype}"
        found = f"{row.found:.3g}" if row.kept else f"[bold red]{row.found:.3g}"
        result.add_row(name if name != before else "", row.function, found, f"{row.at:.6g}", f"{row.allowed:g}")
        before = name
    return result


def leaves(row: Measured) -> str:
    """The sentence about a function that is less accurate than its row says."""
    return (
        f"{row.function} of {row.library} in {row.dtype} leaves its row: {row.found:.3g}u at {row.at:.17g}, where "
        f"{row.allowed:g}u are allowed."
    )
