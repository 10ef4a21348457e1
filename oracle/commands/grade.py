"""The command `nablacheck grade`: a folder of submissions, one line each."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from nablacheck.oracle.checking.exercise import read_exercise
from nablacheck.oracle.checking.grades import Grade, Limits
from nablacheck.oracle.checking.grading import grade_into, submissions
from nablacheck.oracle.commands.options import FileName
from nablacheck.oracle.commands.output import Output, to_json, write_whole
from nablacheck.oracle.commands.reports import command_line, to_html
from nablacheck.oracle.commands.versions import versions
from nablacheck.oracle.report.grade_page import grade_page
from nablacheck.oracle.report.grade_table import grades, whose
from nablacheck.oracle.report.progress import progress
from nablacheck.reference.processes import hides_its_memory

LIBRARIES = ("nablacheck", "numpy")
"""Whose versions a page tells."""


@click.command(short_help="Grade a folder of submissions.")
@click.argument("folder", metavar="DIR", type=FileName(path_type=Path))
@click.option(
    "--exercise",
    "asked",
    metavar="FILE.toml",
    type=FileName(path_type=Path),
    help="What every submission has to solve; without it, each declares its own.",
)
@click.option(
    "--time-limit",
    default=Limits.seconds,
    show_default=True,
    metavar="S",
    type=click.FloatRange(min=0, min_open=True),
    help="Seconds for each submission.",
)
@click.option(
    "--memory-limit",
    default=Limits.megabytes,
    show_default=True,
    metavar="MB",
    type=click.IntRange(min=1),
    help="Megabytes of address space for each.",
)
@to_json
@to_html
def grade(folder: Path, asked: Path | None, time_limit: float, memory_limit: int, output: Output, html: Path | None) -> None:
    """Grade every .py file in DIR, each in a process of its own: exit 0 when all are graded, whatever the verdicts.

    A file defines the function `submission` and, where it takes or gives other things than nablacheck.check expects,
    the dictionary CONVENTIONS, as far as the exercise leaves that open.
    """
    hides_its_memory()  # and what it has open, from the submissions
    exercise = read_exercise(asked) if asked else None
    limits, files, done, console = Limits(time_limit, memory_limit), submissions(folder), list[Grade](), output.console()

    def record() -> dict[str, Any]:
        left = [file.stem for file in files[len(done) :]]
        return {"exercise": exercise and asdict(exercise), "submissions": [asdict(one) for one in done], "not_graded": left}

    try:
        with output.keeping(record), progress(console) as bar:
            for file in bar.track(files, description=folder.resolve().name):
                grade_into(done, file, limits, exercise)
    finally:
        if html:
            write_whole(html, grade_page(record(), command_line(), versions(LIBRARIES)))
        if done:
            console.print(grades(record()["submissions"]))
            console.say(whose(record()))
    output.exit(0)
