"""The commands `nablacheck bench …`: how long things take."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click
import numpy as np

from nablacheck.oracle.commands.bench_campaign import bench_campaign
from nablacheck.oracle.commands.options import FileName, split
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.commands.versions import versions
from nablacheck.oracle.generating.problems import DTYPES
from nablacheck.oracle.measuring import contest, speed
from nablacheck.oracle.report.contest_tables import contest_tables, exponent_lines, left_out_lines
from nablacheck.oracle.report.plots import plottable
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.speed_plot import draw
from nablacheck.oracle.report.speed_tables import as_json, growth_table, ratios_table, sentence
from nablacheck.oracle.trust.contenders import GROWTH, in_a_process
from nablacheck.reference.errors import InputError

EFFORT = speed.FULL
"""How long `book` measures."""
LIBRARIES = ("numpy", "torch", "jax", "jaxlib", "python-flint")
"""Whose versions are told."""


@click.group()
def bench() -> None:
    """Measure how long things take."""


bench.add_command(bench_campaign)


@bench.command("speed", short_help="How long the reference, frameworks, judges and other tools take.")
@to_json
@click.option("--turns", default=contest.TURNS, show_default=True, type=click.IntRange(min=1), help="A time is their median.")
@click.option(
    "--networks",
    default=",".join(contest.NETWORKS),
    show_default=True,
    callback=split(contest.NETWORKS, "network"),
    help="Which, by comma: the network of the book, a wider, a wide and a deep one.",
)
@click.option("--dtype", default=",".join(DTYPES), show_default=True, callback=split(DTYPES, "dtype"), help="Which, by comma.")
@click.option("--growth/--no-growth", default=True, help="Also how time and memory grow with the network.", show_default=True)
def speed_(output: Output, turns: int, networks: tuple[str, ...], dtype: tuple[str, ...], growth: bool) -> None:
    """How long the reference, frameworks, judges and other tools take.

    All take turns on the same network, each network and dtype in a process of its own, on one thread. What frameworks and tools
    are not installed is left out. Only ratios of one run say anything; times are of the processors, so that a machine may do
    something else beside.
    """
    console, settings, grown = output.console(), list[dict[str, Any]](), list[dict[str, Any]]()
    record = lambda: {"threads": 1, "versions": versions(LIBRARIES), "settings": settings, "growth": grown}
    with output.keeping(record), progress(console) as bar:
        asked = [(network, kind) for network in networks for kind in dtype]
        done = (in_a_process(network, kind, turns) for network, kind in asked)
        settings.extend(bar.track(done, total=len(asked), description="networks"))
        if growth:
            done = (in_a_process(GROWTH, kind, turns) for kind in dtype)
            grown.extend(bar.track(done, total=len(dtype), description="growing ones"))
    console.print(*contest_tables(settings))
    for line in (*exponent_lines(grown), *left_out_lines(settings)):
        console.say(line)
    output.exit(0)


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
    console.print(ratios_table(ratios), growth_table(rows))
    console.print(sentence(fitted), highlight=False)
    if plot:
        draw(rows, fitted, plot)
    output.exit(0)
