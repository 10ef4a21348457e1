"""The command `nablacheck`: exit 0 when nothing is unexplained, 1 on a disagreement, 2 on wrong use."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click
from rich.console import Console

from nablacheck import __version__
from nablacheck.adapters import load, names
from nablacheck.oracle.campaign.crosscheck import Tally, crosscheck
from nablacheck.oracle.checking.checker import check as check_function
from nablacheck.oracle.checking.claims import judge_claim
from nablacheck.oracle.checking.files import read_claim, write_problem
from nablacheck.oracle.checking.foreign import imported, parsed
from nablacheck.oracle.commands.bench import bench
from nablacheck.oracle.commands.grade import grade
from nablacheck.oracle.commands.interrupts import Terminated, interruptible
from nablacheck.oracle.commands.ledger import ledger
from nablacheck.oracle.commands.listing import listing
from nablacheck.oracle.commands.options import DTYPES, by_default, extended, in_a_folder, loaded, split
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.commands.probe import probe
from nablacheck.oracle.commands.sweep import sweep
from nablacheck.oracle.commands.train import train
from nablacheck.oracle.commands.trust import trust
from nablacheck.oracle.generating import digits
from nablacheck.oracle.generating.problems import seeded, template_problem
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.tables import as_json, table
from nablacheck.reference.errors import InputError, MissingFramework
from nablacheck.reference.network import Problem

ON_REQUEST = ("jax-eager", "optax")
"""Adapters that compile every network anew for functions that the sweep covers."""
SHOWN = 5
"""How many findings are explained in full; the JSON has them all."""


INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""


class Commands(click.Group):
    """Turns an error about input into one sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command."""
        try:
            with interruptible():
                return super().invoke(ctx)
        except (InputError, MissingFramework) as error:
            raise click.UsageError(str(error)) from error
        except Terminated as error:
            ctx.exit(128 + error.number)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nablacheck")
def main() -> None:
    """Is this backpropagation right, to the last rounding error?"""


main.add_command(grade)
main.add_command(train)
main.add_command(bench)
main.add_command(listing)
main.add_command(sweep)
main.add_command(ledger)
main.add_command(probe)
main.add_command(trust)


@main.command(short_help="Cross-check random networks and real inputs on every adapter.")
@click.option("--problems", default=40, show_default=True, type=click.IntRange(min=0), help="Random architectures.")
@click.option("--draws", default=8, show_default=True, type=click.IntRange(min=1), help="Draws of the numbers for each.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Same seed, same problems.")
@click.option(
    "--adapters",
    default=lambda: ",".join(name for name in names() if name not in ON_REQUEST),
    show_default=f"all but {' and '.join(ON_REQUEST)}",
    callback=split(names, "adapter"),
    help="Which, by comma.",
)
@click.option("--dtype", default=",".join(DTYPES), show_default=True, callback=split(DTYPES, "dtype"), help="Which, by comma.")
@click.option(
    "--data", metavar="digits|none|FILE.npz", help="Real inputs: digits where scikit-learn is installed, or a problem of yours."
)
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the results here too.")
@extended
def run(
    problems: int, draws: int, seed: int, adapters: tuple[str, ...], dtype: tuple[str, ...], data: str | None, file: Path | None
) -> None:
    """Cross-check random networks, and real inputs, on every adapter."""
    in_a_folder("--json", file)
    ready, skipped = loaded(adapters, load, by_default("adapters"))
    real = _real_inputs(data, seed, dtype, draws, skipped)
    drawn = {kind: list(seeded(seed, problems, kind, draws)) for kind in dtype}
    jobs = [
        (adapter, kind, work)
        for adapter in ready
        for kind in dtype
        if kind in adapter.dtypes and (work := [*real[kind], *(item.problem for item in drawn[kind])])
    ]
    if not jobs:
        given = f"--problems {problems} --adapters {','.join(adapters)} --dtype {','.join(dtype)} --data {data}"
        raise InputError(f"{given} leaves nothing to check.")
    tally, console = Tally(), Console()
    with progress(console) as bar:
        for adapter, kind, work in jobs:
            crosscheck(bar.track(work, description=f"{adapter.name} {kind}"), adapter, tally)
    if file:
        regimes = Counter(regime for item in drawn[dtype[0]] for regime in item.regimes)
        options = {"seed": seed, "problems": problems, "draws": draws, "data": data, "regimes": dict(regimes)}
        record = as_json(tally, version=__version__, skipped=skipped, **options)
        file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    _print(console, tally, skipped, seed)
    sys.exit(0 if not tally.findings and tally.decided else 1)


def _real_inputs(
    data: str | None, seed: int, dtypes: tuple[str, ...], draws: int, skipped: list[str]
) -> dict[str, list[Problem]]:
    """The digits or the problem of a file, by dtype; the digits that nobody asked for are skipped where they are missing."""
    if data is None and not digits.available():
        skipped.append("digits: scikit-learn is not installed: pip install 'nablacheck[data]'")
        data = "none"
    if data in (None, "digits"):
        return {kind: list(digits.digits(seed, kind, draws)) for kind in dtypes}
    mine = [read_claim(Path(data)).problem] if data and data != "none" else []
    return {kind: [problem for problem in mine if problem.dtype.name == kind] for kind in dtypes}


OUTCOMES = {"right": 0, "wrong": 1, "unusable": 2, "inconclusive": 3}


@main.command(short_help="Judge the gradients that a file claims.")
@click.argument("file", type=click.Path(path_type=Path))
@to_json
@extended
def judge(file: Path, output: Output) -> None:
    """Judge the gradients that FILE.npz claims: exit 0 right, 1 wrong, 2 unusable file, 3 inconclusive."""
    judgement = judge_claim(read_claim(file))
    output.write(judgement.as_json())
    if not output.on_stdout:
        click.echo(f"{judgement.outcome}\n{judgement.explain()}")
    output.exit(OUTCOMES[judgement.outcome])


@main.command(short_help="Check a function of yours.")
@click.argument("target", metavar="MODULE:FUNCTION")
@click.option(
    "-c", "--convention", "conventions", multiple=True, metavar="NAME=VALUE", help="As in nablacheck.check; repeatable."
)
@to_json
@extended
def check(target: str, conventions: tuple[str, ...], output: Output) -> None:
    """Check a function: exit 0 right, 1 wrong, 2 unusable, 3 inconclusive. MODULE may be a file, as in mine.py:backprop."""
    report = check_function(imported(target), **parsed(conventions))
    output.write(report.as_json())
    if not output.on_stdout:
        click.echo(str(report))
    output.exit(OUTCOMES[report.outcome])


@main.command(short_help="Write a problem for your gradients to a file.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Same seed, same problem.")
def template(file: Path, seed: int) -> None:
    """Write a problem to FILE.npz, to which you add your nabla_w2, … and nabla_b2, … and hand it to `judge`."""
    problem = template_problem(seed)
    write_problem(file, problem)
    click.echo(f"{file}: {problem}\nAdd nabla_w2, …, nabla_b4, then: nablacheck judge {file}")


def _print(console: Console, tally: Tally, skipped: list[str], seed: int) -> None:
    console.print(table(tally))
    for line in skipped:
        console.print(f"skipped: {line}", highlight=False, markup=False)
    for (adapter, says), count in tally.known.items():
        console.print(f"known, in {count} problems: {adapter}: {says}", highlight=False, markup=False)
    for verdict in tally.findings[:SHOWN]:
        console.print("\n" + verdict.explain(), highlight=False, markup=False, soft_wrap=True)
    if len(tally.findings) > SHOWN:
        console.print(f"\nand {len(tally.findings) - SHOWN} more; --json FILE keeps them all.", markup=False)
    undecided = sum(row.inconclusive for row in tally.rows.values())
    if not tally.decided:
        outcome = "Nothing was decided, which is no pass."
    elif tally.findings:
        outcome = f"{len(tally.findings)} problems with a disagreement that nothing explains."
    else:
        outcome = "Nothing unexplained."
    console.print(f"\nseed {seed}: {tally.decided:,} entries decided, {undecided:,} inconclusive. {outcome}", highlight=False)
