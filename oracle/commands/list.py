"""The command `nablacheck list`: every activation, cost and adapter, and how each framework computes it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from nablacheck.oracle.commands.options import extended
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.report.list_tables import adapters_table, entries_table
from nablacheck.oracle.sweeping.coverage import listed, listed_adapters
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.costs import COSTS


@click.command("list", short_help="List the activations, costs and adapters, with their coverage.")
@to_json
@extended
def listing(output: Output) -> None:
    """List every activation, cost and adapter: native or composed, kinks, parameters with the values drawn."""
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
