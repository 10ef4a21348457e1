"""The command `nablacheck ledger`: known defects of released frameworks, whether they still show themselves, what changed."""

from __future__ import annotations

from typing import Any

import click

from nablacheck.oracle.checking.places import check_folder
from nablacheck.oracle.commands.exits import Code
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.ledger import LEDGER, Defect
from nablacheck.oracle.ledger.changes import GONE, MOVED, NEW, between
from nablacheck.oracle.ledger.reproduce import gone, reproduced
from nablacheck.oracle.report.change_lines import change_lines, changes_as_json, summary
from nablacheck.oracle.report.ledger_lines import as_json, defect_line, reproduced_lines, unrecorded_line
from nablacheck.oracle.sweeping.recorder import asked, new_with, packages, since_recorded, unrecorded, written
from nablacheck.reference.errors import InputError, unknown
from nablacheck.reference.releases import folders, installed

CHANGED = (GONE, NEW, *MOVED)
"""The kinds of changes after which the ledger is not right any more."""


@click.command(short_help="List the known defects of released frameworks.")
@to_json
@click.option("--reproduce", is_flag=True, help="Run every reproducer of the installed versions in a clean process.")
@click.option("--record", is_flag=True, help="Measure the installed releases, and write what they answer.")
@click.option("--changes", nargs=2, metavar="A B", help="What changed between two recorded releases, torch==2.13 torch==2.14.")
def ledger(output: Output, reproduce: bool, record: bool, changes: tuple[str, str] | None) -> None:
    """List the known defects of released frameworks; with --reproduce, exit 1 where one does not show itself any more.

    Of a release that is not recorded everything is measured with --reproduce, and what changed is said; --record writes it.
    """
    if reproduce + record + bool(changes) > 1:
        raise InputError("--reproduce, --record and --changes are three questions: ask one at a time.")
    if changes:
        _changes(output, *changes)
    elif record:
        _record(output)
    elif reproduce:
        _reproduce(output)
    else:
        _list(output)


def _list(output: Output) -> None:
    output.write(as_json(LEDGER, ()))
    if not output.on_stdout:
        for defect in LEDGER:
            output.console().say(defect_line(defect))
        output.console().say(f"{len(LEDGER)} defects; --json has a reproducer of each.")
    output.exit(Code.RIGHT)


def _reproduce(output: Output) -> None:
    """The reproducers of recorded releases; everything of one that is not recorded."""
    shown: list[tuple[Defect, str]] = []
    measured: list[dict[str, Any]] = []
    say, other = output.console().say, False
    with output.keeping(lambda: as_json(LEDGER, shown) | {"unrecorded": measured}):
        shown.extend(reproduced([defect for defect in LEDGER if defect.present]))
        for line in reproduced_lines(shown):
            say(line)
        for package in unrecorded():
            answer = asked(package)
            base, found = since_recorded(answer)
            new = new_with(answer)
            measured.append(changes_as_json(package, base, answer.release, found) | {"new": new})
            for line in (*change_lines(found), *new):
                say(line)
            say(unrecorded_line(answer.package, answer.release, base, summary(found, len(new))))
            other |= bool(new) or any(change.kind in CHANGED for change in found)
    output.exit(Code.WRONG if gone(shown) or other else Code.RIGHT)


def _record(output: Output) -> None:
    """Writes what every installed release answers."""
    say, folder, found = output.console().say, folders()[-1], list[dict[str, Any]]()
    check_folder(f"the folder of records {folder}", folder)
    with output.keeping(lambda: {"recorded": found}):
        for package in filter(installed, packages()):
            answer = asked(package)
            base, since = since_recorded(answer)
            file = written(answer, folder)
            found.append(changes_as_json(package, base, answer.release, since) | {"file": str(file)})
            for line in change_lines(since):
                say(line)
            say(f"{package} {answer.release}: {len(answer.answers)} answers, {summary(since)} since {base}; written to {file}")
    output.exit(Code.RIGHT)


def _changes(output: Output, one: str, other: str) -> None:
    (package, before), (also, after) = (_release(given) for given in (one, other))
    if package != also:
        raise InputError(f"--changes {one} {other}: these are two packages; give two releases of one.")
    found = between(package, before, after)
    output.write(changes_as_json(package, before, after, found))
    if not output.on_stdout:
        for line in change_lines(found):
            output.console().say(line)
        output.console().say(f"{package} {before} to {after}: {summary(found)}.")
    output.exit(Code.RIGHT)


def _release(given: str) -> tuple[str, str]:
    """The package and the release of `torch==2.13.0`."""
    package, equal, release = given.partition("==")
    if not equal or not release:
        raise InputError(f"--changes {given}: give a package and a release, as torch==2.13.0.")
    if package not in packages():
        raise unknown("package in --changes", package, packages())
    return package, release
