"""The command `nablacheck check`: somebody's function, in declared conventions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from nablacheck.oracle.checking.answer import Report
from nablacheck.oracle.checking.checker import check as check_function
from nablacheck.oracle.checking.graph_check import check_graph
from nablacheck.oracle.checking.habits import HABITS
from nablacheck.oracle.checking.importing import imported
from nablacheck.oracle.commands.declarations import declared
from nablacheck.oracle.commands.exits import OUTCOMES
from nablacheck.oracle.commands.interrupts import Terminated
from nablacheck.oracle.commands.options import extended
from nablacheck.oracle.commands.output import Output, to_json, write_whole
from nablacheck.oracle.commands.reports import command_line, to_html
from nablacheck.oracle.commands.versions import versions
from nablacheck.oracle.report.check_page import check_page
from nablacheck.reference.errors import InputError

LIBRARIES = ("nablacheck", "numpy", "torch", "jax")
"""Whose versions a page tells."""
OF_GRAPHS = ("cost", "dtype", "seed", "time_limit")
"""What can be said of a function for a graph."""


def _habits() -> str:
    """The table of conventions, as a terminal of 80 columns shows it."""
    lines = (f"{code}\n    {say}" for code, say in HABITS)
    return "\b\nWhat your code does, and what to say of it with -c:\n" + "\n".join(lines)


@click.command(short_help="Check a function of yours.", epilog=_habits())
@click.argument("target", metavar="MODULE:FUNCTION")
@click.option(
    "-c", "--convention", "conventions", multiple=True, metavar="NAME=VALUE", help="As in nablacheck.check; repeatable."
)
@click.option("--graph", metavar="GRAPH", help="Of a network that is no chain: words, FILE.py:NAME, or a problem file.")
@to_json
@to_html
@extended
def check(target: str, conventions: tuple[str, ...], graph: str | None, output: Output, html: Path | None) -> None:
    """Check a function: exit 0 right, 1 wrong, 2 unusable, 3 inconclusive. MODULE may be a file, as in mine.py:backprop.

    With --graph it gets the parameters by name, x and y, and returns ∂C/∂… by name. GRAPH is one in words, as in
    '3; dense 4 tanh; residual_block 4; dense 2', a Graph or Plan of a module, or a file of `nablacheck template --graph`.
    """
    said = declared(conventions)
    try:
        report = _on_graph(imported(target), graph, said) if graph is not None else check_function(imported(target), **said)
    except (KeyboardInterrupt, Terminated) as ended:
        if (known := getattr(ended, "report", None)) is None:
            raise
        with output.keeping(known.as_json):  # a verdict that was found before the signal
            _show(known, output, html)
            raise
    output.write(report.as_json())
    _show(report, output, html)
    output.exit(OUTCOMES[report.outcome])


def _show(report: Report, output: Output, html: Path | None) -> None:
    if html:
        write_whole(html, check_page(report, command_line(), versions(LIBRARIES)))
    if not output.on_stdout:
        output.console().answer(report.outcome, str(report))


def _on_graph(function: Any, graph: str, said: Mapping[str, Any]) -> Report:
    """The report on a function for a graph; InputError for a convention of chains."""
    for name in said:
        if name not in OF_GRAPHS:
            raise InputError(f"{name} is about a chain; with --graph there are {', '.join(OF_GRAPHS)}: take it out.")
    return check_graph(function, graph, **said)
