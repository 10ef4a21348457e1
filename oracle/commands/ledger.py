"""The command `nablacheck ledger`: known defects of released frameworks, and whether they still show themselves."""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import click
from rich.console import Console

from nablacheck.oracle.ledger import LEDGER, Defect
from nablacheck.oracle.ledger.defect import LINE
from nablacheck.oracle.ledger.reproduce import reproduced
from nablacheck.oracle.report.progress import progress
from nablacheck.reference.arithmetic import precision


@click.command(short_help="List the known defects of released frameworks.")
@click.option("--json", "in_json", is_flag=True, help="Print a JSON object.")
@click.option("--reproduce", is_flag=True, help="Run every reproducer of the installed versions in a clean process.")
def ledger(in_json: bool, reproduce: bool) -> None:
    """List the known defects of released frameworks; with --reproduce, exit 1 where one does not show itself any more."""
    if in_json:
        click.echo(json.dumps({"entries": [as_json(defect, dtype) for defect in LEDGER for dtype in defect.dtypes]}, indent=1))
    elif not reproduce:
        for defect in LEDGER:
            click.echo(line(defect))
        click.echo(f"{len(LEDGER)} defects; --json has a reproducer of each.")
    if reproduce:
        sys.exit(_reproduce(Console()))


def _reproduce(console: Console) -> int:
    """Says which reproducers of the installed versions print something else by now: 1 where there is one, else 0."""
    here = [defect for defect in LEDGER if defect.installed]
    with progress(console) as bar:
        shown = list(bar.track(reproduced(here), total=len(here), description="reproducers"))
    gone = [(defect, text) for defect, text in shown if text != defect.shown.returns and defect.everywhere]
    for defect, text in gone:
        returns, right = defect.shown.returns, defect.shown.right
        click.echo(f"{line(defect)}\n  its reproducer printed {text}, not {returns}; right is {right}")
    click.echo(f"{len(here) - len(gone)} of the {len(here)} defects of the installed versions show themselves.")
    return 1 if gone else 0


def line(defect: Defect) -> str:
    """A defect in a line: where, which function, why."""
    low, high = _span(defect, defect.dtypes[-1])
    where = "everywhere" if (low, high) == LINE else f"at {low:g}" if low == high else f"from {low:.4g} to {high:.4g}"
    return f"{defect.library} {defect.versions} ({', '.join(defect.dtypes)}), {where}: {defect.says}"


def as_json(defect: Defect, dtype: str) -> dict[str, Any]:
    """A defect in one dtype as a JSON object."""
    low, high = _span(defect, dtype)
    return {
        "function": defect.function,
        "derivative": defect.derivative,
        "framework": defect.library,
        "mode": "native",
        "dtype": dtype,
        "versions": defect.versions,
        "from": _number(low),
        "to": _number(high),
        "returns": defect.shown.returns,
        "right": defect.shown.right,
        "cause": defect.cause,
        "upstream": defect.upstream,
        "varies": defect.varies,
        "seldom": defect.seldom,
        "reproducer": defect.shown.lines,
    }


def _span(defect: Defect, dtype: str) -> tuple[float, float]:
    """Where the argument has to be; of a mirrored span, from the one end to the other."""
    low, high = defect.span(precision(dtype)) if callable(defect.span) else defect.span
    return (-high, high) if defect.mirrored else (low, high)


def _number(value: float) -> float | str:
    """JSON has no infinity."""
    return value if math.isfinite(value) else str(value)
