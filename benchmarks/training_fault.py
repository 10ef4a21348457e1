"""Is a fault of 1e-4 found at the step at which it begins, with its layer and its equation? A line for each, and exit 1 if not.

The digits are trained as `nablacheck train` does it, a thousand steps in PyTorch and in JAX; from step 500 on, what the adapter
returns for one letter at one layer is too large by a factor of 1 + 1e-4.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from nablacheck.adapters import load
from nablacheck.adapters.trainers import trainer, trainers
from nablacheck.oracle.training.digit_trainings import in_dtype, planned
from nablacheck.oracle.training.steps import TrainingRecord, train
from nablacheck.reference import Problem, Trace

FAULT = 10.0**-4
"""The relative fault."""
STEPS, AT = 1000, 500
FAULTS = (("nabla_w", 3, "BP4"), ("delta", 2, "BP2"))
"""The letter and the layer of the fault, and the equation that it breaks."""


def faulty(trace: Callable[[Problem], Trace], letter: str, l: int) -> Callable[[Problem], Trace]:
    """The trace function of an adapter, with the fault from its call number `AT` on."""
    calls = 0

    def wrong(problem: Problem) -> Trace:
        nonlocal calls
        calls += 1
        right = trace(problem)
        layers = getattr(right, letter)
        return replace(right, **{letter: {**layers, l: layers[l] * (1 + FAULT)}}) if calls >= AT else right

    return wrong


def found(name: str, dtype: str, letter: str, l: int) -> tuple[int, str, int | None] | None:
    """The first step that disagrees, with the equation and the layer that broke first; None where every step agrees."""
    adapter, (plan, _) = load(name), planned("sgd", STEPS, 0)
    assert adapter.trace
    record = TrainingRecord(name, dtype, trainer(name).says)
    planted = replace(adapter, trace=faulty(adapter.trace, letter, l))  # type: ignore[arg-type]
    deque(train(replace(plan, start=in_dtype(plan.start, dtype)), planted, trainer(name), record), maxlen=0)
    if record.first is None:
        return None
    step, verdict = record.first
    return step, verdict.broken[0].equation, verdict.broken[0].layer


def main() -> None:
    """Plants each fault in each framework and dtype."""
    missed = 0
    for name in trainers():
        for dtype in ("float32", "float64"):
            for letter, l, equation in FAULTS:
                answer = found(name, dtype, letter, l)
                missed += answer != (AT, equation, l)
                print(f"{name} {dtype}: {letter} at layer {l} is wrong from step {AT} on; found: {answer}")  # noqa: T201
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
