"""Submissions, each in a process of its own, with a limit on its time and its memory, one verdict a file.

What is kept apart are accidents: loops that do not end, exits, crashes, prints, memory, files written. A submission that
sets out to forge its verdict is not stopped, nor is a child that starts a session of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from nablacheck.oracle.checking.exercise import Exercise
from nablacheck.reference.errors import InputError
from nablacheck.reference.interruption import held_back

WORKER = "nablacheck.oracle.checking.submission_worker"
MEGABYTE = 2**20
READY = b"ready\n"
REFUSED = b"refused: "
"""With which a worker begins that cannot work within its limits, whatever the submission is."""
FULL = 74
"""How the worker ends where its answer cannot be written: EX_IOERR of other commands."""
LOOKS = 1 / 20
"""Seconds between two looks at whether the grading is to stop."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Every thread of a BLAS reserves memory, which counts against the limit."""


@dataclass(frozen=True)
class Grade:
    """The verdict on a submission: right, wrong, inconclusive or unusable, and `explanation` says why.

    `mistake` and `scale` are as in the report of `nablacheck.check`; `declares` is what the submission says of itself in
    CONVENTIONS, by name; `seconds` is what the submission took of the clock.
    """

    name: str
    verdict: str
    mistake: str | None = None
    scale: float | None = None
    explanation: str = ""
    notes: list[str] = field(default_factory=list)
    declares: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True)
class Limits:
    """What one submission may take: seconds of the clock, and megabytes of address space in each process."""

    seconds: float = 60.0
    megabytes: int = 4096

    def __post_init__(self) -> None:
        """InputError for limits under which no submission can be graded."""
        if not 0 < self.seconds <= threading.TIMEOUT_MAX:
            raise InputError(f"the time limit is {self.seconds:g} seconds; it must be a positive number of them, as in 60.")
        if self.megabytes > sys.maxsize // MEGABYTE:
            raise InputError(f"the memory limit is {self.megabytes} MB, more than any machine can have; give a smaller one.")


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


def _graded(file: Path, limits: Limits, exercise: Exercise | None, signals: list[int]) -> Grade | None:
    """The grade, or None where a signal came before it."""
    try:
        source = file.read_bytes()
    except OSError as error:
        return Grade(file.stem, "unusable", explanation=f"{file.name} cannot be read: {error.strerror}.")
    with _private() as private:
        place, answer = private / "submission", private / "grade.json"
        copy = _copied(source, place / file.name)
        with _process(copy, answer, limits, exercise) as process:
            start = time.perf_counter()
            ended = _ended_before(process, start + limits.seconds, signals)
            seconds = round(time.perf_counter() - start, 3)
        try:
            grade = Grade(**json.loads(answer.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            if signals and not ended:
                return None
            grade = Grade(file.stem, "unusable", explanation=_why(process.returncode, seconds, limits))
    return replace(grade, name=file.stem, seconds=seconds)


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


def _ended_before(process: subprocess.Popen[bytes], until: float, signals: list[int]) -> bool:
    """Whether the process ends before a time on the clock and before a signal comes."""
    while not signals and (left := until - time.perf_counter()) > 0:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(min(left, LOOKS))
            return True
    return False


@contextlib.contextmanager
def _process(copy: Path, answer: Path, limits: Limits, exercise: Exercise | None) -> Iterator[subprocess.Popen[bytes]]:
    """The worker, once it is about to load the submission; it and its children are killed at the end."""
    task = {"limits": asdict(limits), "exercise": exercise and asdict(exercise)}
    worker = [sys.executable, "-P", "-B", "-m", WORKER, str(copy), str(answer)]
    process = subprocess.Popen(
        [*worker, json.dumps(task)],
        cwd=copy.parent,
        env={**os.environ, **ONE_THREAD, "TMPDIR": str(copy.parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        begins = process.stdout.readline() if process.stdout else b""
        if begins.startswith(REFUSED):
            raise InputError(begins.removeprefix(REFUSED).decode().strip())
        if begins != READY:
            raise RuntimeError(f"{sys.executable} cannot run {WORKER} in a process of its own.")
        yield process
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends the whole group: the worker may be gone while a child of it lives on."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def _why(code: int, seconds: float, limits: Limits) -> str:
    """Why there is no verdict."""
    if seconds >= limits.seconds:
        return f"the submission was stopped after {limits.seconds:g} seconds; look for a loop that does not end."
    if code == FULL:
        return "its answer could not be written; look for files that the submission writes, or make room in TMPDIR."
    if code < 0:
        return f"the process died: {signal.strsignal(-code)}; look for a crash in compiled code, or for too much memory."
    return f"the process ended with exit code {code} before the function returned; look for an exit, or for too much memory."
