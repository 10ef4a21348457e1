"""The table adapter × equation, in the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from nablacheck.oracle.campaign.crosscheck import Finding, Tally
from nablacheck.oracle.campaign.reducing import Reduced
from nablacheck.oracle.judging.counts import Counts

EDGE = (
    "at the edge: the error is all that the bound allows, as where a result that is too small for its dtype underflows to 0; "
    "it is inside."
)


def table(tally: Tally) -> Table:
    """One line an adapter; a finding is a problem here, and an entry in the table of equations."""
    result = plain("What was found", "adapter", ("problems", "entries", *COUNTED, "findings"))
    for adapter in dict.fromkeys(name for name, _ in tally.problems):
        whole = Counts()
        for (name, *_), row in tally.rows.items():
            if name == adapter:
                whole.merge(row)
        problems = sum(count for (name, _), count in tally.problems.items() if name == adapter)
        wrong = {(finding.dtype, finding.problem) for finding in tally.findings if finding.adapter == adapter}
        result.add_row(adapter, counted(problems), counted(whole.entries), *_undecided(whole), red(len(wrong)))
    return result


def equations(tally: Tally) -> Table:
    """One line an equation, in blocks of one adapter and dtype."""
    blocks: dict[str, dict[str, Counts]] = {}
    for (adapter, dtype, equation), row in tally.rows.items():
        blocks.setdefault(f"{adapter} {dtype}", {})[equation] = row
    return by_equation("Every number against the equation that defines it", blocks)


def by_equation(title: str, blocks: Mapping[str, Mapping[str, Counts]]) -> Table:
    """The rows of each block, one line an equation, under the name of the block."""
    result = plain(title, "adapter and equation", ("entries", *COUNTED, "findings"))
    for i, (name, rows) in enumerate(blocks.items()):
        if i:
            result.add_row()
        result.add_row(Text(name, "bold"))
        for equation, row in rows.items():
            result.add_row(f"  {equation}", counted(row.entries), *_undecided(row), red(row.findings))
    return result


COUNTED = ("incon-\nclusive", "error/bound", "known")


def _undecided(row: Counts) -> tuple[str, ...]:
    return counted(row.inconclusive), of_bound(row.worst), counted(row.known)


MILLION = 1_000_000
"""From ten of them on a count is told in millions, so that a line of a table is whole at 80 columns."""


def counted(count: int) -> str:
    """A count as a table has it; --json has every digit."""
    return f"{count:,}" if count < 10 * MILLION else f"{count / MILLION:,.1f} M"


def red(count: int) -> str:
    """A count of what is wrong."""
    return f"[bold red]{counted(count)}" if count else "0"


def of_bound(ratio: float) -> str:
    """Error/bound in two digits, never on the wrong side of 1: what would print as 1 is at the edge, or beyond it."""
    if at_the_edge(ratio):
        return "at the edge"
    short = f"{ratio:.2g}"
    return short if short != f"{1:.2g}" else ">1"


def at_the_edge(ratio: float) -> bool:
    """Whether error/bound is inside, and would print as 1."""
    return ratio <= 1 and f"{ratio:.2g}" == f"{1:.2g}"


def edge(tally: Tally) -> str:
    """What `at the edge` means, where the tables say it."""
    return EDGE if any(of_bound(row.worst) == "at the edge" for row in tally.rows.values()) else ""


def link_lines(links: Mapping[str, int]) -> Iterator[str]:
    """In how many graphs each link was met, in a line, where there are graphs."""
    if links:
        yield f"links, by the graphs with them: {', '.join(f'{name} {count}' for name, count in links.items())}."


def plain(title: str, first: str, numbers: Iterable[str]) -> Table:
    """An empty table: a title, a column of text that is folded for want of room, columns of numbers."""
    result = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    result.add_column(first, overflow="fold")
    for heading in numbers:
        result.add_column(heading, justify="right", no_wrap=True)
    return result


def as_json(tally: Tally, reduced: Iterable[Reduced] = (), **run: Any) -> dict[str, Any]:
    """The same as a JSON object, with what was run, every finding explained, and each thing that is wrong, made small."""
    return {
        **run,
        "adapters": [{"adapter": adapter, "dtype": dtype, "problems": n} for (adapter, dtype), n in tally.problems.items()],
        "rows": [
            {"adapter": adapter, "dtype": dtype, "equation": equation, **vars(row)}
            for (adapter, dtype, equation), row in tally.rows.items()
        ],
        "findings": [_finding(finding) for finding in tally.findings],
        "reduced": [reduced_as_json(one) for one in reduced],
        "known": [{"adapter": adapter, "says": says, "problems": n} for (adapter, says), n in tally.known.items()],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    broken = [{"equation": equation, "layer": layer} for equation, layer in finding.broken]
    said = {name: value for name, value in vars(finding).items() if name not in ("broken", "sign", "problems")}
    return {**said, "equations": broken}


def reduced_as_json(one: Reduced) -> dict[str, Any]:
    """A thing that is wrong, in plain data."""
    kept = ("adapter", "dtypes", "function", "numbers", "network", "count", "explanation", "again", "file", "script", "small")
    return {**{name: getattr(one, name) for name in kept}, "signs": [sign.says for sign in one.signs]}
