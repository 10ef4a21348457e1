"""The command `nablacheck list`: every activation, cost and adapter, and how each framework computes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, NoReturn

import click

from nablacheck.oracle.checking.texts import parts
from nablacheck.oracle.commands.options import extended
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.measuring.conventions_measured import Cell
from nablacheck.oracle.measuring.conventions_measured import conventions as measured
from nablacheck.oracle.report.conventions_lines import answers_of, as_json
from nablacheck.oracle.report.list_tables import adapters_table, entries_table
from nablacheck.oracle.sweeping.coverage import listed, listed_adapters
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.costs import COSTS
from nablacheck.reference.errors import InputError


@click.command("list", short_help="List the activations, costs and adapters, with their coverage.")
@click.option("--conventions", is_flag=True, help="List what frameworks take for granted instead: measured, or as recorded.")
@click.option("--frameworks", "among", default="", metavar="NAMES", help="Of which frameworks, by comma; without it, of all.")
@to_json
@extended
def listing(conventions: bool, among: str, output: Output) -> None:
    """List every activation, cost and adapter: native or composed, kinks, parameters with the values drawn."""
    if conventions:
        _conventions(parts("--frameworks", among) if among else (), output)
    if among:
        raise InputError("--frameworks is about --conventions: give both, or neither.")
    ready, adapters = listed_adapters()
    activations, costs = list(listed(ACTIVATIONS, ready)), list(listed(COSTS, ready))
    record: dict[str, list[Any]] = {"activations": activations, "costs": costs, "adapters": adapters}
    output.write({key: [asdict(line) for line in lines] for key, lines in record.items()})
    if output.on_stdout:
        return
    console = output.console()
    for title, lines in (("Activations", activations), ("Costs", costs)):
        console.print(entries_table(title, lines, adapters))
    console.print(adapters_table(adapters))
    for line in adapters:
        if line.needs:
            console.print(f"missing: {line.needs}", highlight=False, markup=False)
    output.exit(0)


def _conventions(among: Iterable[str], output: Output) -> NoReturn:
    cells: list[Cell] = []
    with output.keeping(lambda: as_json(cells)):
        cells += measured(among)
    if not output.on_stdout:
        for line in answers_of(cells):
            output.console().say(line)
    output.exit(0)
