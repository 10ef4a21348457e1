"""The contest of `bench speed` as tables, in the terminal and in a page, and why some are left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.table import Table

from nablacheck.oracle.report.speed_tables import seconds
from nablacheck.oracle.report.tables import plain

Record = dict[str, Any]
HEADINGS = ("ratio", "half within", "time")


def _lines(setting: Record) -> Iterator[tuple[str, str, str, str]]:
    unit = next(time["seconds"] for time in setting["times"] if time["name"] == setting["unit"])
    for time in setting["times"]:
        low, high = (_short(end / unit) for end in time["middle"])
        yield time["name"], _short(time["ratio"]), f"{low} to {high}", seconds(time["seconds"])


def _short(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"


def title(setting: Record) -> str:
    """The network, its batch and its dtype."""
    return f"{setting['network']}, batch {setting['batch']}, {setting['dtype']}"


def contest_tables(settings: Sequence[Record]) -> Iterator[Table]:
    """One table a setting, one line a contender."""
    for setting in settings:
        result = plain(title(setting), "", list(HEADINGS))
        for line in _lines(setting):
            result.add_row(*line)
        yield result


def left_out_lines(settings: Sequence[Record]) -> Iterator[str]:
    """A line for each reason; where the same is left out of several, once."""
    where: dict[tuple[str, str], list[str]] = {}
    for setting in settings:
        for name, why in setting["left_out"].items():
            where.setdefault((name, why), []).append(title(setting))
    for (name, why), there in where.items():
        yield f"left out: {name} ({'; '.join(there)}): {why}"


def exponent_lines(growth: Sequence[Record]) -> Iterator[str]:
    """How time and memory grow with the weights times the examples."""
    for each in growth:
        for name, e in each["exponents"].items():
            yield f"{name}, {each['dtype']}: time grows with the work to the power {e['time']:.2f}, memory to {e['memory']:.2f}"


def markdown(settings: Sequence[Record]) -> str:
    """Every ratio in one table, a line a contender, for a page."""
    names = list(dict.fromkeys(time["name"] for setting in settings for time in setting["times"]))
    ratios = [{time["name"]: _short(time["ratio"]) for time in setting["times"]} for setting in settings]
    head = ["", *(f"{setting['network']}, batch {setting['batch']}, {setting['dtype']}" for setting in settings)]
    rows = [head, ["---", *("--:" for _ in settings)], *([name, *(each.get(name, "–") for each in ratios)] for name in names)]
    rows += [[f"memory of the {name}", *(_short(s["memory"][name]) for s in settings)] for name in settings[0]["memory"]]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
