"""What a command did with an input, and what is wrong with it: a traceback, another exit code, no sentence."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import traceback
import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from nablacheck.oracle.commands.cli import main

RIGHT, WRONG, UNUSABLE, INCONCLUSIVE = 0, 1, 2, 3
ANY_VERDICT = frozenset({RIGHT, WRONG, INCONCLUSIVE})
NOT_WRONG = frozenset({RIGHT, UNUSABLE, INCONCLUSIVE})
NOT_RIGHT = frozenset({WRONG, UNUSABLE, INCONCLUSIVE})
PASSES = frozenset({RIGHT, INCONCLUSIVE})
REFUSED = frozenset({UNUSABLE})
PROVEN = frozenset({WRONG})
SECONDS = 30
"""After which an input counts as one that hangs."""
LONGEST = 1200
"""Letters of a sentence."""
JUNK = re.compile(
    r"Traceback \(|\[Errno|<(?:class|function|module|built-in)\b|\bobject at 0x|\barray\(|\bdtype\(|np\.\w+\([-\d]|numpy\._core"
    r"|<lambda>|\bNoneType\b|\bunhashable\b|\bpositional argument|\bhas no attribute\b|must be str, not|not subscriptable"
)
"""What Python writes for itself, not for people."""
FOREIGN = re.compile(r"\b(?:raised|raises|cannot be imported:|cannot be read:)|\.py:\d+, in [^:]+:")
"""What follows quotes an error of the user's own code."""


@dataclass(frozen=True)
class Outcome:
    """The exit code, what was printed, and the traceback where there was one."""

    code: int
    output: str
    errors: str
    crash: str = ""


@dataclass(frozen=True)
class Case:
    """An input by its kind, how the command is called, the exit codes that are right, and what may be quoted from the input.

    `apart` is for what would change or end this process.
    """

    kind: str
    arguments: Sequence[str]
    allowed: Collection[int]
    quotes: bool = False
    apart: bool = False


class Hangs(BaseException):
    """The command did not come back."""


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise Hangs

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _as_it_was(inside: Path) -> Iterator[None]:
    """Works in a folder, and puts back what the modules that are checked may change in this process."""
    folder, path, limit = Path.cwd(), [*sys.path], sys.getrecursionlimit()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    os.chdir(inside)
    try:
        with warnings.catch_warnings():
            yield
    finally:
        os.chdir(folder)
        sys.path[:] = path
        sys.setrecursionlimit(limit)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def here(arguments: Sequence[str], folder: Path) -> Outcome:
    """The command in this process, in a folder that is not needed afterwards."""
    try:
        with _at_most(SECONDS), _as_it_was(folder):
            result = CliRunner().invoke(main, list(arguments), prog_name="nablacheck")
    except Hangs:
        return Outcome(-1, "", "", f"it did not come back within {SECONDS} seconds")
    crash = "" if result.exception is None or isinstance(result.exception, SystemExit) else _where(result.exception)
    return Outcome(result.exit_code, result.stdout, result.stderr, crash)


def _where(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "nablacheck" in frame.filename] or [last]
    return f"{type(error).__name__}: {error} ({Path(ours[-1].filename).name}:{ours[-1].lineno} in {ours[-1].name})"


def apart(arguments: Sequence[str], cwd: Path, seconds: int = SECONDS) -> Outcome:
    """The command in a process of its own, in a folder that is not needed afterwards."""
    command = [sys.executable, "-m", "nablacheck", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=seconds, cwd=cwd, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return Outcome(-1, "", "", f"it did not come back within {seconds} seconds")
    output, errors = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
    crash = ""
    if "Traceback (most recent call last)" in errors:
        crash = errors.strip().splitlines()[-1]
    return Outcome(done.returncode, output, errors, crash)


def faults(case: Case, outcome: Outcome) -> list[str]:
    """What is wrong with an outcome, one line each; nothing where all is right."""
    if outcome.crash:
        return [f"traceback: {outcome.crash}"]
    found = []
    if outcome.code not in case.allowed:
        says = " / ".join((outcome.errors or outcome.output).strip().splitlines()[-3:])
        found.append(f"exit {outcome.code}, where {' or '.join(map(str, sorted(case.allowed)))} is right: {says[:300]}")
    if outcome.code == UNUSABLE:
        found += [f"message: {fault}" for fault in _sentence(outcome, case.quotes)]
    elif "--json" in case.arguments:
        try:
            json.loads(outcome.output)
        except ValueError as error:
            found.append(f"--json: {error}: {outcome.output[:80]!r}")
    return found


def _sentence(outcome: Outcome, quotes: bool) -> Iterator[str]:
    """What keeps the message of a refusal from being one sentence for people."""
    _, error, message = outcome.errors.partition("Error: ")
    if not error and outcome.output.startswith("{"):
        message = json.loads(outcome.output)["explanation"]
    elif not error:
        message = outcome.output.partition("unusable")[2].strip().partition("\nnote: ")[0]
    message = message.strip().partition("\n  It was called as ")[0]  # below stands what was handed over, a line each
    if not message:
        yield "there is none"
    elif len(message) > LONGEST:
        yield f"{len(message)} letters: {message[:80]} …"
    elif not quotes and "\n" in message:
        yield f"several lines: {message[:300]!r}"
    elif message[-1] not in ".?!…":
        yield f"it ends in {message[-40:]!r}"
    elif junk := JUNK.search(FOREIGN.split(message)[0]):
        yield f"Python's own {junk[0]!r}: {message[:300]}"
