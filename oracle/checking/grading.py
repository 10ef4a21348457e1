"""A folder of submissions: each in a process of its own, with a limit on its time and its memory, one verdict a file.

What is kept apart are accidents: loops that do not end, exits, crashes, prints, memory, files written. A submission that
sets out to forge its verdict is not stopped, nor is a child that starts a session of its own.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import click
from rich.console import Console

from nablacheck.oracle.checking.checker import check
from nablacheck.oracle.commands.options import in_a_folder
from nablacheck.oracle.report.grade_table import grades
from nablacheck.oracle.report.progress import progress
from nablacheck.reference.errors import InputError

MEGABYTE = 2**20
READY = b"ready\n"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Every thread of a BLAS reserves memory, which counts against the limit."""


@dataclass(frozen=True)
class Grade:
    """The verdict on a submission: right, wrong, inconclusive or unusable, and `explanation` says why.

    `mistake` and `scale` are as in the report of `nablacheck.check`; `seconds` is what the submission took of the clock.
    """

    name: str
    verdict: str
    mistake: str | None = None
    scale: float | None = None
    explanation: str = ""
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Limits:
    """What one submission may take: seconds of the clock, and megabytes of address space in each process."""

    seconds: float = 60.0
    megabytes: int = 4096


def submissions(folder: Path) -> list[Path]:
    """The files to grade, by name; InputError where there is no folder or none of them."""
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; give one with a file for each submission.")
    files = sorted(folder.glob("*.py"))
    if not files:
        raise InputError(f"{folder} holds no submission; put in one .py file for each, with a function named submission.")
    return files


def graded(file: Path, limits: Limits) -> Grade:
    """The grade of one file, whatever it does; when it is back, so is every process of its group."""
    with tempfile.TemporaryDirectory(prefix="nablacheck-", ignore_cleanup_errors=True) as private:
        place, answer = Path(private, "submission"), Path(private, "grade.json")
        place.mkdir()
        try:
            copy = Path(shutil.copy(file, place))
        except OSError as error:
            return Grade(file.stem, "unusable", explanation=f"{file.name} cannot be read: {error.strerror}.")
        with _process(copy, answer, limits) as process:
            start = time.perf_counter()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(limits.seconds)
            seconds = round(time.perf_counter() - start, 3)
        try:
            grade = Grade(**json.loads(answer.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            grade = Grade(file.stem, "unusable", explanation=_ended(process.returncode, seconds, limits))
    return replace(grade, name=file.stem, seconds=seconds)


@contextlib.contextmanager
def _process(copy: Path, answer: Path, limits: Limits) -> Iterator[subprocess.Popen[bytes]]:
    """The worker, once it is about to load the submission; it and its children are killed at the end."""
    worker = [sys.executable, "-P", "-B", "-m", "nablacheck.oracle.checking.grading", str(copy), str(answer)]
    process = subprocess.Popen(
        [*worker, str(limits.seconds), str(limits.megabytes)],
        cwd=copy.parent,
        env={**os.environ, **ONE_THREAD, "TMPDIR": str(copy.parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        if process.stdout is None or process.stdout.readline() != READY:
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


def _ended(code: int, seconds: float, limits: Limits) -> str:
    """Why there is no verdict."""
    if seconds >= limits.seconds:
        return f"the submission was stopped after {limits.seconds:g} seconds; look for a loop that does not end."
    if code < 0:
        return f"the process died: {signal.strsignal(-code)}; look for a crash in compiled code, or for too much memory."
    return f"the process ended with exit code {code} before the function returned; look for an exit, or for too much memory."


def work(file: Path, answer: Path, limits: Limits) -> None:
    """Grades a file in this process and writes the answer; this is what the worker runs, and it does not return."""
    worker = os.getpid()
    sys.stdout.buffer.write(READY)
    sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        with _limited_memory(limits.megabytes):
            grade = _graded_here(file, limits)
    except InputError as error:
        grade = Grade(file.stem, "unusable", explanation=str(error))
    except MemoryError:
        says = f"it needed more than {limits.megabytes} MB of memory; look for an array that is far too large."
        grade = Grade(file.stem, "unusable", explanation=says)
    except BaseException as error:  # KeyboardInterrupt too: it is the submission that raised it
        says = f"{type(error).__name__} came out of the submission: {error}"
        grade = Grade(file.stem, "unusable", explanation=says)
    if os.getpid() == worker:  # a fork of the submission comes back here as well
        answer.write_text(json.dumps(asdict(grade)), encoding="utf-8")
    os._exit(0)  # threads and exit handlers of the submission are not waited for


def _graded_here(file: Path, limits: Limits) -> Grade:
    try:
        loaded = _loaded(file)
        report = check(_function(loaded), **{"time_limit": limits.seconds, **_conventions(loaded)}).as_json()
    except InputError as error:
        return Grade(file.stem, "unusable", explanation=str(error))
    given = {name: report[name] for name in ("verdict", "mistake", "scale", "explanation", "notes")}
    return Grade(file.stem, **given)


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
        raise InputError(f"{file.name} cannot be imported: {type(error).__name__}: {error}") from error
    return module


def _function(loaded: ModuleType) -> Any:
    function = getattr(loaded, "submission", None)
    if not callable(function):
        raise InputError("the file defines no function named submission; rename yours, or add submission = yours.")
    return function


def _conventions(loaded: ModuleType) -> Mapping[str, Any]:
    conventions = getattr(loaded, "CONVENTIONS", {})
    if not isinstance(conventions, Mapping):
        raise InputError(
            f"CONVENTIONS is a {type(conventions).__name__}; expected is a dictionary with arguments of nablacheck.check."
        )
    return conventions


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
    if (used := _megabytes_in_use()) >= megabytes:
        raise InputError(f"the memory limit of {megabytes} MB is below the {used} MB that the check itself takes; raise it.")
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


@click.command(short_help="Grade a folder of submissions.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the grades here too.")
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
def grade(folder: Path, file: Path | None, time_limit: float, memory_limit: int) -> None:
    """Grade every .py file in DIR, each in a process of its own: exit 0 when all are graded, whatever the verdicts.

    A file defines the function `submission` and, where it takes or gives other things than nablacheck.check expects,
    the dictionary CONVENTIONS.
    """
    in_a_folder("--json", file)
    console = Console()
    limits, files = Limits(time_limit, memory_limit), submissions(folder)
    with progress(console) as bar:
        rows = [asdict(graded(path, limits)) for path in bar.track(files, description=folder.name)]
    if file:
        file.write_text(json.dumps({"submissions": rows}, indent=1) + "\n", encoding="utf-8")
    console.print(grades(rows))


if __name__ == "__main__":
    work(Path(sys.argv[1]), Path(sys.argv[2]), Limits(float(sys.argv[3]), int(sys.argv[4])))
