"""The command `nablacheck sheet`: the accuracy sheet of an adapter's single functions."""

from __future__ import annotations

from pathlib import Path

import click

from nablacheck.adapters.devices import on_device
from nablacheck.oracle.checking.own import adapter_of
from nablacheck.oracle.commands.options import FileName, chosen, computed_on, extended, split
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.report.plots import plottable
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.sheet_plot import draw
from nablacheck.oracle.report.sheet_tables import as_json, lines, table
from nablacheck.oracle.sweeping.accuracy_sheet import Sheet, SheetCell, cells
from nablacheck.oracle.sweeping.findings import jobs
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.arithmetic import PRECISIONS
from nablacheck.reference.costs import COSTS
from nablacheck.reference.errors import InputError


@click.command(short_help="Write the accuracy sheet of an adapter's single functions.")
@click.argument("target", metavar="ADAPTER")
@click.option("--activations", default="all", show_default=True, metavar="all|none|NAMES", help="Which σ, by comma.")
@click.option("--costs", default="all", show_default=True, metavar="all|none|NAMES", help="Which C, by comma.")
@click.option(
    "--dtype", default="all", show_default="all that it has", callback=split(PRECISIONS, "dtype"), help="Which, by comma."
)
@computed_on
@to_json
@click.option("--plot", type=FileName(dir_okay=False, path_type=Path), help="Draw the sheet here: a .svg, .png or .pdf file.")
@extended
def sheet(
    target: str, activations: str, costs: str, dtype: tuple[str, ...], device: str, output: Output, plot: Path | None
) -> None:
    """Write the accuracy sheet of ADAPTER, a name, module:NAME or file.py:NAME: exit 0 without a fault, 1 with one.

    By function, derivative, format and segment of the line: the largest error in ULP, and in units of the derived bound.
    """
    if plot:
        plottable(plot)
    adapter = on_device(adapter_of(target), device)
    entries = chosen("--activations", activations, ACTIVATIONS) + chosen("--costs", costs, COSTS)
    work = jobs(entries, [adapter], dtype)
    if not work:
        raise InputError(
            f"adapter {adapter.name!r} has none of these functions in these formats; give it functions=Functions(…), or "
            "ask for others."
        )
    found: list[SheetCell] = []
    absent: list[str] = []
    console = output.console()
    with output.keeping(lambda: as_json(Sheet(adapter.name, found, absent))), progress(console) as bar:
        for entry, _, kind in bar.track(work, description="sheet"):
            try:
                found += cells(entry, adapter, kind)
            except NotImplementedError:
                absent.append(f"{entry.name} in {kind}")
    if not found:
        raise InputError(f"adapter {adapter.name!r} has none of the functions that were asked for: each of them is not there.")
    whole = Sheet(adapter.name, found, absent)
    console.print(table(whole))
    for line in lines(whole):
        console.say(line)
    if plot:
        draw(whole, plot)
    output.exit(1 if whole.faults else 0)
