"""An adapter in processes of its own, with one thread and with several: whether the number of threads is in the answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.adapters.devices import on_device
from nablacheck.oracle.checking.own import adapter_of, extend
from nablacheck.oracle.generating.problems import template_problem
from nablacheck.oracle.judging.judges import judge_gradient
from nablacheck.oracle.judging.observe import observed
from nablacheck.oracle.ledger.reproduce import last_line
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.problem import Problem

COUNTS = (1, 2, 4)
VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""Where libraries look for the number of threads."""
WIDTHS, BATCH = (96, 128, 64, 3), 65
"""Large enough for libraries to share the work."""
RUN = "from nablacheck.oracle.campaign.threads import answer; answer()"


def problems(adapter: Adapter) -> Iterator[Problem]:
    """A problem in each dtype that many threads would share."""
    for dtype in adapter.dtypes:
        yield template_problem(3, widths=WIDTHS, batch=BATCH, dtype=dtype)


def depends_on_threads(adapter: Adapter, target: str, device: str, files: Sequence[str]) -> Iterator[str]:
    """Whether an answer is right with some numbers of threads and wrong with others, in words."""
    outcomes: dict[int, list[str]] = {}
    with TemporaryDirectory() as folder:
        for count in COUNTS:
            place = Path(folder) / f"{count}.npz"
            trouble = _asked(target, device, files, place, count)
            if trouble:
                yield f"in a process of its own with {count} threads it does not run: {trouble}"
                return
            outcomes[count] = list(_wrong(adapter, place))
    right = [count for count, wrong in outcomes.items() if not wrong]
    for count, wrong in outcomes.items():
        if wrong and right:
            yield f"with {count} threads it is wrong, and right with {', '.join(map(str, right))}:\n{wrong[0]}"
            return


def _asked(target: str, device: str, files: Sequence[str], place: Path, count: int) -> str:
    """Runs the adapter with so many threads; what went wrong, or nothing."""
    asked = json.dumps({"target": target, "device": device, "files": list(files), "place": str(place)})
    around = {**os.environ, **dict.fromkeys(VARIABLES, str(count))}
    done = subprocess.run([sys.executable, "-c", RUN], input=asked, env=around, capture_output=True, text=True, check=False)
    return "" if place.exists() and not done.returncode else last_line(done.stderr) or f"it ended with {done.returncode}"


def answer() -> None:
    """What runs there: the gradients of the problems, in a file."""
    asked: dict[str, Any] = json.load(sys.stdin)
    for file in asked["files"]:
        extend(file)
    adapter, arrays = on_device(adapter_of(asked["target"]), asked["device"]), dict[str, Any]()
    for i, problem in enumerate(problems(adapter)):
        seen = observed(adapter.gradient, problem)
        if seen.result is None:
            raise SystemExit(f"{adapter.name} {'; '.join(seen.breaches)}")
        arrays |= {f"{i} {name}": np.asarray(slope) for name, slope in seen.result.slopes.items()}
    np.savez(asked["place"], **arrays)


def _wrong(adapter: Adapter, place: Path) -> Iterator[str]:
    with np.load(place) as arrays:
        for i, problem in enumerate(problems(adapter)):
            slopes = {name: arrays[f"{i} {name}"] for name in problem.network.parameters}
            verdict = judge_gradient(problem, Gradient.of(slopes), adapter)
            if verdict.disagrees:
                yield verdict.explain()
