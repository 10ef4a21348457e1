"""The command `nablacheck run`: random networks and real inputs on every adapter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from nablacheck import __version__
from nablacheck.adapters import load, names
from nablacheck.adapters.keeping import compiled_is_kept
from nablacheck.oracle.campaign.crosscheck import Finding, Tally
from nablacheck.oracle.campaign.finishing import without_a_problem
from nablacheck.oracle.campaign.folders import Folder
from nablacheck.oracle.campaign.jobs import Digits, Graphs, Job, OfFile, Random, Source, merged
from nablacheck.oracle.campaign.reducing import Reduced, reductions
from nablacheck.oracle.campaign.workers import Beside, Here, Loaded, Workers, cores
from nablacheck.oracle.checking.graph_files import GraphClaim
from nablacheck.oracle.checking.problem_files import read_problem
from nablacheck.oracle.commands.options import ALL, FileName, brought, by_default, extended, loaded, split
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.commands.reports import Reports, command_line, reporting
from nablacheck.oracle.commands.terminal import Terminal
from nablacheck.oracle.commands.versions import versions
from nablacheck.oracle.generating import digits
from nablacheck.oracle.generating.problems import DTYPES, seeded
from nablacheck.oracle.generating.random_graphs import linked, random_graph
from nablacheck.oracle.report.ledger_lines import unexcused_lines
from nablacheck.oracle.report.outcome_line import in_verdicts, outcome_line
from nablacheck.oracle.report.page_content import of_run
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.tables import as_json, edge, equations, link_lines, table
from nablacheck.oracle.sweeping.recorder import unrecorded
from nablacheck.reference.errors import InputError

MANY = 64
"""Problems in any dtype from which on it pays to start a process for each core, which import the frameworks for themselves."""
SHOWN = 5
"""How many findings are explained in full; the JSON has them all."""
LIBRARIES = ("numpy", "torch", "jax", "jaxlib", "optax", "python-flint", "scikit-learn")
"""Whose versions are told."""


@click.command(short_help="Cross-check random networks and real inputs on every adapter.")
@click.option("--problems", default=40, show_default=True, type=click.IntRange(min=0), help="Random architectures.")
@click.option("--graphs", default=0, show_default=True, type=click.IntRange(min=0), help="Random graphs: skips, attention, …")
@click.option("--draws", default=8, show_default=True, type=click.IntRange(min=1), help="Draws of the numbers for each.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Same seed, same problems.")
@click.option(
    "--adapters",
    default=lambda: ",".join(names()),
    show_default="all but those that ask to be named",
    callback=split(names, "adapter"),
    help="Which, by comma, or all: other ways to a gradient, compiled, forward, example by example, ask to be named.",
)
@click.option("--dtype", default=",".join(DTYPES), show_default=True, callback=split(DTYPES, "dtype"), help="Which, by comma.")
@click.option(
    "--data",
    metavar="digits|none|FILE.npz",
    type=FileName(),
    help="Real inputs: digits where scikit-learn is installed, or a problem of yours.",
)
@click.option(
    "-j",
    "--jobs",
    "processes",
    default=None,
    show_default=f"one for each core with graphs or from {MANY // 2} problems on, else 1",
    type=click.IntRange(min=1, max=256),
    help="Processes side by side; the results are the same. With 1, an adapter that ends its process ends the run.",
)
@click.option(
    "--findings",
    "folder",
    default="nablacheck-findings",
    show_default=True,
    metavar="DIR",
    type=FileName(file_okay=False, path_type=Path),
    help="Where a file for `nablacheck replay` is written for each finding, if there is one, and a script.",
)
@click.option(
    "--minimise",
    default=20.0,
    show_default=True,
    metavar="S",
    type=click.FloatRange(min=0, max=86_400),
    help="Seconds in which the findings of an adapter are made small; with 0 they stay as they are.",
)
@reporting
@to_json
@extended
def run(
    problems: int,
    graphs: int,
    draws: int,
    seed: int,
    adapters: tuple[str, ...],
    dtype: tuple[str, ...],
    data: str | None,
    processes: int | None,
    folder: Path,
    minimise: float,
    output: Output,
    **reports: Any,
) -> None:
    """Cross-check random networks, and real inputs, on every adapter.

    Exit 0 when nothing is unexplained, 1 on a disagreement that nothing explains.
    """
    skipped: list[str] = []
    Reports(**reports).check()
    kept = Folder(folder).ready()
    real = _real_inputs(data, seed, dtype, draws, skipped)
    drawn: list[Source] = [*(Random(seed, i, draws) for i in range(problems)), *(Graphs(seed + i) for i in range(graphs))]
    files, console = brought(), output.console()
    # of graphs a framework may compile what ends its process, which must not be ours
    processes = processes or (cores() if graphs or len(drawn) * len(dtype) >= MANY else 1)
    team: Workers = Here(load) if processes == 1 else Beside(processes, files)
    with compiled_is_kept(), team as workers:
        ready, missing = loaded(adapters, workers.load, by_default("adapters") or adapters == names())
        skipped += missing
        asked = [adapter.name for adapter in ready if adapter.on_request and by_default("adapters")]
        ready = [adapter for adapter in ready if adapter.name not in asked]
        jobs = _jobs(ready, {kind: [*real[kind], *drawn] for kind in dtype}, files)
        if not jobs:
            whom = ALL if adapters == names() else adapters
            typed = _typed(graphs=graphs, problems=problems, adapters=whom, dtype=dtype, data=data)
            raise InputError(f"{typed} leaves nothing to check.")
        found: dict[Job, Tally] = {}
        small: list[Reduced] = []
        installed = versions(LIBRARIES)
        regimes = Counter(regime for item in seeded(seed, problems, dtype[0], draws) for regime in item.regimes)
        met = dict(linked(random_graph(seed + i) for i in range(graphs)))
        asked_for = {"seed": seed, "problems": problems, "graphs": graphs, "draws": draws, "data": data}
        options: dict[str, Any] = {**asked_for, "regimes": dict(regimes), "links": met}
        tally: Callable[[], Tally] = lambda: merged(found[job] for job in jobs if job in found)
        record = lambda: as_json(tally(), small, libraries=installed, skipped=[*skipped, *tally().without], **options)
        with output.keeping(record), progress(console) as bar:
            done = workers.done(_mixed(jobs))
            found.update(bar.track(done, total=len(jobs), description="problems on adapters"))  # each as it is finished
            for each in found.values():
                each.findings = [kept.finding(finding) for finding in each.findings]
            wrong = reductions(tally().findings, minimise, files)
            reduced = bar.track(workers.done(wrong), total=len(wrong), description="adapters' findings made small")
            small.extend(kept.reduced(one) for _, several in reduced for one in several)
            small.extend(without_a_problem((finding, 1) for finding in tally().findings))
    whole, said = tally(), [*(f"skipped: {line}" for line in skipped), *_left_out(ready, asked, dtype, met)]
    said += [*whole.without, *unexcused_lines(unrecorded()), *filter(None, [kept.failed])]
    _print(console, whole, small, said, installed)
    _outcome(console, whole, seed, len({(job.source, job.dtype) for job, one in found.items() if one.findings}))
    Reports(**reports).write(lambda: of_run(whole, small, command_line(), installed, said, met))
    output.exit(0 if not whole.findings and whole.decided else 1)


def _typed(**options: Any) -> str:
    """What was said of which problems and adapters there are, as it is typed, without what nobody said."""
    said = {name: ",".join(value) if isinstance(value, tuple) else value for name, value in options.items()}
    return " ".join(f"--{name} {value}" for name, value in said.items() if not by_default(name))


def _real_inputs(data: str | None, seed: int, dtypes: Sequence[str], draws: int, skipped: list[str]) -> dict[str, list[Source]]:
    """The digits or the problem of a file, by dtype; the digits that nobody asked for are skipped where they are missing."""
    if data is None and not digits.available():
        skipped.append("digits: scikit-learn is not installed: pip install 'nablacheck[data]'")
        data = "none"
    if data in (None, "digits"):
        digits.images()
        return {kind: [Digits(seed, i, draws) for i in range(len(digits.NETWORKS))] for kind in dtypes}
    if data == "none":
        return {kind: [] for kind in dtypes}
    assert data is not None
    claim = read_problem(Path(data))
    mine = OfFile(data, isinstance(claim, GraphClaim))
    return {kind: [mine] * (claim.problem.dtype.name == kind) for kind in dtypes}


def _jobs(ready: Sequence[Loaded], sources: Mapping[str, Sequence[Source]], files: tuple[str, ...]) -> list[Job]:
    """Every problem of a dtype on every adapter that computes it."""
    return [
        Job(adapter.name, kind, source, files)
        for adapter in ready
        for kind, several in sources.items()
        if kind in adapter.dtypes
        for source in several
        if adapter.graphs or not source.graph
    ]


def _mixed(jobs: Sequence[Job]) -> list[Job]:
    """Problem by problem, so that the time that is left can be told from the time that has passed."""
    place = {source: i for i, source in enumerate(dict.fromkeys(job.source for job in jobs))}
    return sorted(jobs, key=lambda job: place[job.source])


def _left_out(ready: Sequence[Loaded], asked: Sequence[str], dtypes: Sequence[str], met: dict[str, int]) -> Iterator[str]:
    """What a run does not cover, and how to have it; of graphs, in how many each link was met."""
    yield from link_lines(met)
    if met:
        without = [adapter.name for adapter in ready if not adapter.graphs]
        if without:
            yield f"left out: graphs on {', '.join(without)}: no graph_trace."
    if asked:
        yield f"left out, since they wait to be named: {', '.join(asked)}; --adapters all runs everybody."
    for adapter in ready:
        without = [kind for kind in dtypes if kind not in adapter.dtypes]
        if without:
            yield f"left out: {adapter.name} in {', '.join(without)}, in which it does not compute."


def _print(
    console: Terminal, tally: Tally, small: Sequence[Reduced], left_out: Sequence[str], installed: dict[str, str]
) -> None:
    """The tables, what was met and left out, and the first things that are wrong in full, each once."""
    console.print(table(tally), equations(tally))
    numbers = ", ".join(f"{name} {number}" for name, number in installed.items())
    known = [f"known, {in_verdicts(count)}: {adapter}: {says}" for (adapter, says), count in tally.known.items()]
    for line in (edge(tally), *known, *left_out, f"versions: nablacheck {__version__}, {numbers}"):
        if line:
            console.print(line, highlight=False, markup=False)
    things: Sequence[Finding | Reduced] = small or tally.findings
    for thing in things[:SHOWN]:
        console.say("\n" + thing.explain())
    if len(things) > SHOWN:
        console.print(f"\nand {len(things) - SHOWN} more; --json FILE keeps them all.", markup=False)


def _outcome(console: Terminal, tally: Tally, seed: int, wrong: int) -> None:
    """The last lines: what it all comes to, with how many problems something is wrong on, and what to do next."""
    undecided = sum(row.inconclusive for row in tally.rows.values())
    if wrong:
        after = "`see it again` above repeats one problem alone; where the framework is right, please report it to nablacheck."
    elif not tally.decided:
        after = "Take more --problems or --draws."
    else:
        after = f"--seed {seed + 1} takes other problems."
    console.print(f"\nseed {seed}: {tally.decided:,} entries decided, {undecided:,} inconclusive.", highlight=False)
    console.print(f"Next: {after}", highlight=False, markup=False)
    one, several = "problem with a disagreement", "problems with a disagreement"
    console.print(outcome_line(wrong, tally.decided, one, several), highlight=False)
