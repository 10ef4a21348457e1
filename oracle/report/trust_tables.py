"""The record of a run of `nablacheck trust`, and its tables: in the terminal, and in a page of Markdown between marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from nablacheck.oracle.report.tables import plain
from nablacheck.oracle.trust.kill import Count
from nablacheck.oracle.trust.modes import GRADIENT, GRAPH_GRADIENT, GRAPH_TRACE, MODES, SINGLE, TRACE, Mode
from nablacheck.oracle.trust.record import Record, count_of, total
from nablacheck.reference.errors import InputError

DTYPES = ("float64", "float32")
COUNTED = ("exceeding", "caught", "%", "named", "hidden", "smaller")


@dataclass(frozen=True)
class Grid:
    """A table of text: a name for its marks in the page, a title, headings, rows."""

    name: str
    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def table(self) -> Table:
        """For the terminal, in 80 columns: a heading takes a line for each word."""
        result = plain(self.title, self.headings[0], [heading.replace(" ", "\n") for heading in self.headings[1:]])
        for row in self.rows:
            result.add_row(*row)
        return result

    def markdown(self) -> str:
        """For a page."""
        rule = ("---", *("--:" for _ in self.headings[1:]))
        return "\n".join(f"| {' | '.join(cells)} |" for cells in (self.headings, rule, *self.rows))


def grids(record: Record) -> tuple[Grid, ...]:
    """Every table of a run."""
    return tools(record), totals(record), families(record), correct(record), sensitivity(record)


def tools(record: Record) -> Grid:
    """One line a tool."""
    headings = ("tool", "of 22", "caught", "missed", *(f"alarms {dtype}" for dtype in DTYPES), "time")
    return Grid("tools", "The same cases under everybody's rules", headings, [_tool(score) for score in record["tools"]])


def _tool(score: Record) -> tuple[str, ...]:
    if score["error"]:
        return (score["name"], score["error"], *[""] * 5)
    alarms = [f"{score['alarms'][dtype]}/{score['correct'][dtype]}" if dtype in score["correct"] else "–" for dtype in DTYPES]
    of_22 = "–" if score["of_22"] is None else str(score["of_22"])
    caught, missed = score["caught"], score["wrong"] - score["caught"]
    return score["name"], of_22, f"{caught:,}", f"{missed:,}", *alarms, _times(score["passes"])


def _times(passes: float) -> str:
    return f"{passes:,.0f}" if passes >= 10 else f"{passes:.1f}"


def totals(record: Record) -> Grid:
    """One line for each mode and dtype."""
    headings = ("numbers shown", *COUNTED)
    shown = (*(mode.name for mode in MODES), GRAPH_TRACE, GRAPH_GRADIENT)
    rows = [_counts(f"{name}, {dtype}", count_of(record, mode=name, dtype=dtype)) for name in shown for dtype in DTYPES]
    return Grid("totals", "The fault collection", headings, rows)


def families(record: Record) -> Grid:
    """One line for each family, of traces, both dtypes together; then the same of graphs."""
    rows = []
    for mode, of in ((TRACE.name, ""), (GRAPH_TRACE, "graphs: ")):
        names = dict.fromkeys(line["family"] for line in record["kills"] if line["mode"] == mode)
        rows += [_counts(f"{of}{name}", count_of(record, mode=mode, family=name)) for name in names]
    return Grid("families", "By kind of fault, on traces", ("kind of fault", *COUNTED), rows)


def _counts(name: str, count: Count) -> tuple[str, ...]:
    share = percent(count.caught, count.exceeding)
    numbers = (f"{n:,}" for n in (count.named, count.hidden, count.smaller))
    return name, f"{count.exceeding:,}", f"{count.caught:,}", share, *numbers


def percent(part: int, whole: int) -> str:
    """Rounded down, so that 100 is all of them."""
    return "100" if part == whole else f"{(100_000 * part // whole) / 1000:.3f}"


def correct(record: Record) -> Grid:
    """One line for each adapter and dtype."""
    rows = [(f"{line['adapter']}, {line['dtype']}", f"{line['cases']:,}") for line in record["correct"]]
    rows.append(("all", f"{sum(line['cases'] for line in record['correct']):,}"))
    rows.append(("called wrong", f"{len(record['alarms']):,}"))
    return Grid("correct", "Correct numbers", ("numbers of", "cases"), rows)


def sensitivity(record: Record) -> Grid:
    """One line for each point and equation."""
    headings = ("network", "dtype", "equation", "certain", "committed", "ratio")
    rows = [
        (
            f"{row['varied']} {row['value']}",
            row["dtype"],
            row["equation"],
            _short(row["certain"]),
            *("" if row[name] is None else _short(row[name]) for name in ("committed", "ratio")),
        )
        for row in record["sensitivity"]
    ]
    return Grid("sensitivity", "How small a fault of one entry is certain to be caught", headings, rows)


def _short(number: float) -> str:
    return f"{number:.3g}" if number < 10**6 else f"{number:.1e}"


def sentences(record: Record) -> Iterator[str]:
    """The speed of a check, what was asked of the sensitivity, and what is seen without a trace."""
    took = record["speed"]
    decided = "every entry decided" if not took["undecided"] else f"{took['undecided']} entries inconclusive"
    yield (
        f"A check of 784-30-10, batch 10, {decided}, takes {took['ratio']:.1f} times a forward and backward pass of "
        f"{took['unit']}, the unit of time in these tables."
    )
    ratios = [row["ratio"] for row in record["sensitivity"] if row["varied"] == "depth" and row["ratio"] is not None]
    if ratios:
        yield (
            f"At any depth, a fault of {max(ratios):.1f} times the largest rounding that a correct framework committed is "
            f"certain to be caught."
        )
    shares = {mode: _shares(record, mode) for mode in (SINGLE, GRADIENT)}
    yield (
        f"Of the faults that exceed the bound of a trace and change a gradient, that of one example shows {shares[SINGLE]}, "
        f"that of a batch {shares[GRADIENT]}."
    )
    graphs = count_of(record, mode=GRAPH_TRACE)
    share = {part: percent(getattr(graphs, part), graphs.exceeding) for part in ("caught", "named")}
    yield (
        f"Of the {graphs.exceeding:,} mistakes in graphs that exceed the bound of a trace, {share['caught']} % are caught, "
        f"and {share['named']} % are named with their layer, link and weight."
    )
    below = [total(record, TRACE, dtype) for dtype in DTYPES]
    smaller, caught = sum(count.smaller for count in below), sum(count.smaller_caught for count in below)
    yield f"Of the {smaller:,} faults of traces that are smaller, {caught:,} are caught all the same."
    yield f"The run took {took['run_s']:.0f} s on {took['cores']} cores."


def _shares(record: Record, mode: Mode) -> str:
    counts = {dtype: total(record, mode, dtype) for dtype in DTYPES}
    return " and ".join(f"{percent(count.of_trace_caught, count.of_trace)} % in {dtype}" for dtype, count in counts.items())


def marked(page: str, record: Record) -> str:
    """The page; InputError where the marks of a table are missing, which can be known before the work."""
    for name in (*(grid.name for grid in grids(record)), "sentences"):
        if (count := len(re.findall(_place(name), page, flags=re.DOTALL))) != 1:
            raise InputError(
                f"the page has {count} places for {name!r}; it needs one, between <!-- {name} --> and <!-- /{name} -->."
            )
    return page


def written(page: str, record: Record) -> str:
    """The page with the tables of a run between its marks; InputError where a mark is missing."""
    parts = {grid.name: grid.markdown() for grid in grids(record)} | {"sentences": "\n".join(sentences(record))}
    page = marked(page, record)
    for name, text in parts.items():
        page = re.sub(_place(name), _between(text), page, flags=re.DOTALL)
    return page


def _place(name: str) -> str:
    return rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)"


def _between(text: str) -> Any:
    return lambda match: f"{match[1]}{text}{match[2]}"
