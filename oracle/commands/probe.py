"""The command `nablacheck probe`: the accuracy of the elementary functions of the installed libraries."""

from __future__ import annotations

import click

from nablacheck.oracle.commands.options import by_default, loaded, split
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.report.probe_table import functions_table, leaves
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.sweeping.prober import Measured, elementary
from nablacheck.oracle.sweeping.prober import probe as probe_library
from nablacheck.reference.arithmetic import PRECISIONS
from nablacheck.reference.arithmetic.accuracy import ACCURACY


@click.command(short_help="Measure the elementary functions of the libraries.")
@click.option(
    "--libraries", default=",".join(ACCURACY), show_default=True, callback=split(ACCURACY, "library"), help="Which, by comma."
)
@click.option(
    "--dtype", default=",".join(PRECISIONS), show_default=True, callback=split(PRECISIONS, "dtype"), help="Which, by comma."
)
@to_json
def probe(libraries: tuple[str, ...], dtype: tuple[str, ...], output: Output) -> None:
    """Measure each elementary function against the accuracy table: exit 1 when a library leaves its row."""
    ready, skipped = loaded(libraries, lambda name: (name, elementary(name))[0], by_default("libraries"))
    work, console = [(library, kind) for library in ready for kind in dtype if kind in ACCURACY[library]], output.console()
    rows: list[Measured] = []
    record = lambda: {"skipped": skipped, "rows": [vars(row) | {"kept": row.kept} for row in rows]}
    with output.keeping(record), progress(console) as bar:
        for library, kind in bar.track(work, description="probe"):
            rows += probe_library(library, kind)
    console.print(functions_table(rows))
    for library, kind in work:
        console.say(f"{library} {kind}: {ACCURACY[library][kind].source}")
    for line in skipped:
        console.print(f"skipped: {line}", highlight=False, markup=False)
    left = [row for row in rows if not row.kept]
    for row in left:
        console.say(leaves(row))
    output.exit(1 if left else 0)
