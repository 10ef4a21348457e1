"""The tables of `nablacheck list`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

if TYPE_CHECKING:
    from nablacheck.oracle.listing import How, Listed, ListedAdapter


def entries_table(title: str, lines: Iterable[Listed], adapters: Sequence[str]) -> Table:
    """One line a family; a column for each adapter says which of its functions, and what that takes at the kinks."""
    result = _words(title, ("name", "values drawn", "kinks", *adapters))
    for line in lines:
        parameters = "; ".join(f"{name} {_numbers(values)}" for name, values in line.parameters.items())
        kinks = "; ".join(f"{kink.at:g}: {kink.left:.4g} | {kink.right:.4g}" for kink in line.kinks)
        name = f"{line.name} ({line.origin})" if line.origin else line.name
        ways = (_how(line.adapters.get(adapter)) for adapter in adapters)
        result.add_row(name, parameters, kinks or ("yes" if line.kinked else ""), *ways)
    return result


def _numbers(values: Iterable[float]) -> str:
    return ", ".join(f"{value:.4g}" for value in values)


def _how(how: How | None) -> str:
    if how is None:
        return "–"
    taken = f": {_numbers(how.kinks)}" if how.kinks else ""
    return (", ".join(how.functions) or how.mode) + taken


def adapters_table(lines: Iterable[ListedAdapter]) -> Table:
    """One line an adapter."""
    result = _words("Adapters", ("adapter", "library", "own z, a, δ", "networks in", "single functions in"))
    for line in lines:
        if line.needs:
            result.add_row(line.name, "missing", "", "", "")
        else:
            dtypes, functions = ", ".join(line.dtypes), ", ".join(line.functions)
            result.add_row(line.name, line.library, "yes" if line.trace else "no", dtypes, functions or "no")
    return result


def _words(title: str, headings: Iterable[str]) -> Table:
    """An empty table of words, which are broken where they are too long for the terminal."""
    result = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for heading in headings:
        result.add_column(heading, overflow="fold")
    return result
