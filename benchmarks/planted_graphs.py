"""Mistakes that are planted in random graphs, one at a time: is each caught, at its place, and named with its layer and link?

python benchmarks/planted_graphs.py [--graphs N] [--seed N] [--dtype float64] [--each]

prints a line for each kind of mistake. Exit 1 where a mistake that exceeds its bound is missed on a trace, right numbers are
called wrong, or less is named, or caught from gradients alone in float64, than is asked.
"""

from __future__ import annotations

import os
import sys

import click

from nablacheck.oracle import random_graph
from nablacheck.oracle.trust.graph_kills import try_graph
from nablacheck.oracle.trust.kill import Count, Kills
from nablacheck.oracle.trust.modes import GRAPH_GRADIENT, GRAPH_TRACE
from nablacheck.oracle.trust.stages import NUMPY

NAMED, ALONE = 99, 98
"""So many of a hundred are asked to be named on traces, and to be caught from gradients alone in float64."""


def line(kind: str, trace: Count, alone: Count) -> str:
    """The counts of a kind, on traces and from slopes alone."""
    return (
        f"{kind:24s} {trace.exceeding:6,d} exceed the bound, {trace.caught:6,d} caught, {trace.named:6,d} named; "
        f"alone {alone.of_trace_caught:,d} of {alone.of_trace:,d}"
    )


@click.command()
@click.option("--graphs", default=40, help="Random graphs.")
@click.option("--seed", default=0, help="The seed of the first graph.")
@click.option("--dtype", default="float64", type=click.Choice(["float32", "float64"]))
@click.option("--each", is_flag=True, help="Print what is named by something else.")
def main(graphs: int, seed: int, dtype: str, each: bool) -> None:
    """Plant mistakes."""
    kills = Kills()
    for number in range(seed, seed + graphs):
        try_graph(random_graph(number, dtype), NUMPY, kills)
    for kind in sorted({kind for _, _, kind in kills.counts}):
        click.echo(line(kind, *(kills.counts.get((mode, dtype, kind), Count()) for mode in (GRAPH_TRACE, GRAPH_GRADIENT))))
    trace, alone = (kills.total(mode, dtype) for mode in (GRAPH_TRACE, GRAPH_GRADIENT))
    click.echo(line(f"all, {dtype}", trace, alone))
    for said in (*kills.missed, *kills.alarms, *(kills.misnamed if each else ())):
        click.echo(said)
    few = 100 * trace.named < NAMED * trace.exceeding
    few |= dtype == "float64" and 100 * alone.of_trace_caught < ALONE * alone.of_trace
    sys.exit(1 if kills.missed or kills.alarms or few else 0)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
