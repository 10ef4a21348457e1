"""The grade of one submission, whose function runs in a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nablacheck.oracle.checking.asking import asks
from nablacheck.oracle.checking.checker import checked
from nablacheck.oracle.checking.elsewhere import MEGABYTE, Elsewhere, Gone
from nablacheck.oracle.checking.exercise import Exercise
from nablacheck.oracle.checking.grades import Grade, Limits
from nablacheck.oracle.checking.starting import Started
from nablacheck.reference.errors import InputError
from nablacheck.reference.quoting import shown


def judged(started: Started, file: Path, task: Mapping[str, Any], begins: Callable[[], None]) -> bytes:
    """The grade of a file in JSON, within the limits and for the exercise of a task; `begins` is called before it is loaded.

    InputError for limits that leave no room for the check itself.
    """
    limits, exercise = Limits(**task["limits"]), task["exercise"] and Exercise(**task["exercise"])
    used = _megabytes_in_use()
    if used >= limits.megabytes:
        says = f"the memory limit of {limits.megabytes} MB is below the {used} MB that the check itself takes; raise it."
        raise InputError(says)
    function = Elsewhere(started, limits.megabytes)
    begins()
    return json.dumps(asdict(_grade(function, file, limits, exercise))).encode()


def _grade(function: Elsewhere, file: Path, limits: Limits, exercise: Exercise | None) -> Grade:
    """The grade of a submission, whatever comes of it."""
    declares: dict[str, str] = {}
    try:
        with _limited_memory(limits.megabytes):
            if (says := asks(file.read_bytes())) is not None:
                return Grade(file.stem, "unusable", explanation=says)
            declared = function.load(file)
            _check_names(declared)
            declares |= {name: shown(value) for name, value in declared.items()}
            arguments = dict(declared) if exercise is None else exercise.arguments(declared)
            report = checked(function, **{"time_limit": limits.seconds, **arguments}).as_json()
            function.finish()
    except (InputError, Gone) as error:
        return Grade(file.stem, "unusable", explanation=str(error), declares=declares)
    except MemoryError:
        says = f"it needed more than {limits.megabytes} MB of memory; look for an array that is far too large."
        return Grade(file.stem, "unusable", explanation=says, declares=declares)
    given = {name: report[name] for name in ("verdict", "mistake", "scale", "explanation", "notes")}
    return Grade(file.stem, **given, declares=declares)


def _check_names(conventions: Mapping[Any, Any]) -> None:
    for name in conventions:
        if not isinstance(name, str):
            raise InputError(f"CONVENTIONS has {shown(name)} as a name; write names of conventions, such as 'examples'.")


def _megabytes_in_use() -> int:
    """The address space of this process, or 0 on systems that do not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // MEGABYTE


@contextlib.contextmanager
def _limited_memory(megabytes: int) -> Iterator[None]:
    """Limits the address space of this process, on systems that can; until the grade is to be told."""
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
