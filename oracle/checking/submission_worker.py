"""The process of one submission: it loads the file, checks it within its limits, writes the grade, and ends."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from nablacheck.oracle.checking.asking import Guard, asks
from nablacheck.oracle.checking.checker import check
from nablacheck.oracle.checking.exercise import Exercise
from nablacheck.oracle.checking.grading import FULL, MEGABYTE, READY, REFUSED, Grade, Limits
from nablacheck.reference.errors import InputError
from nablacheck.reference.quoting import raised, shown


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
