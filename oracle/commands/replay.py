"""The command `nablacheck replay`: a finding from its file, computed again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nablacheck.adapters import load, names
from nablacheck.oracle.campaign.crosscheck import verdicts
from nablacheck.oracle.campaign.replaying import found_in
from nablacheck.oracle.campaign.stores import fetched
from nablacheck.oracle.commands.exits import OUTCOMES
from nablacheck.oracle.commands.options import PlaceName, extended
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.judging.compared import INCONCLUSIVE, RIGHT, WRONG
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.errors import InputError


@click.command(short_help="Compute a finding of run again, from its file.")
@click.argument("file", type=PlaceName())
@click.option("--adapter", metavar="NAME", help="In place of the one that the file names.")
@to_json
@extended
def replay(file: Path, adapter: str | None, output: Output) -> None:
    """Compute the finding in FILE again: exit 0 right, 1 wrong, 2 unusable file, 3 inconclusive.

    FILE was written by `nablacheck run` or a campaign. It holds numbers and names; the code that is judged is the adapter's.
    """
    with fetched(file) as here:
        found = found_in(here)
    name = adapter or found.adapter
    if not name:
        raise InputError(f"{file} names no adapter; give one, as in --adapter torch.")
    if name not in names():
        raise InputError(
            f"the adapter {name!r} of the finding is not there; add the file that brings it, --with FILE.py, or --adapter NAME."
        )
    said = list(verdicts(found.problem, load(name)))
    outcome = _together(said)
    text = f"{outcome}\n" + "\n".join(verdict.explain() for verdict in _shown(said, outcome))
    output.write(_record(found.sign.says, name, outcome, said))
    if not output.on_stdout:
        output.console().answer(outcome, text)
    output.exit(OUTCOMES[outcome])


def _together(said: list[Verdict]) -> str:
    """Wrong where anything is; right where the equations are, one by one or end to end, since either decides the numbers."""
    outcomes = [verdict.outcome for verdict in said]
    return WRONG if WRONG in outcomes else RIGHT if RIGHT in outcomes else INCONCLUSIVE


def _shown(said: list[Verdict], outcome: str) -> list[Verdict]:
    """The verdicts that made the outcome; the first of them is the sharpest."""
    return [next(verdict for verdict in said if verdict.outcome == outcome)]


def _record(sign: str, name: str, outcome: str, said: list[Verdict]) -> dict[str, Any]:
    broken = [{"equation": c.equation, "layer": c.layer} for verdict in said for c in verdict.broken]
    return {
        "adapter": name,
        "found": sign,
        "verdict": outcome,
        "network": str(said[0].problem),
        "breaches": [breach for verdict in said for breach in verdict.breaches],
        "equations": broken,
        "explanations": [verdict.explain() for verdict in said],
    }
