"""What a command did with an input, and what is wrong with it: a traceback, another exit code, no sentence."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import traceback
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
    r"Traceback \(|\[Errno|<(?:class|function|module|built-in)\b|\bobject at 0x|\barray\(|\bdtype\(|np\.\w+\(|numpy\._core"
    r"|<lambda>|\bNoneType\b|\bunhashable\b|\bpositional argument|\bhas no attribute\b|must be str, not|not subscriptable"
)
"""What Python writes for itself, not for people."""


@dataclass(frozen=True)
class Outcome:
    """The exit code, what was printed, and the traceback where there was one."""

    code: int
    output: str
    errors: str
    crash: str = ""


@dataclass(frozen=True)
class Case:
    """An input by its kind, how the command is called, the exit codes that are right, and what may be quoted from the input."""

    kind: str
    arguments: Sequence[str]
    allowed: Collection[int]
    quotes: bool = False


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


def here(arguments: Sequence[str]) -> Outcome:
    """The command in this process."""
    try:
        with _at_most(SECONDS):
            result = CliRunner().invoke(main, list(arguments), prog_name="nablacheck")
    except Hangs:
        return Outcome(-1, "", "", f"it did not come back within {SECONDS} seconds")
    crash = "" if result.exception is None or isinstance(result.exception, SystemExit) else _where(result.exception)
    return Outcome(result.exit_code, result.stdout, result.stderr, crash)


def _where(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "nablacheck" in frame.filename] or [last]
    return f"{type(error).__name__}: {error} ({Path(ours[-1].filename).name}:{ours[-1].lineno} in {ours[-1].name})"


def apart(arguments: Sequence[str], cwd: Path | None = None, seconds: int = SECONDS) -> Outcome:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "nablacheck", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=seconds, cwd=cwd, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return Outcome(-1, "", "", f"it did not come back within {seconds} seconds")
    output, errors = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
    crash = f"ended by signal {-done.returncode}" if done.returncode < 0 else ""
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
    if not error:
        message = outcome.output.partition("unusable")[2].strip().partition("\nnote: ")[0]
    message = message.strip()
    if not message:
        yield "there is none"
    elif len(message) > LONGEST:
        yield f"{len(message)} letters: {message[:80]} …"
    elif not quotes and "\n" in message:
        yield f"several lines: {message[:300]!r}"
    elif message[-1] not in ".?":
        yield f"it ends in {message[-40:]!r}"
    elif junk := JUNK.search(message):
        yield f"Python's own {junk[0]!r}: {message[:300]}"
