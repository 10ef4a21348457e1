"""Submissions, each in a process of its own, with a limit on its time and its memory, one verdict a file.

A judge, a process of ours, has each submission in a process of its own, which gives numbers and no verdict, and ends whatever
that started. It is no sandbox: a submission may read and write what its user may.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from nablacheck.oracle.checking.exercise import Exercise
from nablacheck.oracle.checking.grades import Grade, Limits
from nablacheck.oracle.checking.starting import ONE_THREAD
from nablacheck.oracle.checking.submission_judge import READY, REFUSED
from nablacheck.reference.errors import InputError
from nablacheck.reference.interruption import Signals, held_back
from nablacheck.reference.processes import end_descendants, how_it_ended

JUDGE = "nablacheck.oracle.checking.submission_judge"
LOOKS = 1 / 20
"""Seconds between two looks at whether the grading is to stop."""
PATIENCE = 2.0
"""Seconds that a judge has to end what it started."""
CHUNK = 2**16
"""Bytes that are read at once."""


def submissions(folder: Path) -> list[Path]:
    """The files to grade, by name; InputError where there is no folder or none of them."""
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; give one with a file for each submission.")
    files = sorted(folder.glob("*.py"))
    if not files:
        raise InputError(f"{folder} holds no submission; put in one .py file for each, with a function named submission.")
    return files


def grade_into(grades: list[Grade], file: Path, limits: Limits, exercise: Exercise | None = None) -> None:
    """Adds the grade of one file, whatever it does; when this is back, so is every process of its group.

    A signal that asks this process to stop ends the submission, and goes on when nothing is left of it; a grade that was
    finished is kept. InputError where there is no room for the files of a submission.
    """
    with held_back() as signals:
        grade = _graded(file, limits, exercise, signals)
        if grade is not None:
            grades.append(grade)


def _graded(file: Path, limits: Limits, exercise: Exercise | None, signals: Signals) -> Grade | None:
    """The grade, or None where a signal came before it."""
    try:
        source = file.read_bytes()
    except OSError as error:
        return Grade(file.stem, "unusable", explanation=f"{file.name} cannot be read: {error.strerror}.")
    with _private() as private, _judge(_copied(source, private / "submission" / file.name), limits, exercise) as judge:
        start = time.perf_counter()
        told = judge.told_before(start + limits.seconds, signals)
        seconds = round(time.perf_counter() - start, 3)
    code = judge.process.returncode
    if told is None and signals.own:
        return None
    if told is None or code:  # a judge that did not come to its end has said nothing, whatever was written in its place
        grade = Grade(file.stem, "unusable", explanation=_why(code, seconds, limits, signals))
    else:
        grade = _read(told)
    return replace(grade, name=file.stem, seconds=seconds)


def _read(told: bytes) -> Grade:
    """The grade that a judge told."""
    try:
        return Grade(**json.loads(told))
    except (ValueError, TypeError):
        says = "what its judge told is no grade: something wrote into it; take out of the submission what does."
        return Grade("", "unusable", explanation=says)


@contextlib.contextmanager
def _private() -> Iterator[Path]:
    """A folder that is gone afterwards; InputError where none can be made."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="nablacheck-", ignore_cleanup_errors=True)
    except OSError as error:
        raise _no_room(error) from error
    with folder as name:
        yield Path(name)


def _copied(source: bytes, place: Path) -> Path:
    """A new file with that text; InputError where there is no room for it."""
    try:
        place.parent.mkdir()
        place.write_bytes(source)
    except OSError as error:
        raise _no_room(error) from error
    return place


def _no_room(error: OSError) -> InputError:
    says = "each submission needs a temporary folder with room for its files; make room, or set TMPDIR to another one."
    return InputError(f"no temporary file can be written ({error.strerror or error}): {says}")


@dataclass(frozen=True)
class _Judge:
    """The process of a judge, and where its answer is heard: a socket, which nobody else can open, as a pipe could be."""

    process: subprocess.Popen[bytes]
    answer: socket.socket

    def begins(self) -> bytes:
        """Its first line."""
        with self.answer.makefile("rb", buffering=0) as lines:
            return lines.readline()

    def told_before(self, until: float, signals: Signals) -> bytes | None:
        """What it tells before a time on the clock and before a signal comes; None where it does not come to its end."""
        told = bytearray()
        with signals.with_senders(self.process.pid):
            while not signals.came and (left := until - time.perf_counter()) > 0:
                self.answer.settimeout(min(left, LOOKS))
                try:
                    part = self.answer.recv(CHUNK)
                except TimeoutError:
                    continue
                except OSError:  # as where it ended with something left unread
                    part = b""
                if part:
                    told += part
                    continue
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(PATIENCE)
                return bytes(told) if told.strip() else None
        return None


@contextlib.contextmanager
def _judge(copy: Path, limits: Limits, exercise: Exercise | None) -> Iterator[_Judge]:
    """The judge, once it is about to have the submission loaded; it and all that it started are ended at the end."""
    task = {"limits": asdict(limits), "exercise": exercise and asdict(exercise)}
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-B", "-m", JUDGE, str(copy), json.dumps(task)],
            env={**os.environ, **ONE_THREAD},
            stdin=subprocess.DEVNULL,
            stdout=theirs.fileno(),
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    judge = _Judge(process, ours)
    try:
        begins = judge.begins()
        if begins.startswith(REFUSED):
            raise InputError(begins.removeprefix(REFUSED).decode().strip())
        if begins.strip() != READY:
            raise RuntimeError(f"{sys.executable} cannot run {JUDGE} in a process of its own.")
        yield judge
    finally:
        _end(process)
        ours.close()


def _end(judge: subprocess.Popen[bytes]) -> None:
    """Ends the judge, which ends what it started; where it cannot any more, that is done from here."""
    judge.terminate()
    try:
        judge.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        end_descendants(judge.pid)
        judge.kill()
        judge.wait()


def _why(code: int, seconds: float, limits: Limits, signals: Signals) -> str:
    """Why there is no verdict."""
    if signals.came:
        name = signal.Signals(signals.came[0]).name
        return f"the submission sent {name} to the process that grades it; take that out."
    if seconds >= limits.seconds:
        return f"the submission was stopped after {limits.seconds:g} seconds; look for a loop that does not end."
    return how_it_ended(code)
