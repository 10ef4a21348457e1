"""The tables of `nablacheck train`, in the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table

from nablacheck.oracle.report.outcome_line import outcome_line
from nablacheck.oracle.report.tables import by_equation, plain
from nablacheck.oracle.training.digit_trainings import Training
from nablacheck.oracle.training.divergence import Drift
from nablacheck.oracle.training.steps import TrainingPlan
from nablacheck.reference.arithmetic import precision


def judged(trainings: Iterable[Training]) -> Table:
    """One line an equation, in blocks of one adapter and dtype."""
    records = [training.record for training in trainings]
    blocks = {f"{record.adapter} {record.dtype}": record.rows for record in records}
    return by_equation("Every step of every training", blocks)


def drifted(trainings: Iterable[Training], drifts: Sequence[Drift], correct: int | None, tested: int) -> Table:
    """Where each training ended: its distance from the reference, beside what random rounding does."""
    headings = ("steps", "distance", "random rounding", f"right of {tested}")
    result = plain("How far from the reference (an estimate beside it, no verdict)", "training", headings)
    result.add_row("reference float64", str(len(drifts)), "0", "", str(correct))
    for training in trainings:
        record, steps = training.record, len(training.distances)
        drift = [part * precision(record.dtype).u for part in drifts[steps - 1]] if steps else []
        expected = f"{drift[0]:.1e} – {drift[2]:.1e}" if drift else ""
        reached = f"{training.distances[-1]:.1e}" if steps else ""
        result.add_row(f"{record.adapter} {record.dtype}", str(record.steps), reached, expected, str(training.correct))
    return result


def explained(trainings: Sequence[Training]) -> Iterator[str]:
    """What stepped; for each training that disagrees, where it did first, in full; and what all of them together amount to."""
    optimizers = {f"{training.record.adapter} with {training.record.optimizer}": None for training in trainings}
    yield f"Steps were taken by {', '.join(optimizers)}."
    wrong = [training.record for training in trainings if not training.record.agrees]
    for record in wrong:
        if record.first:
            step, verdict = record.first
            count = f"{record.disagreeing} of {record.steps} steps"
            yield f"\n{record.adapter} {record.dtype} disagrees at {count}, first at step {step}:\n{verdict.explain()}"
        if record.stopped:
            yield f"{record.adapter} {record.dtype} stopped: {record.stopped}."
    steps, decided = (sum(getattr(training.record, name) for training in trainings) for name in ("steps", "decided"))
    outcome = outcome_line(len(wrong), decided, "training with a disagreement", "trainings with a disagreement")
    yield f"\n{outcome}" if wrong else f"\n{steps:,} steps, {decided:,} entries decided. {outcome}"


def as_json(plan: TrainingPlan, trainings: Iterable[Training], drifts: Sequence[Drift], **run: Any) -> Mapping[str, Any]:
    """The same as a JSON object, with the distances after every step and the first finding of each training explained."""
    return {
        **run,
        "network": str(plan.start.network),
        "rule": {"name": plan.rule.name, **plan.rule.constants},
        "mini_batch_size": plan.mini_batch_size,
        "trainings": [_training(training) for training in trainings],
        "random_rounding_over_u": {name: [getattr(drift, name) for drift in drifts] for name in Drift._fields},
    }


def _training(training: Training) -> Mapping[str, Any]:
    record = training.record
    return {
        "adapter": record.adapter,
        "dtype": record.dtype,
        "optimizer": record.optimizer,
        "steps": record.steps,
        "stopped": record.stopped,
        "rows": [{"equation": equation, **asdict(row)} for equation, row in record.rows.items()],
        "disagreeing_steps": record.disagreeing,
        "first": record.first and _first(*record.first),
        "distances": training.distances,
        "correct": training.correct,
    }


def _first(step: int, verdict: Any) -> Mapping[str, Any]:
    broken = [{"equation": c.equation, "layer": c.layer, "letter": c.letter} for c in verdict.broken]
    return {"step": step, "breaches": list(verdict.breaches), "equations": broken, "explanation": verdict.explain()}
