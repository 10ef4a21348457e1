"""The options that write a report for people or machines: a page, Markdown, JUnit XML, annotations of GitHub."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from nablacheck.oracle.checking.places import check_file
from nablacheck.oracle.commands.options import FileName
from nablacheck.oracle.commands.output import check_alone, write_whole
from nablacheck.oracle.report.html_page import html_page
from nablacheck.oracle.report.html_tree import GENERATOR
from nablacheck.oracle.report.other_formats import github, junit, markdown
from nablacheck.oracle.report.page_content import Content
from nablacheck.reference.errors import InputError

WRITERS: dict[str, tuple[str, Callable[[Content], str], str]] = {
    "html": ("A page by itself, for a browser.", html_page, GENERATOR),
    "markdown": ("A summary, as for a pull request.", markdown, "## nablacheck"),
    "junit": ("JUnit XML, as for a CI server.", junit, "<testsuites"),
}
"""By option: what it is, who writes it, and what is found in an earlier one of ours, which may be replaced."""


def reporting(command: Any) -> Any:
    """The options, each of which names a file."""
    lines = click.option("--github", is_flag=True, help="Print annotations, as an action of GitHub shows them.")
    command = lines(command)
    for name, (says, _, _) in reversed(WRITERS.items()):
        command = click.option(f"--{name}", metavar="FILE", type=FileName(path_type=Path), help=says)(command)
    return command


def command_line() -> str:
    """The command that runs, as it is typed."""
    return shlex.join([GENERATOR, *sys.argv[1:]])


def _checked(option: str, path: Path) -> Path:
    """The file of an option; InputError, before the work, where it cannot be written, or is somebody's."""
    given = f"--{option} {path}"
    if str(path) == "-":
        raise InputError(f"{given} names standard output, where the answer itself goes; give the name of a file.")
    check_file(given, path)
    if path.is_file() and path.stat().st_size and WRITERS[option][2] not in _beginning(path):
        raise InputError(f"{given} exists and is no report of nablacheck; give another name.")
    return path.absolute()  # the code that is checked may go to another folder


def _page(ctx: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    if path is None:
        return None
    check_alone(ctx, "--html", path)
    return _checked("html", path)


to_html = click.option("--html", metavar="FILE", type=FileName(path_type=Path), callback=_page, help=f"{WRITERS['html'][0]}")
"""The option of a command that has a page of its own."""


@dataclass(frozen=True)
class Reports:
    """Which reports are wanted, and where."""

    html: Path | None = None
    markdown: Path | None = None
    junit: Path | None = None
    github: bool = False

    @property
    def files(self) -> dict[str, Path]:
        """The files by option."""
        return {name: getattr(self, name) for name in WRITERS if getattr(self, name) is not None}

    @property
    def any(self) -> bool:
        """Whether one is wanted."""
        return bool(self.files) or self.github

    def check(self) -> None:
        """InputError, before the work, for a file that cannot be written, or is somebody's."""
        for name, path in self.files.items():
            check_alone(click.get_current_context(), f"--{name}", path)
            _checked(name, path)

    def write(self, content: Callable[[], Content]) -> list[Path]:
        """Writes them, and says where; the annotations go to standard output."""
        if self.any:
            whole = content()
            for name, path in self.files.items():
                write_whole(path, WRITERS[name][1](whole))
            if self.github:
                click.echo("\n".join(github(whole)))
        return list(self.files.values())


def _beginning(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(2000)
    except OSError:
        return ""
