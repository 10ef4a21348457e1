"""The command `nablacheck sweep`: every function of every framework over the whole line."""

from __future__ import annotations

import click

from nablacheck.adapters import load
from nablacheck.oracle.commands.options import by_default, chosen, extended, loaded, split
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.ledger import LEDGER
from nablacheck.oracle.report.ledger_lines import unexcused_lines
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.sweep_tables import as_json, lines, table
from nablacheck.oracle.sweeping.findings import Findings, jobs, sweepable
from nablacheck.oracle.sweeping.recorder import unrecorded
from nablacheck.oracle.sweeping.sweeper import sweep as sweep_function
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.arithmetic import PRECISIONS
from nablacheck.reference.costs import COSTS
from nablacheck.reference.errors import InputError


@click.command(short_help="Sweep every function of every framework over the whole line.")
@click.option("--activations", default="all", show_default=True, metavar="all|none|NAMES", help="Which σ, by comma.")
@click.option("--costs", default="all", show_default=True, metavar="all|none|NAMES", help="Which C, by comma.")
@click.option(
    "--adapters",
    default=lambda: ",".join(sweepable()),
    show_default="all that have single functions",
    callback=split(sweepable, "adapter"),
    help="Which, by comma.",
)
@click.option(
    "--dtype", default="float32,float64", show_default=True, callback=split(PRECISIONS, "dtype"), help="Which, by comma."
)
@to_json
@extended
def sweep(activations: str, costs: str, adapters: tuple[str, ...], dtype: tuple[str, ...], output: Output) -> None:
    """Sweep σ, σ′, C and ∇_a C over the whole line: exit 0 when every disagreement is in the ledger, and still there."""
    entries = chosen("--activations", activations, ACTIVATIONS) + chosen("--costs", costs, COSTS)
    nothing = f"--activations {activations} --costs {costs} --adapters {','.join(adapters)} leaves nothing to sweep."
    if not entries:
        raise InputError(nothing)
    ready, skipped = loaded(adapters, load, by_default("adapters"))
    work = jobs(entries, ready, dtype)
    if not work:
        raise InputError(nothing)
    found, console = Findings(), output.console()
    record = lambda: as_json(found, found.gone(LEDGER), skipped=skipped)
    with output.keeping(record), progress(console) as bar:
        for entry, adapter, kind in bar.track(work, description="sweep"):
            try:
                for swept in sweep_function(entry, adapter, kind):
                    found.add(swept)
            except NotImplementedError:  # what PyTorch raises where a function has no code for a dtype
                found.absent.append(f"{entry.name} of {adapter.name} in {kind}")
    gone = found.gone(LEDGER)
    console.print(table(found))
    for line in (*(f"skipped: {line}" for line in skipped), *unexcused_lines(unrecorded()), *lines(found, gone)):
        console.say(line)
    output.exit(0 if not found.wrong and not gone and found.decided else 1)
