"""Starts the process of a submission, with three pipes and an interpreter that does not find this library."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from nablacheck.oracle.checking.interpreter import python_without_us
from nablacheck.oracle.checking.recipes import HANDED

CHECKING = __name__.rpartition(".")[0]
BESIDE = (
    *(f"nablacheck.reference.{name}" for name in ("errors", "quoting", "processes", "interruption", "foreign_code")),
    *(
        f"{CHECKING}.{name}"
        for name in ("foreign_arrays", "named_libraries", "foreign", "frames", "plain_values", "asking", "submission_worker")
    ),
)
"""The modules that run beside a submission, each behind those that it imports."""
ADAPTERS = "nablacheck.adapters"
PROGRAM = f"{CHECKING}.submission_process"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Every thread of a BLAS reserves memory, which counts against the limit."""


@dataclass(frozen=True)
class Started:
    """The process, and its pipes: what it is asked, what it answers, and how it ended."""

    process: subprocess.Popen[bytes]
    asks: int
    answers: int
    ends: int

    def close(self) -> None:
        """Ends the process that was started; what that started is another's to end."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.asks, self.answers, self.ends):
            os.close(pipe)


def started(place: Path, folder: Path) -> Started:
    """A process at work in a folder, with an interpreter in a place of its own; OSError where there is no room for that."""
    program = python_without_us(place)
    (asks_there, asks), (answers, answers_there), (ends, ends_there) = os.pipe(), os.pipe(), os.pipe()
    there = (asks_there, answers_there, ends_there)
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    files = {name: _file(name) for name in BESIDE}
    late = {library: _file(f"{ADAPTERS}.{handed.module}") for library, handed in HANDED.items()}
    process = subprocess.Popen(
        [program, "-P", "-B", _file(PROGRAM), *map(str, there), json.dumps(files), json.dumps(late)],
        cwd=folder,
        env={**environment, **ONE_THREAD, "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=there,
        start_new_session=True,
    )
    for pipe in there:
        os.close(pipe)
    return Started(process, asks, answers, ends)


def _file(name: str) -> str:
    """The file of a module, which is not imported for that, nor is what it lies in."""
    package, _, module = name.rpartition(".")
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(f"{package} has no folder")
    return str(Path(spec.submodule_search_locations[0]) / f"{module}.py")
