"""The tables of `nablacheck list`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Table

from nablacheck.oracle.sweeping.coverage import How, Listed, ListedAdapter


def entries_table(title: str, lines: Sequence[Listed], adapters: Sequence[ListedAdapter]) -> Table:
    """One line a family; a column for adapters that compute all of them alike says how, and what that takes at the kinks.

    An adapter that has a function of its own for none of them has no column.
    """
    columns: dict[tuple[str, ...], list[str]] = {}
    for adapter in adapters:
        ways = [line.adapters.get(adapter.name) for line in lines]
        if any(how is None or how.mode == "native" for how in ways):
            columns.setdefault(tuple(map(_how, ways)), []).append(adapter.name)
    result = _words(title, ("name", "values drawn", "kinks", *(", ".join(alike) for alike in columns.values())))
    for line, *ways_of_line in zip(lines, *columns, strict=True):
        parameters = "; ".join(f"{name} {_numbers(values)}" for name, values in line.parameters.items())
        kinks = "; ".join(f"{kink.at:g}: {kink.left:.4g} | {kink.right:.4g}" for kink in line.kinks)
        name = f"{line.name} ({line.origin})" if line.origin else line.name
        result.add_row(name, parameters, kinks or ("yes" if line.kinked else ""), *ways_of_line)
    return result


def _numbers(values: Iterable[float]) -> str:
    return ", ".join(f"{value:.4g}" for value in values)


def _how(how: How | None) -> str:
    """The framework's functions, and what is taken at each kink."""
    if how is None:
        return "missing"
    taken = f": {_numbers(how.kinks)}" if how.kinks else ""
    return (", ".join(name.rpartition(".")[2] for name in how.functions) or how.mode) + taken


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
