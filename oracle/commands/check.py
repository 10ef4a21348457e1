"""The command `nablacheck check`: somebody's function, in declared conventions."""

from __future__ import annotations

import click

from nablacheck.oracle.checking.checker import check as check_function
from nablacheck.oracle.checking.habits import HABITS
from nablacheck.oracle.checking.importing import imported
from nablacheck.oracle.commands.declarations import declared
from nablacheck.oracle.commands.exits import OUTCOMES
from nablacheck.oracle.commands.options import extended
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.report.answer_lines import answer_lines


def _habits() -> str:
    """The table of conventions, as a terminal of 80 columns shows it."""
    lines = (f"{code}\n    {say}" for code, say in HABITS)
    return "\b\nWhat your code does, and what to say of it with -c:\n" + "\n".join(lines)


@click.command(short_help="Check a function of yours.", epilog=_habits())
@click.argument("target", metavar="MODULE:FUNCTION")
@click.option(
    "-c", "--convention", "conventions", multiple=True, metavar="NAME=VALUE", help="As in nablacheck.check; repeatable."
)
@to_json
@extended
def check(target: str, conventions: tuple[str, ...], output: Output) -> None:
    """Check a function: exit 0 right, 1 wrong, 2 unusable, 3 inconclusive. MODULE may be a file, as in mine.py:backprop."""
    report = check_function(imported(target), **declared(conventions))
    output.write(report.as_json())
    if not output.on_stdout:
        output.answer(answer_lines(report.outcome, str(report)))
    output.exit(OUTCOMES[report.outcome])
