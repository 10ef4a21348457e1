"""The commands `nablacheck campaign …`: many problems, in a folder that survives whatever ends the work."""

from __future__ import annotations

import collections
import re
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click

from nablacheck.adapters import names
from nablacheck.oracle.campaign.campaigns import Campaign, merged_into, new
from nablacheck.oracle.campaign.clusters import Cluster
from nablacheck.oracle.campaign.finishing import REDUCED, found, keep, kept, links, reductions, without_a_problem
from nablacheck.oracle.campaign.how_far import progress_of
from nablacheck.oracle.campaign.part_files import needed
from nablacheck.oracle.campaign.plans import SHARD, CampaignPlan
from nablacheck.oracle.campaign.reading import tables
from nablacheck.oracle.campaign.reducing import Reduced
from nablacheck.oracle.campaign.stores import check_place
from nablacheck.oracle.campaign.workers import Beside
from nablacheck.oracle.commands.campaign_pages import report, serve
from nablacheck.oracle.commands.exits import Code
from nablacheck.oracle.commands.options import PlaceName, brought, extended, split
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.commands.terminal import Terminal
from nablacheck.oracle.generating.problems import DTYPES
from nablacheck.oracle.report.campaign_tables import adapters_table, as_json, equations_table, progress_line
from nablacheck.oracle.report.outcome_line import in_verdicts, outcome_line
from nablacheck.oracle.report.page_content import without_graphs
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.tables import link_lines
from nablacheck.reference.errors import InputError

SHOWN = 5
"""How many findings are told in full."""
EVERY = 2.0
"""Seconds between two looks."""

folder_of = click.argument("folder", metavar="DIR", type=PlaceName())
work_options = (
    click.option("-j", "--jobs", "processes", default=2, show_default=True, type=click.IntRange(1, 256), help="Processes."),
    click.option(
        "--cluster",
        metavar="ADDRESS",
        help="Dask's workers in place of processes: tcp://host:8786, or the file of a scheduler.",
    ),
    click.option(
        "--limit",
        default=600.0,
        show_default=True,
        metavar="S",
        type=click.FloatRange(min=1, max=86_400),
        help="Seconds after which a shard is given up, which is a finding.",
    ),
    click.option(
        "--minimise",
        default=60.0,
        show_default=True,
        metavar="S",
        type=click.FloatRange(min=0, max=86_400),
        help="Seconds in which the findings of an adapter are made small.",
    ),
)


def working(command: Any) -> Any:
    """The options of whoever works."""
    for option in reversed(work_options):
        command = option(command)
    return command


@click.group()
def campaign() -> None:
    """Judge many problems, resumable, on one machine or several."""


campaign.add_command(report)
campaign.add_command(serve)


def _share(ctx: click.Context, parameter: click.Parameter, value: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", value)
    i, n = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= i <= n:
        raise InputError(f"--share {value} is no share; write which of how many, as 1/2 and 2/2 on two machines.")
    return i - 1, n


@campaign.command(short_help="Begin a campaign in a new folder.")
@folder_of
@click.option("--problems", default=20_000, show_default=True, type=click.IntRange(min=0), help="In all, in each dtype.")
@click.option("--graphs", default=0, show_default=True, type=click.IntRange(min=0), help="Random graphs: skips, attention, …")
@click.option("--pool", default=256, show_default=True, type=click.IntRange(min=1), help="Architectures, each compiled once.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Same seed, same problems.")
@click.option("--adapters", default="torch,jax-draws", show_default=True, callback=split(names, "adapter"), help="By comma.")
@click.option("--dtype", default=",".join(DTYPES), show_default=True, callback=split(DTYPES, "dtype"), help="By comma.")
@click.option("--share", default="1/1", show_default=True, callback=_share, help="What this machine does: 1/2, 2/2, …")
@click.option("--only", type=click.IntRange(min=0), metavar="K", help="Shard K alone.")
@working
@to_json
@extended
def start(
    folder: Path,
    problems: int,
    graphs: int,
    pool: int,
    seed: int,
    adapters: tuple[str, ...],
    dtype: tuple[str, ...],
    share: tuple[int, int],
    only: int | None,
    processes: int,
    cluster: str | None,
    limit: float,
    minimise: float,
    output: Output,
) -> None:
    """Begin a campaign in DIR, a new folder: exit 0 when nothing is unexplained, 1 when something is, 3 when it was stopped.

    What ends it (Ctrl-C, a crash, a full disk) costs what is at work: `nablacheck campaign resume DIR` goes on.
    """
    check_place(f"the folder {folder}", folder)
    new(folder)
    needed()
    if not problems + graphs:
        raise InputError("--problems 0 --graphs 0 leaves nothing to check.")
    if only is not None and (graphs or not problems):
        raise InputError(f"--only {only} is a shard of --problems: leave out --graphs, and give their number.")
    each = min(SHARD, problems) or SHARD
    shards = max(-(-problems // each), 0 if only is None else only + 1)
    with _team(processes, cluster) as workers:
        take_graphs = tuple(known.name for known in map(workers.load, adapters) if known.graphs)
        if graphs and not take_graphs:
            raise InputError(
                f"--graphs {graphs}: {', '.join(adapters)} computes no graphs: give another, as in --adapters torch."
            )
        plan = CampaignPlan(seed, shards, each, pool, adapters, dtype, graphs, take_graphs if graphs else ())
        _work(Campaign.begun(folder, plan, brought(), share, only), workers, limit, minimise, output)


@campaign.command(short_help="Go on with one that was interrupted.")
@folder_of
@working
@to_json
@extended
def resume(folder: Path, processes: int, cluster: str | None, limit: float, minimise: float, output: Output) -> None:
    """Go on with the campaign in DIR: what is finished stays, what is damaged is named and done again."""
    needed()
    mine = Campaign.there(folder)
    mine.fits(brought())
    check_place(f"the folder {folder}", folder)
    with _team(processes, cluster) as workers:
        _work(mine, workers, limit, minimise, output)


def _team(processes: int, cluster: str | None) -> Beside | Cluster:
    """Who works: processes of this machine, or a cluster, whose workers are in other folders."""
    if cluster is None:
        return Beside(processes, brought())
    return Cluster(cluster, tuple(str(Path(file).resolve()) for file in brought()))


def _work(mine: Campaign, workers: Beside | Cluster, limit: float, minimise: float, output: Output) -> NoReturn:
    """Does what is missing, then puts together what was found."""
    console = output.console()
    with mine.alone(), output.keeping(lambda: record(mine)):
        todo, unusable = mine.missing()
        for part in unusable:
            console.say(f"{part.why}, and done again: {part.path.name}")
        with progress(console) as bar:
            going = mine.go_on(workers, todo, limit)
            collections.deque(bar.track(going, total=len(todo), description="shards on adapters"), maxlen=0)
        complete = len(mine.finished) == len(mine.wanted)
        if complete:
            small = [one for _, several in workers.done(reductions(mine, minimise)) for one in several]
            keep(mine, [*small, *without_a_problem(found(mine)[0])])
    if not complete:
        console.print(f"Stopped; {mine.resume} goes on.", highlight=False, markup=False)
        output.exit(Code.INCONCLUSIVE)
    output.exit(_told(mine, console))


def record(mine: Campaign) -> dict[str, Any]:
    """What a campaign has come to, in plain data."""
    answers = tables(mine) if mine.finished else None
    return as_json(mine.manifest, progress_of(mine), answers, _reduced(mine), links(mine))


def _reduced(mine: Campaign) -> list[Reduced]:
    return kept(mine) or []


def _told(mine: Campaign, console: Terminal) -> int:
    """Prints what was found, and gives the exit code."""
    answers, small = tables(mine), _reduced(mine)
    console.print(adapters_table(answers), equations_table(answers))
    for says, count in found(mine)[1].items():
        console.print(f"known, {in_verdicts(count)}: {says}", highlight=False, markup=False)
    for line in (*link_lines(links(mine)), *without_graphs(mine.plan)):
        console.print(line, highlight=False, markup=False)
    for one in small[:SHOWN]:
        console.say("\n" + one.explain())
    if len(small) > SHOWN:
        console.print(f"\nand {len(small) - SHOWN} more, in {mine.folder / REDUCED}.", highlight=False, markup=False)
    decided = sum(row["entries"] - row["inconclusive"] for row in answers["adapters"])
    console.print(f"\n{decided:,} entries decided. {outcome_line(len(small), decided, 'thing', 'things')}")
    return Code.RIGHT if decided and not small else Code.WRONG


@campaign.command(short_help="How far one is.")
@folder_of
@click.option("--watch", is_flag=True, help="Go on telling until it is done, or nobody works on it.")
@to_json
def status(folder: Path, watch: bool, output: Output) -> None:
    """How far the campaign in DIR is, with its rate, findings and the time that is left; from any terminal."""
    needed()
    mine, console = Campaign.there(folder), output.console()
    while True:
        now = progress_of(mine)
        console.say(progress_line(now))
        if not watch or not now.runs or now.done == now.wanted:
            break
        time.sleep(EVERY)
    output.write({"progress": asdict(now)})
    output.exit(Code.RIGHT)


@campaign.command(short_help="Ask whoever works on one to stop.")
@folder_of
def stop(folder: Path) -> None:
    """Ask the process that works on the campaign in DIR to stop, as soon as a shard is finished."""
    mine = Campaign.there(folder)
    if not mine.runs():
        raise InputError(f"nobody works on {folder}; {mine.resume} goes on with it.")
    mine.stop()
    Terminal().say(f"It stops as soon as a shard is finished; {mine.resume} goes on with it.")


@campaign.command(short_help="Put the shares of several machines together.")
@folder_of
@click.argument("others", metavar="FROM…", nargs=-1, required=True, type=PlaceName())
def merge(folder: Path, others: tuple[Path, ...]) -> None:
    """Copy the parts of the folders FROM, which are shares of one campaign, into DIR."""
    needed()
    mine, count = merged_into(folder, list(others))
    now = progress_of(mine)
    Terminal().say(f"{count} parts copied; {folder} has {now.done} of {now.wanted}.")
    if now.done < now.wanted:
        Terminal().say(f"{mine.resume} does the others.")
