"""The commands `nablacheck bench …`: how long things take."""

from __future__ import annotations

import math
from pathlib import Path

import click
import numpy as np

from nablacheck.oracle.commands.options import FileName
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.measuring import speed
from nablacheck.oracle.report.plots import plottable
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.speed_plot import draw
from nablacheck.oracle.report.speed_tables import as_json, growth_table, ratios_table, sentence
from nablacheck.reference.errors import InputError

EFFORT = speed.FULL
"""How long it measures."""


@click.group()
def bench() -> None:
    """Measure how long things take."""


@bench.command(short_help="In what sense is backpropagation a fast algorithm?")
@to_json
@click.option("--plot", type=FileName(dir_okay=False, path_type=Path), help="Draw them here: a .svg, .png or .pdf file.")
@click.option(
    "--budget",
    default=speed.BUDGET,
    show_default=True,
    metavar="S",
    type=click.FloatRange(min=0),
    help="Seconds for finite differences; what would take longer is extrapolated.",
)
def book(output: Output, plot: Path | None, budget: float) -> None:
    """In what sense is backpropagation a fast algorithm?

    Times a gradient against a forward pass, and backpropagation against the finite differences (46) as the number of weights
    grows from 10² to 10⁶. On a busy machine the figures are steadier with OMP_NUM_THREADS=1.
    """
    if math.isnan(budget):
        raise InputError("--budget nan is no number of seconds; give one that is 0 or more.")
    if plot:
        plottable(plot)
    console = output.console()
    ratios: list[speed.Ratio] = []
    rows: list[speed.Growth] = []
    with (
        output.keeping(lambda: as_json(ratios, rows, speed.exponents_so_far(rows), numpy=np.__version__, dtype="float64")),
        progress(console) as bar,
    ):
        networks = bar.track(speed.RATIOS, description="a gradient in forward passes")
        ratios.extend(speed.ratio(*network, EFFORT) for network in networks)
        growth = speed.growth(budget, speed.SIZES, EFFORT)
        rows.extend(bar.track(growth, total=len(speed.SIZES), description="finite differences"))
    fitted = speed.exponents(rows)
    if plot:
        draw(rows, fitted, plot)
    console.print(ratios_table(ratios), growth_table(rows))
    console.print(sentence(fitted), highlight=False)
    output.exit(0)
