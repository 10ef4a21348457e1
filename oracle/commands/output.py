"""The option `--json FILE|-` of every command: checked before the work, written whole or not at all, kept on Ctrl-C.

Every record is a JSON object that begins with "nablacheck" (the version), "command", and "complete": false where the command
was interrupted before its end. By the first of these an earlier record is known; no other file is overwritten.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from nablacheck import __version__
from nablacheck.oracle.checking.places import check_file, is_replaced
from nablacheck.oracle.commands.exits import Code
from nablacheck.oracle.commands.interrupts import Terminated
from nablacheck.oracle.commands.terminal import Terminal
from nablacheck.reference.errors import InputError

OURS = "nablacheck"
"""The key by which a record is known as one of ours."""
STDOUT = "-"


class Output:
    """Where the record of a command goes: to a file, to standard output, or nowhere; InputError for a file that cannot be."""

    def __init__(self, command: str, target: str | None = None) -> None:
        self.command, self.target = command, target
        self.failed = False
        self._file = Path(target or "").absolute()  # the code that is checked may go to another folder
        if target not in (None, STDOUT):
            if not target:
                raise InputError("--json '' names no file; give one, or - for standard output.")
            check_writable(f"--json {target}", Path(target))

    @property
    def on_stdout(self) -> bool:
        """Whether the record goes to standard output, which then holds nothing else."""
        return self.target == STDOUT

    def console(self) -> Terminal:
        """The console for people: standard error where the record has standard output."""
        return Terminal(stderr=self.on_stdout)

    @contextmanager
    def keeping(self, record: Callable[[], Mapping[str, Any]]) -> Iterator[None]:
        """Writes what `record` gives at the end of the block, or, where an exception or a signal ends it, as far as it came."""
        complete = False
        try:
            yield
            complete = True
        finally:
            try:
                self.write(record(), complete)
            except (KeyboardInterrupt, Terminated):  # the signal came while the record was written
                self.write(record(), complete)
                raise
            if self.target not in (None, STDOUT) and not (complete or self.failed):
                Terminal(stderr=True).say(f"What was finished is in {self.target}.")

    def write(self, record: Mapping[str, Any], complete: bool = True) -> None:
        """Writes a record; where its file cannot be written, it is rescued to the folder for temporary files, which is said."""
        if self.target is None:
            return
        text = json.dumps({OURS: __version__, "command": self.command, "complete": complete, **_plain(record)}, indent=1) + "\n"
        if self.on_stdout:
            click.echo(text, nl=False)
            return
        try:
            write_whole(self._file, text)
        except OSError as error:
            self.failed = True
            Terminal(stderr=True).say(f"Error: --json {self.target}: {error.strerror}. {_rescued(text)}")

    def exit(self, code: int) -> NoReturn:
        """Ends the command with this code, or with 2 where its record could not be written."""
        sys.exit(Code.UNUSABLE if self.failed else code)


def _given(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Output:
    given = Output(_named(ctx), value)
    if value not in (None, STDOUT):
        check_alone(ctx, "--json", Path(value or ""))
    return given


def check_alone(ctx: click.Context, option: str, path: Path) -> None:
    """InputError where another option of the command writes the same file, which would lose one of the two."""
    written: dict[Path, str] = ctx.meta.setdefault(f"{OURS}.written", {})
    if (other := written.setdefault(path.resolve(), option)) != option:
        raise InputError(f"{other} and {option} both name {path}; give each a file of its own.")


def _named(ctx: click.Context) -> str:
    """The name of the command below the main one, `bench book` say."""
    words = [ctx.info_name or ""]
    while ctx.parent and ctx.parent.parent:
        ctx = ctx.parent
        words.insert(0, ctx.info_name or "")
    return " ".join(words)


to_json = click.option(
    "--json",
    "output",
    is_flag=False,
    flag_value=STDOUT,
    metavar="FILE|-",
    callback=_given,
    help="Write a JSON object to this file, or to standard output for - and for --json alone.",
)
"""The option of every command that has results; the command takes an `output: Output`."""


def check_writable(option: str, path: Path) -> None:
    """InputError where a record cannot be written to a path: for want of a folder or a right, or over somebody's file."""
    check_file(option, path)
    if path.is_file() and not _ours(path):
        raise InputError(f"{option} exists and is no record of nablacheck; give another name, or - for standard output.")


def _ours(path: Path) -> bool:
    """Whether a file may be replaced: it is empty, or a JSON object with our key."""
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text) if text else {OURS: None}
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and OURS in found


def write_whole(path: Path, text: str) -> None:
    """Replaces a file by this text in one step, so that it is never half written; OSError where that fails.

    A link stays one.
    """
    if not is_replaced(path):
        path.write_text(text, encoding="utf-8")
        return
    path = path.resolve()
    part = path.parent / f".nablacheck-{os.getpid()}.part"
    try:
        part.write_text(text, encoding="utf-8")
        if path.exists():
            part.chmod(path.stat().st_mode)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _rescued(text: str) -> str:
    """Where a record is that could not be written to its file, or that it is lost."""
    rescue = None
    try:
        with tempfile.NamedTemporaryFile("w", prefix="nablacheck-", suffix=".json", encoding="utf-8", delete=False) as file:
            rescue = Path(file.name)
            file.write(text)
    except OSError:
        if rescue:
            rescue.unlink(missing_ok=True)
        return "The record is lost; make room and run it again."
    return f"The record is in {rescue}."


def _plain(value: Any) -> Any:
    """As JSON has it: a number that is not finite is a word."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
