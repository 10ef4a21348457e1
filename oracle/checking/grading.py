"""Submissions, each in a process of its own, with a limit on its time and its memory, one verdict a file.

What is kept apart are accidents: loops that do not end, exits, crashes, prints, memory, files written. A submission that
sets out to forge its verdict is not stopped, nor is a child that starts a session of its own.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from nablacheck.oracle.checking.asking import Guard, asks
from nablacheck.oracle.checking.checker import check
from nablacheck.oracle.checking.exercise import Exercise
from nablacheck.oracle.checking.interruption import held_back
from nablacheck.oracle.checking.quoting import raised, shown
from nablacheck.reference.errors import InputError

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
    worker = [sys.executable, "-P", "-B", "-m", "nablacheck.oracle.checking.grading", str(copy), str(answer)]
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
            raise RuntimeError(f"{sys.executable} cannot run nablacheck.oracle.checking.grading in a process of its own.")
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


def work(file: Path, answer: Path, limits: Limits, exercise: Exercise | None) -> None:
    """Grades a file in this process and writes the answer; this is what the worker runs, and it ends the process."""
    worker = os.getpid()
    guard = Guard()
    used = _megabytes_in_use()
    says = f"the memory limit of {limits.megabytes} MB is below the {used} MB that the check itself takes; raise it.\n"
    sys.stdout.buffer.write(READY if used < limits.megabytes else REFUSED + says.encode())
    sys.stdout.flush()
    if used >= limits.megabytes:
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        with _limited_memory(limits.megabytes):
            grade = _graded_here(file, limits, exercise, guard)
    except InputError as error:
        grade = Grade(file.stem, "unusable", explanation=str(error))
    except MemoryError:
        says = f"it needed more than {limits.megabytes} MB of memory; look for an array that is far too large."
        grade = Grade(file.stem, "unusable", explanation=says)
    except BaseException as error:  # KeyboardInterrupt too: it is the submission that raised it
        grade = Grade(file.stem, "unusable", explanation=f"out of the submission came {raised(error)}")
    if guard.asked:
        grade = Grade(file.stem, "unusable", explanation=guard.asked)
    if os.getpid() == worker:  # a fork of the submission comes back here as well
        try:
            answer.write_text(json.dumps(asdict(grade)), encoding="utf-8", errors="replace")
        except OSError:
            os._exit(FULL)
    os._exit(0)  # threads and exit handlers of the submission are not waited for


def _graded_here(file: Path, limits: Limits, exercise: Exercise | None, guard: Guard) -> Grade:
    if (asked := asks(file.read_bytes())) is not None:
        return Grade(file.stem, "unusable", explanation=asked)
    declares: dict[str, str] = {}
    try:
        guard.hide()
        loaded = _loaded(file)
        declared = _conventions(loaded)
        declares |= {str(name): shown(value) for name, value in declared.items()}
        arguments = declared if exercise is None else exercise.arguments(declared)
        function = _hidden(_function(loaded), guard)
        report = check(function, **{"time_limit": limits.seconds, **arguments}).as_json()
    except InputError as error:
        return Grade(file.stem, "unusable", explanation=str(error), declares=declares)
    given = {name: report[name] for name in ("verdict", "mistake", "scale", "explanation", "notes")}
    return Grade(file.stem, **given, declares=declares)


def _hidden(function: Callable[..., Any], guard: Guard) -> Callable[..., Any]:
    """The function, with the library out of its reach at every call."""

    @wraps(function)
    def call(*arguments: Any) -> Any:
        guard.hide()
        return function(*arguments)

    return call


def _loaded(file: Path) -> ModuleType:
    """The module, under a name that nothing else has: a submission may be called random.py."""
    spec = importlib.util.spec_from_file_location(f"submission {file.stem}", file)
    if spec is None or spec.loader is None:
        raise InputError(f"{file.name} cannot be imported; expected is a Python file.")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except SystemExit as error:
        raise InputError(f"{file.name} called exit({error.code!r}) while it was imported; take that out.") from None
    except MemoryError:
        raise
    except Exception as error:
        raise InputError(f"{file.name} cannot be imported: {raised(error)}") from error
    return module


def _function(loaded: ModuleType) -> Any:
    function = getattr(loaded, "submission", None)
    if not callable(function):
        raise InputError("the file defines no function named submission; rename yours, or add submission = yours.")
    return function


def _conventions(loaded: ModuleType) -> dict[str, Any]:
    conventions = getattr(loaded, "CONVENTIONS", {})
    if not isinstance(conventions, Mapping):
        raise InputError(
            f"CONVENTIONS is of type {type(conventions).__name__}; expected is a dictionary with arguments of nablacheck.check."
        )
    for name in conventions:
        if not isinstance(name, str):
            raise InputError(f"CONVENTIONS has {shown(name)} as a name; write names of conventions, such as 'examples'.")
    return dict(conventions)


def _megabytes_in_use() -> int:
    """The address space of this process, or 0 on systems that do not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // MEGABYTE


@contextlib.contextmanager
def _limited_memory(megabytes: int) -> Iterator[None]:
    """Limits the address space of this process and of its children, on systems that can; until the answer is to be written."""
    try:
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = megabytes * MEGABYTE if hard == resource.RLIM_INFINITY else min(megabytes * MEGABYTE, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ImportError, ValueError, OSError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def main() -> None:
    """The worker: the file, where its answer goes, and the limits and the exercise as JSON."""
    file, answer, task = sys.argv[1:]
    given = json.loads(task)
    exercise = given["exercise"] and Exercise(**given["exercise"])
    work(Path(file), Path(answer), Limits(**given["limits"]), exercise)


if __name__ == "__main__":
    main()
