"""Other people's code: is this backpropagation right, and if not, what was probably typed?

The library picks the networks, hands out copies, judges what comes back, and names a mistake only where it predicts every
number on every network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from nablacheck.oracle.checking.answer import Report, unusable
from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.checking.conventions import Conventions, seconds
from nablacheck.oracle.checking.foreign import Late
from nablacheck.oracle.checking.subject import Subject
from nablacheck.oracle.checking.suggesting import factors_declared, in_words, suggestion
from nablacheck.oracle.checking.trials import Trials
from nablacheck.oracle.explaining.diagnosis import Diagnosis, simplest
from nablacheck.oracle.judging.verdict import INCONCLUSIVE, RIGHT, WRONG
from nablacheck.reference import costs
from nablacheck.reference.activations import Activation
from nablacheck.reference.costs import Cost
from nablacheck.reference.errors import InputError
from nablacheck.reference.network import Problem

GUARDS = tuple(10.0**-k for k in range(5, 17))
"""What people add inside a logarithm, or to a denominator, to keep it from zero."""


def check(
    fn: Callable[..., Any],
    *,
    activations: str | Activation | Sequence[str | Activation] = "sigmoid",
    cost: str | Cost = "quadratic",
    widths: Sequence[int] | None = None,
    dtype: str = "float64",
    time_limit: float = 10.0,
    **conventions: Any,
) -> Report:
    """Whether a function computes the gradient, on networks of the library's choice; `conventions` as in `Conventions`.

    `activations` is one for all of three layers, or one for each layer; `widths`, input first, are for code that takes no
    others. InputError for conventions that do not exist; whatever the function does is in the report.
    """
    c = Conventions.of(conventions)
    trials = Trials(activations, cost, dtype, widths, c)
    first = next(trials.problems())
    subject = Subject(fn, c, seconds(time_limit))
    try:
        judgements = _judged(subject, trials.problems())
    except InputError as error:
        judgements = _wrong(_judged_as_far_as_possible(subject, trials.equally_wide()))
        if not judgements:
            return unusable(error, _hints(error, subject, trials, activations), tuple(subject.notes.values()))
        subject.note(f"on distinct widths {error}")
    diagnoses = _common(_wrong(judgements))
    for problem in trials.further():
        if len(diagnoses) > 1:
            with subject.searching():
                judgements += _judged_as_far_as_possible(subject, iter([problem]))
            diagnoses = _common(_wrong(judgements))
    diagnoses = simplest(diagnoses)
    if _wrong(judgements) and not diagnoses and (guarded := _guarded(subject, trials)):
        judgements = guarded
    if not _wrong(judgements):
        subject.watch_saturation(first)
        subject.watch_kinks(first)
    return _report(judgements, diagnoses, subject, trials)


def _hints(error: InputError, subject: Subject, trials: Trials, activations: Any) -> Iterator[str]:
    """What else may be declared, where the function cannot be called or read as it is."""
    if isinstance(error, Late):
        return
    one_for_all = activations if isinstance(activations, str | Activation) else None
    if changes := suggestion(subject, trials, one_for_all):
        yield f"It is right as soon as {in_words(changes)} is declared."
    if one_for_all is not None and (not changes or "activations" in changes):
        yield f"activations={one_for_all!r} stands for three layers; one activation for each layer sets the number of layers."
    if not changes and not trials.conventions.one_at_a_time and isinstance(error.__cause__ or error, ValueError):
        yield "If it takes one example at a time, declare examples='column', 'vector' or 'list'."


def _judged(subject: Subject, problems: Iterator[Problem]) -> list[Judgement]:
    return [judgement for problem in problems for judgement in subject.judge(problem)]


def _judged_as_far_as_possible(subject: Subject, problems: Iterator[Problem]) -> list[Judgement]:
    try:
        return _judged(subject, problems)
    except InputError:
        return []


def _wrong(judgements: Sequence[Judgement]) -> list[Judgement]:
    """The judgements that are wrong, single examples first: they show the equation."""
    wrong = [judgement for judgement in judgements if judgement.outcome == WRONG]
    return sorted(wrong, key=lambda judgement: judgement.verdict.problem.batch)


def _common(wrong: Sequence[Judgement]) -> tuple[Diagnosis, ...]:
    """The diagnoses that hold on every network that is wrong, each with its factor on the first where that is not 1."""
    found: dict[tuple[Any, ...], list[Diagnosis]] = {}
    for judgement in wrong:
        for key, diagnosis in {_key(diagnosis): diagnosis for diagnosis in judgement.diagnoses}.items():
            found.setdefault(key, []).append(diagnosis)
    everywhere = [same for same in found.values() if len(same) == len(wrong)]
    return tuple(next((d for d in same if d.scale and d.scale[1] != 1), same[0]) for same in everywhere)


def _key(diagnosis: Diagnosis) -> tuple[Any, ...]:
    return (*sorted(mistake.name for mistake, _ in diagnosis.mistakes), diagnosis.scale and diagnosis.scale[0])


def _guarded(subject: Subject, trials: Trials) -> list[Judgement]:
    """The judgements under a cost with a guard, such as log(a + 1e-7), if one makes all of them right; it is noted."""
    plain = trials.cost if isinstance(trials.cost, Cost) else costs.cost(trials.cost)
    if plain.outputs == costs.LINE:
        return []
    for guard in GUARDS:
        with_it = plain.variant(value=partial(_guarded_value, plain, guard))
        for cost in (with_it.variant(nabla_a=partial(_guarded_gradient, plain, guard), cancelled=None), with_it):
            with subject.searching():
                judgements = _all_right(subject, replace(trials, cost=cost).problems())
            if judgements:
                subject.note(f"the cost has a guard: {guard:g} is added to the output")
                return judgements
    return []


def _guarded_value(plain: Cost, guard: float, a: Any, *rest: Any) -> Any:
    """C of outputs to which a guard is added."""
    return plain.value(a + guard, *rest)


def _guarded_gradient(plain: Cost, guard: float, a: Any, *rest: Any) -> Any:
    """∇_a C of outputs to which a guard is added."""
    return plain.nabla_a(a + guard, *rest)


def _all_right(subject: Subject, problems: Iterator[Problem]) -> list[Judgement]:
    """The judgements if none is wrong, else nothing, at the first that is."""
    judgements: list[Judgement] = []
    for problem in problems:
        judgements += _judged_as_far_as_possible(subject, iter([problem]))
        if _wrong(judgements):
            return []
    return judgements


def _report(judgements: Sequence[Judgement], diagnoses: Sequence[Diagnosis], subject: Subject, trials: Trials) -> Report:
    wrong = _wrong(judgements)
    if not wrong:
        undecided = [judgement for judgement in judgements if judgement.outcome == INCONCLUSIVE]
        shown = min(undecided or judgements, key=lambda judgement: judgement.verdict.proven_digits)
        outcome = INCONCLUSIVE if undecided else RIGHT
        return Report(outcome, shown.explain(), tuple(judgements), (), tuple(subject.notes.values()))
    for declared in factors_declared(diagnoses, subject, trials):
        subject.note(f"where the factor is meant, declare {in_words(declared)}")
    if not diagnoses and wrong[0].verdict.looks_like is None:
        _note_the_smallest(subject, trials)
    return Report(WRONG, wrong[0].explain(diagnoses), tuple(judgements), tuple(diagnoses), tuple(subject.notes.values()))


def _note_the_smallest(subject: Subject, trials: Trials) -> None:
    for problem in trials.smaller():
        with subject.searching():
            wrong = _wrong(_judged_as_far_as_possible(subject, iter([problem])))
        if wrong:
            subject.note(f"the smallest network that breaks it: {wrong[0].verdict.problem}")
            return
