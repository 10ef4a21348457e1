"""The command `nablacheck trust`: proof that the judge can fail."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Any

import click

from nablacheck.oracle.checking.places import check_file
from nablacheck.oracle.commands.options import FileName
from nablacheck.oracle.commands.output import Output, to_json, write_whole
from nablacheck.oracle.commands.reports import command_line, to_html
from nablacheck.oracle.commands.terminal import Terminal
from nablacheck.oracle.report.plots import plottable
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.sensitivity_plot import draw
from nablacheck.oracle.report.trust_page import trust_page
from nablacheck.oracle.report.trust_tables import grids, marked, sentences, written
from nablacheck.oracle.trust.record import as_record, trusted
from nablacheck.oracle.trust.stages import FULL, QUICK, Trust, steps
from nablacheck.reference.errors import InputError

SHOWN = 5
"""How many cases of a kind are printed; the JSON has them all."""


@click.command(short_help="Plant every fault, count what is caught, and try other tools on the same cases.")
@click.option("--full", is_flag=True, help="More of everything: under an hour instead of under three minutes.")
@to_json
@to_html
@click.option("--plot", type=FileName(dir_okay=False, path_type=Path), help="Draw the sensitivity: a .svg or .png file.")
@click.option(
    "--write",
    "page",
    type=FileName(dir_okay=False, path_type=Path),
    help="Renew the tables of a page like docs/trust.md, with a .json and a .svg file beside it.",
)
def trust(full: bool, output: Output, html: Path | None, plot: Path | None, page: Path | None) -> None:
    """Plant every fault that it knows in the numbers of every framework, and count what the judge catches.

    Exit 0 where it catches each fault that exceeds its bound and calls nothing correct wrong, 1 otherwise. Times are steadier
    with OMP_NUM_THREADS=1.
    """
    run = Trust(FULL if full else QUICK)
    record = partial(as_record, run, full=full)
    if page:
        _check_page(page, record())
    beside = Output("trust", str(page.with_suffix(".json")) if page else None)
    drawings = [path for path in (plot, page and page.with_suffix(".svg")) if path]
    for path in drawings:
        plottable(path)
    console, start = output.console(), time.perf_counter()
    with output.keeping(record), progress(console) as bar:
        task = bar.add_task("planning", total=None)
        todo = list(steps(run))
        bar.update(task, total=len(todo))
        for says, step in todo:
            bar.update(task, description=says)
            step()
            bar.advance(task)
        run.run_s = time.perf_counter() - start
    found = record()
    for grid in grids(found):
        console.print(grid.table())
    _explain(console, found)
    beside.write(found)
    if html:
        write_whole(html, trust_page(found, run.rows, command_line()))
    for path in drawings:
        draw(run.rows, path)
    if page:
        write_whole(page, written(page.read_text(encoding="utf-8"), found))
    output.failed |= beside.failed
    output.exit(0 if trusted(found) else 1)


def _check_page(page: Path, record: dict[str, Any]) -> None:
    """InputError, before the work, for a page that cannot be renewed."""
    if not page.is_file():
        raise InputError(f"--write {page}: there is no such page; give one with the marks of docs/trust.md.")
    check_file(f"--write {page}", page)
    try:
        marked(page.read_text(encoding="utf-8"), record)
    except UnicodeDecodeError:
        raise InputError(f"--write {page}: it is no text in UTF-8; give a page with the marks of docs/trust.md.") from None
    except InputError as error:
        raise InputError(f"--write {page}: {error}") from None


def _explain(console: Terminal, record: dict[str, list[str]]) -> None:
    lines = [*sentences(record), *(f"skipped: {line}" for line in record["skipped"])]
    for kind, says in (("missed", "missed"), ("misnamed", "caught, but named wrongly"), ("alarms", "false alarm")):
        lines += [f"{says}: {case}" for case in record[kind][:SHOWN]]
    for line in lines:
        console.say(line)
