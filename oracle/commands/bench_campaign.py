"""The command `nablacheck bench campaign`: problems a minute."""

from __future__ import annotations

import math

import click

from nablacheck.adapters import load, names
from nablacheck.oracle.campaign.part_files import needed
from nablacheck.oracle.campaign.plans import SHARD, CampaignPlan
from nablacheck.oracle.campaign.throughput import measured
from nablacheck.oracle.commands.options import split
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.generating.problems import DTYPES
from nablacheck.oracle.report.campaign_tables import throughput_as_json, throughput_sentence
from nablacheck.oracle.report.progress import progress
from nablacheck.reference.errors import InputError


@click.command("campaign", short_help="How many problems does a campaign judge in a minute?")
@to_json
@click.option("--problems", default=102_400, show_default=True, type=click.IntRange(min=1), help="In all, in each dtype.")
@click.option("--pool", default=200, show_default=True, type=click.IntRange(min=1), help="Architectures, each compiled once.")
@click.option("--adapters", default="torch,jax-draws", show_default=True, callback=split(names, "adapter"), help="By comma.")
@click.option("--naive", default="torch,jax", show_default=True, callback=split(names, "adapter"), help="Naively.")
@click.option("-j", "--jobs", "processes", default=2, show_default=True, type=click.IntRange(1, 256), help="Processes.")
@click.option(
    "--budget", default=30.0, show_default=True, metavar="S", type=click.FloatRange(min=0), help="For the naive loop."
)
def bench_campaign(
    output: Output, problems: int, pool: int, adapters: tuple[str, ...], naive: tuple[str, ...], processes: int, budget: float
) -> None:
    """How many problems does a campaign judge in a minute, and how many the naive loop, with a fresh shape each time?

    Each problem is judged entry by entry on every adapter in float32 and float64; compiling counts.
    """
    needed()
    if math.isnan(budget):
        raise InputError("--budget nan is no number of seconds; give one that is 0 or more.")
    each = max(1, min(SHARD, problems // pool))
    plan = CampaignPlan(0, -(-problems // each), each, pool, adapters, DTYPES)
    with progress(output.console()) as bar:
        found = measured(plan, processes, [load(name) for name in naive], budget, bar.track)
    output.write(throughput_as_json(found))
    output.console().print(throughput_sentence(found), highlight=False)
    output.exit(0)
