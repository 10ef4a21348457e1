"""The command `nablacheck`: exit 0 when nothing is unexplained, 1 on a disagreement, 2 on wrong use."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console

from nablacheck import __version__
from nablacheck.adapters import load, names
from nablacheck.oracle.campaign.crosscheck import Tally, crosscheck
from nablacheck.oracle.checking.files import read_claim
from nablacheck.oracle.checking.grading import grade
from nablacheck.oracle.commands.bench import bench
from nablacheck.oracle.commands.check import check
from nablacheck.oracle.commands.exits import Code, ending
from nablacheck.oracle.commands.interrupts import interruptible
from nablacheck.oracle.commands.judge import judge
from nablacheck.oracle.commands.ledger import ledger
from nablacheck.oracle.commands.list import listing
from nablacheck.oracle.commands.options import by_default, extended, in_a_folder, loaded, split
from nablacheck.oracle.commands.probe import probe
from nablacheck.oracle.commands.spelling import spell_out
from nablacheck.oracle.commands.sweep import sweep
from nablacheck.oracle.commands.template import template
from nablacheck.oracle.commands.train import train
from nablacheck.oracle.commands.trust import trust
from nablacheck.oracle.generating import digits
from nablacheck.oracle.generating.problems import DTYPES, seeded
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.tables import as_json, table
from nablacheck.reference.errors import InputError
from nablacheck.reference.network import Problem

ON_REQUEST = ("jax-eager", "optax")
"""Adapters that compile every network anew for functions that the sweep covers."""
SHOWN = 5
"""How many findings are explained in full; the JSON has them all."""


class Commands(click.Group):
    """A group whose commands end with a sentence and an exit code of ours, whatever happens in them."""

    def main(self, *args: Any, **options: Any) -> NoReturn:
        """Runs the command line and exits; signs that the terminal cannot show are spelled out."""
        for stream in (sys.stdout, sys.stderr):
            spell_out(stream)
        try:
            code = super().main(*args, **{**options, "standalone_mode": False})
        except (
            click.Abort,
            KeyboardInterrupt,
        ):  # Ctrl-C before the command begins or after its end, where click would exit with 1
            code = Code.INTERRUPTED
        sys.exit(code)

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Reads the options of the group."""
        with ending():
            return super().make_context(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        with ending(), interruptible():
            return super().invoke(ctx)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nablacheck")
def main() -> None:
    """Is this backpropagation right, to the last rounding error?"""


main.add_command(judge)
main.add_command(check)
main.add_command(template)
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
