"""The command `nablacheck probe`: the accuracy of the elementary functions of the installed libraries."""

from __future__ import annotations

import click

from nablacheck.oracle.commands.options import by_default, loaded, split
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.tables import plain
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
    console.print(_table(rows))
    for library, kind in work:
        console.print(f"{library} {kind}: {ACCURACY[library][kind].source}", highlight=False, markup=False, soft_wrap=True)
    for line in skipped:
        console.print(f"skipped: {line}", highlight=False, markup=False)
    left = [row for row in rows if not row.kept]
    for row in left:
        console.print(
            f"{row.function} of {row.library} in {row.dtype} leaves its row: {row.found:.3g}u at {row.at:.17g}, where "
            f"{row.allowed:g}u are allowed.",
            highlight=False,
            soft_wrap=True,
        )
    output.exit(1 if left else 0)


def _table(rows: list[Measured]) -> object:
    """One line a function of a library in a dtype, errors in unit roundoffs."""
    result = plain("Elementary functions, errors in unit roundoffs u", "library and dtype", ())
    result.add_column("function")
    for heading in ("largest found", "at", "allowed"):
        result.add_column(heading, justify="right")
    before = ""
    for row in rows:
        name = f"{row.library} {row.dtype}"
        found = f"{row.found:.3g}" if row.kept else f"[bold red]{row.found:.3g}"
        result.add_row(name if name != before else "", row.function, found, f"{row.at:.6g}", f"{row.allowed:g}")
        before = name
    return result
