"""The tables of `nablacheck list`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from string import ascii_uppercase

from rich import box
from rich.table import Table

from nablacheck.oracle.sweeping.coverage import How, Listed, ListedAdapter


def entries_table(title: str, lines: Sequence[Listed], adapters: Sequence[ListedAdapter]) -> Table:
    """One row a family: its parameters and kinks, and how each adapter computes it, with what that takes at the kinks.

    Adapters that compute all of them alike share a letter, which stands under the title; one that has a function of its own
    for none of them, or is missing, has no letter.
    """
    alike: dict[tuple[str, ...], list[str]] = {}
    for adapter in adapters:
        ways = [line.adapters.get(adapter.name) for line in lines]
        if any(how is not None and how.mode == "native" for how in ways):
            alike.setdefault(tuple(map(_how, ways)), []).append(adapter.name)
    letters = ascii_uppercase[: len(alike)]
    legend = (f"{letter}: {', '.join(names)}" for letter, names in zip(letters, alike.values(), strict=True))
    result = _words("\n".join((title, *legend)), ("entry", "computed by (at the kinks)"))
    for line, *ways_of_line in zip(lines, *alike, strict=True):
        by: dict[str, list[str]] = {}
        for letter, way in zip(letters, ways_of_line, strict=True):
            by.setdefault(way, []).append(letter)
        result.add_row("\n  ".join(_described(line)), "\n".join(f"{' '.join(of)} {way}" for way, of in by.items()))
    return result


def _described(line: Listed) -> Iterator[str]:
    """The name of a family and where it comes from, the values that are drawn of its parameters, its kinks."""
    yield f"{line.name} ({line.origin})" if line.origin else line.name
    for name, values in line.parameters.items():
        yield f"{name} {_numbers(values)}"
    if line.kinks:
        yield "kinks " + "; ".join(f"{kink.at:g}: {kink.left:.4g} | {kink.right:.4g}" for kink in line.kinks)
    elif line.kinked:
        yield "has kinks"


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
