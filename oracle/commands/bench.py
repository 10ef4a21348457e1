"""The commands `nablacheck bench …`: how long things take."""

from __future__ import annotations

import json
import math
from pathlib import Path

import click
import numpy as np
from rich.console import Console

from nablacheck import __version__
from nablacheck.oracle.commands.options import in_a_folder
from nablacheck.oracle.measuring import speed
from nablacheck.oracle.report.plots import plottable
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.speed_tables import as_json, draw, growth_table, ratios_table, sentence
from nablacheck.reference.errors import InputError

EFFORT = speed.FULL
"""How long it measures."""


@click.group()
def bench() -> None:
    """Measure how long things take."""


@bench.command(short_help="In what sense is backpropagation a fast algorithm?")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures here too.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw them here: a .svg, .png or .pdf file.")
@click.option(
    "--budget",
    default=speed.BUDGET,
    show_default=True,
    metavar="S",
    type=click.FloatRange(min=0),
    help="Seconds for finite differences; what would take longer is extrapolated.",
)
def book(file: Path | None, plot: Path | None, budget: float) -> None:
    """In what sense is backpropagation a fast algorithm?

    Times a gradient against a forward pass, and backpropagation against the finite differences (46) as the number of weights
    grows from 10² to 10⁶. On a busy machine the figures are steadier with OMP_NUM_THREADS=1.
    """
    in_a_folder("--json", file)
    if math.isnan(budget):
        raise InputError("--budget nan is no number of seconds; give one that is 0 or more.")
    if plot:
        plottable(plot)
    console = Console()
    with progress(console) as bar:
        ratios = [
            speed.ratio(*network, EFFORT) for network in bar.track(speed.RATIOS, description="a gradient in forward passes")
        ]
        rows = list(
            bar.track(speed.growth(budget, speed.SIZES, EFFORT), total=len(speed.SIZES), description="finite differences")
        )
    fitted = speed.exponents(rows)
    if file:
        record = as_json(ratios, rows, fitted, version=__version__, numpy=np.__version__, dtype="float64")
        file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    if plot:
        draw(rows, fitted, plot)
    console.print(ratios_table(ratios), growth_table(rows))
    console.print(sentence(fitted), highlight=False)
