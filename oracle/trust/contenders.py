"""Everybody who computes or checks a gradient of one network: the contenders of `nablacheck bench speed`.

As a program, `python -m nablacheck.oracle.trust.contenders NETWORK DTYPE TURNS`, it holds the contest of one setting, or, for
the NETWORK growth, measures how time and memory grow, and writes what it found as JSON. A library counts its threads when it
is loaded, so each setting has a process of its own.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from nablacheck.adapters import Adapter, load
from nablacheck.oracle.judging.judges import in_one_enclosure, judge_trace
from nablacheck.oracle.judging.sharpening import WORK, work
from nablacheck.oracle.ledger import LEDGER
from nablacheck.oracle.measuring.contest import NETWORKS, UNIT, Contender, Setting, contest, floor, unit_of
from nablacheck.oracle.measuring.growing import exponents_of, grown
from nablacheck.oracle.measuring.memory import peak
from nablacheck.oracle.trust.rivals import Case, rival
from nablacheck.reference.arithmetic.certified import Certified
from nablacheck.reference.backprop import backprop
from nablacheck.reference.errors import MissingFramework
from nablacheck.reference.gradient import Trace
from nablacheck.reference.problem import Problem

REFERENCE, FLOOR, MINE = "reference", "bare products", Adapter("numpy", "numpy", gradient=backprop)
DIGITS, GUARD = 50, 24
"""Of a certificate, and the bits that are computed beside them, which rounding may take."""
FRAMEWORKS = {UNIT: "torch", "PyTorch, compiled": "torch-compile", "JAX, jitted": "jax"}
TOOLS = ("gradcheck", "gradcheck, fast", "jax check_grads")
GROWTH = "growth"
SLOWEST = 2**31
"""Of certificates and of tools that take a cost for each weight: the multiplications beyond which they would take minutes."""
ONE_THREAD = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}
"""What makes every library compute on one thread."""


def contenders(problem: Problem, left_out: dict[str, str]) -> Mapping[str, Contender]:
    """By name, who is there and quick enough; why others are not goes into `left_out`."""
    found: dict[str, Contender] = {REFERENCE: partial(backprop, problem), FLOOR: floor(problem)}
    adapter = MINE
    for title, name in FRAMEWORKS.items():
        try:
            framework = load(name)
        except MissingFramework as missing:
            left_out[title] = str(missing)
            continue
        assert framework.timed is not None
        found[title] = framework.timed(problem)
        adapter = framework if title == UNIT else adapter
    trace = adapter.trace(problem) if adapter.trace else backprop(problem)
    found |= dict(_ours(problem, trace, adapter, left_out))
    for name in TOOLS:
        try:
            found |= _tool(name, Case(problem, adapter, trace, backprop(problem)), left_out)
        except MissingFramework as missing:
            left_out[name] = str(missing)
    return found


def _ours(problem: Problem, trace: Trace, adapter: Adapter, left_out: dict[str, str]) -> Iterator[tuple[str, Contender]]:
    yield "judge of a trace", lambda: judge_trace(problem, trace, adapter).outcome
    end_to_end: Callable[[bool], str] = lambda sharp: in_one_enclosure(problem, trace, adapter, LEDGER, sharp).outcome
    yield "judge in balls", partial(end_to_end, False)
    if work(problem) <= WORK:
        yield "judge in zonotopes", partial(end_to_end, True)
    else:
        left_out["judge in zonotopes"] = "balls have the last word in networks of this size"
    name = f"certified, {DIGITS} digits"
    if _multiplications(problem) <= SLOWEST >> 4:
        yield name, partial(backprop, problem, arithmetic=Certified(math.ceil(DIGITS * math.log2(10)) + GUARD))
    else:
        left_out[name] = "it would take minutes"


def _tool(name: str, case: Case, left_out: dict[str, str]) -> dict[str, Contender]:
    tool = rival(name)
    if case.problem.dtype.name not in tool.dtypes:
        left_out[name] = f"it is made for {', '.join(tool.dtypes)}"
    elif tool.slow and case.problem.network.count * _multiplications(case.problem) > SLOWEST << 4:
        left_out[name] = "it takes a cost for each weight, and would take minutes"
    else:
        accepts = tool.prepare(case)
        return {name: lambda: accepts(case.correct)}
    return {}


def _multiplications(problem: Problem) -> int:
    """Of one backpropagation, or a few more."""
    n = problem.network.widths
    return 3 * problem.batch * sum(n[l] * n[l - 1] for l in problem.network.w)


Record = dict[str, Any]


def held(network: str, dtype: str, turns: int) -> Record:
    """The contest of one setting, as the rows of a record."""
    setting, left_out = Setting(*NETWORKS[network], dtype), dict[str, str]()
    problem = setting.problem
    ready = contenders(problem, left_out)
    times = [asdict(time) for time in contest(ready, turns)]
    return {
        "network": setting.network,
        "unit": unit_of(ready),
        "batch": setting.batch,
        "dtype": dtype,
        "turns": turns,
        "times": times,
        "left_out": left_out,
        "memory": _memory(problem),
    }


def _memory(problem: Problem) -> Record:
    """The peaks of the reference and of the judge of its trace, as multiples of that trace."""
    trace = backprop(problem)
    size = sum(array.nbytes for letter in trace.letters.values() for l, array in letter.items() if array is not problem.x)
    return {
        REFERENCE: peak(lambda: backprop(problem)) / size,
        "judge of a trace": peak(lambda: judge_trace(problem, trace, MINE)) / size,
    }


def growth(dtype: str, turns: int) -> Record:
    """How time and memory of the reference and of the judge of its trace grow."""

    def ready(problem: Problem) -> Mapping[str, Contender]:
        trace = backprop(problem)
        return {
            REFERENCE: partial(backprop, problem),
            "judge of a trace": lambda: judge_trace(problem, trace, MINE).outcome,
        }

    rows = list(grown(ready, dtype, turns))
    return {"dtype": dtype, "rows": [asdict(row) for row in rows], "exponents": exponents_of(rows)}


def in_a_process(network: str, dtype: str, turns: int) -> Record:
    """The same in a process of its own, on one thread."""
    command = [sys.executable, "-m", "nablacheck.oracle.trust.contenders", network, dtype, str(turns)]
    done = subprocess.run(command, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`{' '.join(command)}` ended with {done.returncode}:\n{done.stderr}")
    record: Record = json.loads(done.stdout.splitlines()[-1])
    return record


if __name__ == "__main__":
    asked, dtype_, turns_ = sys.argv[1], sys.argv[2], int(sys.argv[3])
    answer = growth(dtype_, turns_) if asked == GROWTH else held(asked, dtype_, turns_)
    sys.stdout.write(json.dumps(answer) + "\n")
