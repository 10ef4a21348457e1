"""A campaign in the terminal and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from rich.table import Table
from rich.text import Text

from nablacheck.oracle.campaign.how_far import Progress
from nablacheck.oracle.campaign.reading import Tables
from nablacheck.oracle.campaign.reducing import Reduced
from nablacheck.oracle.campaign.throughput import Throughput
from nablacheck.oracle.judging.counts import Counts
from nablacheck.oracle.report.tables import COUNTED, by_equation, counted, of_bound, plain, red, reduced_as_json


def adapters_table(answers: Tables) -> Table:
    """One line a dtype, under the name of the adapter."""
    result = plain("What was found", "adapter and dtype", ("problems", "entries", *COUNTED, "findings"))
    name = ""
    for row in answers["dtypes"]:
        if row["adapter"] != name:
            result.add_row(Text(name := row["adapter"], "bold"))
        numbers = (counted(row[name]) for name in ("problems", "entries", "inconclusive"))
        others = of_bound(row["worst"]), counted(row["known"]), red(row["findings"])
        result.add_row(f"  {row['dtype']}", *numbers, *others)
    return result


def equations_table(answers: Tables) -> Table:
    """One line an equation."""
    blocks: dict[str, dict[str, Counts]] = {}
    for row in answers["equations"]:
        counts = Counts(row["entries"], row["inconclusive"], row["known"], row["worst"], row["findings"])
        blocks.setdefault(f"{row['adapter']} {row['dtype']}", {})[row["equation"]] = counts
    return by_equation("Every number against the equation that defines it", blocks)


def progress_line(now: Progress) -> str:
    """How far it is, in a line."""
    who = "at work" if now.runs else "finished" if now.done == now.wanted else "nobody works on it"
    left = f", about {timedelta(seconds=round(now.left))} left" if math.isfinite(now.left) and now.runs else ""
    rate = f", {now.rate:,.0f} a minute" if now.runs else ""
    findings = f"{now.findings} finding{'s' * (now.findings != 1)}"
    unusable = f", {now.unusable} damaged or another's, which resume does again" if now.unusable else ""
    return f"{who}: {now.done} of {now.wanted} parts{unusable}, {now.problems:,} problems{rate}, {findings}{left}"


def as_json(
    manifest: Mapping[str, Any],
    now: Progress,
    answers: Tables | None,
    reduced: Iterable[Reduced],
    links: Mapping[str, int],
) -> dict[str, Any]:
    """The same as a JSON object, with what was asked of the parts, and in how many graphs each link was."""
    return {
        "campaign": dict(manifest),
        "progress": asdict(now),
        "tables": answers.of if answers else {},
        "links": dict(links),
        "reduced": [reduced_as_json(one) for one in reduced],
    }


def throughput_sentence(found: Throughput) -> str:
    """How many problems a minute, and how many times the naive loop."""
    return (
        f"{found.a_minute:,.0f} problems a minute on {', '.join(found.adapters)} in {' and '.join(found.dtypes)}, over "
        f"{found.architectures} architectures, in {found.processes} processes; the naive loop on "
        f"{', '.join(found.naive_adapters)}: {found.naive_a_minute:,.0f} a minute. That is {found.times:,.0f} times as many. "
        f"A processor is busy with a problem for {found.busy_each:,.2f} ms, importing and compiling among them, and in the "
        f"naive loop for {found.naive_busy_each:,.0f} ms."
    )


def throughput_as_json(found: Throughput) -> dict[str, Any]:
    """The same in plain data."""
    return {
        **asdict(found),
        "a_minute": found.a_minute,
        "naive_a_minute": found.naive_a_minute,
        "times": found.times,
        "busy_each": found.busy_each,
        "naive_busy_each": found.naive_busy_each,
    }
