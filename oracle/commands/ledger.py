"""The command `nablacheck ledger`: known defects of released frameworks, and whether they still show themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import click
from rich.console import Console

from nablacheck.oracle.commands.exits import Code
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.ledger import LEDGER, Defect
from nablacheck.oracle.ledger.reproduce import gone, reproduced
from nablacheck.oracle.report.ledger_lines import as_json, defect_line, reproduced_lines
from nablacheck.oracle.report.progress import progress


@click.command(short_help="List the known defects of released frameworks.")
@to_json
@click.option("--reproduce", is_flag=True, help="Run every reproducer of the installed versions in a clean process.")
def ledger(output: Output, reproduce: bool) -> None:
    """List the known defects of released frameworks; with --reproduce, exit 1 where one does not show itself any more."""
    shown: list[tuple[Defect, str]] = []
    with output.keeping(lambda: as_json(LEDGER, shown)):
        if reproduce:
            shown.extend(_reproduced(output.console()))
    say = partial(click.echo, err=output.on_stdout)
    if reproduce:
        for line in reproduced_lines(shown):
            say(line)
    elif not output.on_stdout:
        for defect in LEDGER:
            say(defect_line(defect))
        say(f"{len(LEDGER)} defects; --json has a reproducer of each.")
    output.exit(Code.WRONG if gone(shown) else Code.RIGHT)


def _reproduced(console: Console) -> Iterator[tuple[Defect, str]]:
    """Each defect of the installed versions with what its reproducer prints."""
    here = [defect for defect in LEDGER if defect.installed]
    with progress(console) as bar:
        yield from bar.track(reproduced(here), total=len(here), description="reproducers")
