"""Other people's code: is this backpropagation right, and if not, what was probably typed?

The library picks the networks, hands out copies, judges what comes back, and names a mistake only where it predicts every
number on every network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from nablacheck.oracle.checking.answer import Report, unusable
from nablacheck.oracle.checking.blame import Blame
from nablacheck.oracle.checking.blaming import blamed, wrong_ones
from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.foreign import CalledHere, Callee
from nablacheck.oracle.checking.observed import as_far_as_possible
from nablacheck.oracle.checking.otherwise import right_otherwise
from nablacheck.oracle.checking.subject import FOR_A_NAME, NARROW, Budget, Subject
from nablacheck.oracle.checking.suggesting import hints
from nablacheck.oracle.checking.texts import read
from nablacheck.oracle.checking.trials import Trials
from nablacheck.oracle.checking.vocabulary import seconds
from nablacheck.oracle.judging.compared import INCONCLUSIVE, RIGHT, WRONG
from nablacheck.reference.activations import Activation
from nablacheck.reference.costs import Cost
from nablacheck.reference.errors import InputError
from nablacheck.reference.own_formulas import formulas_seen
from nablacheck.reference.problem import Problem
from nablacheck.reference.quoting import shown

SLOW = f"the function takes long: after {FOR_A_NAME:g} s it was not called any more to find a name for what is wrong"
UNNAMED = "interrupted while a name was looked for: the verdict stands, what was typed was not looked for to the end"


def check(
    fn: Callable[..., Any],
    *,
    activations: str | Activation | Sequence[str | Activation] = "sigmoid",
    cost: str | Cost = "quadratic",
    widths: str | Sequence[int] | None = None,
    dtype: str = "float64",
    seed: int = 0,
    time_limit: float = 10.0,
    **conventions: Any,
) -> Report:
    """Whether a function computes the gradient, on networks of the library's choice; `conventions` as in `Conventions`.

    `activations` is one for each layer, or one for all; `widths`, input first, are for code that takes no others. Each may
    be a text, as on the command line: "tanh,tanh,identity". InputError for conventions that do not exist, and
    for an entry of one's own whose formula breaks; whatever the
    function does is in the report.
    """
    if not callable(fn):
        raise InputError(f"fn is {shown(fn)}; give a function.")
    return checked(
        CalledHere(fn),
        activations=activations,
        cost=cost,
        widths=widths,
        dtype=dtype,
        seed=seed,
        time_limit=time_limit,
        **conventions,
    )


def checked(
    callee: Callee,
    *,
    activations: str | Activation | Sequence[str | Activation] = "sigmoid",
    cost: str | Cost = "quadratic",
    widths: str | Sequence[int] | None = None,
    dtype: str = "float64",
    seed: int = 0,
    time_limit: float = 10.0,
    **conventions: Any,
) -> Report:
    """The same of a function wherever it runs."""
    own = {"activations": activations, "widths": widths, "seed": seed, "time_limit": time_limit}
    activations, widths, seed, time_limit = read(own).values()
    c = Conventions.of(read(conventions))
    with formulas_seen() as formulas:
        trials = Trials(activations, cost, dtype, widths, c, seed=seed)
        report = _checked(Subject(callee, c, seconds(time_limit)), trials, activations)
    return replace(report, notes=(*report.notes, *formulas.notes.values()))


def _checked(subject: Subject, trials: Trials, activations: Any) -> Report:
    """The report on a function; `activations` as they were given."""
    first = next(trials.problems())
    try:
        judgements = _judged(subject, trials.problems())
    except InputError as error:
        judgements = wrong_ones(as_far_as_possible(subject, trials.equally_wide()))
        if not judgements:
            return unusable(error, hints(error, subject, trials, activations), tuple(subject.notes.values()))
        subject.note(f"on distinct widths {error}")
    # what gives another answer each time is not right because a later one is
    if wrong_ones(judgements) and subject.steady and (right := right_otherwise(subject, trials, judgements)):
        judgements = right
    elif wrong_ones(judgements):
        with _verdict_kept(subject, judgements):
            blame, judgements = _named_in_time(subject, trials, judgements)
        if blame.declare:  # which says it, where everything is of a narrower dtype
            subject.notes.pop(NARROW, None)
        for note in blame.notes:
            subject.note(note)
        if not blame.judgements:
            said = blame.explanation, tuple(judgements), blame.diagnoses, tuple(subject.notes.values())
            return Report(WRONG, *said, declare=blame.declare, primes=blame.primes)
        judgements = list(blame.judgements)
    subject.watch_saturation(first)
    subject.watch_kinks(first)
    return _report(judgements, subject)


def _named_in_time(subject: Subject, trials: Trials, judgements: list[Judgement]) -> tuple[Blame, list[Judgement]]:
    """Who is to blame, as far as a function that takes long shows it: what is wrong is known by now."""
    subject.budget = budget = Budget()
    try:
        return _plainest(subject, trials, judgements)
    except InputError:
        if not budget.spent:
            raise
        return Blame(_unnamed(judgements)), judgements
    finally:
        subject.budget = None
        if budget.spent:
            subject.note(SLOW)


def _unnamed(judgements: Sequence[Judgement]) -> str:
    """What is wrong, without a word of what was typed."""
    return replace(wrong_ones(judgements)[0].verdict, looks_like=None).explain()


@contextmanager
def _verdict_kept(subject: Subject, judgements: Sequence[Judgement]) -> Iterator[None]:
    """Where a signal ends the search for a name, what was found out before it: the exception has it as its `report`."""
    try:
        yield
    except BaseException as ended:
        if not isinstance(ended, Exception):
            notes = (*subject.notes.values(), UNNAMED)
            ended.report = Report(WRONG, _unnamed(judgements), tuple(judgements), (), notes)  # type: ignore[attr-defined]
        raise


def _judged(subject: Subject, problems: Iterator[Problem]) -> list[Judgement]:
    return [judgement for problem in problems for judgement in subject.judge(problem)]


def _plainest(subject: Subject, trials: Trials, judgements: list[Judgement]) -> tuple[Blame, list[Judgement]]:
    """Who is to blame, on the targets that take the fewest mistakes at the output to believe; others are noted.

    Code for labels gives other gradients for fractions: held against those, a mistake elsewhere gets a false name.
    """
    blame = blamed(subject, trials, judgements)
    alone = any(judgement.verdict.problem.batch == 1 for judgement in wrong_ones(judgements))
    L = judgements[0].verdict.problem.network.L
    if trials.bounded and alone and blame.at_the_output > 1 and not blame.nameless_below(L):
        for kind, narrower in trials.narrower():
            with subject.searching():
                others = as_far_as_possible(subject, narrower.problems())
            if wrong_ones(others):
                other = blamed(subject, narrower, others, supposing=False)  # which was done on these targets too
                if other.at_the_output < blame.at_the_output:
                    note = f"it is judged for {kind.says}; for other targets its δ^L is another one"
                    return replace(other, notes=(*other.notes, note)), others
    return blame, judgements


def _report(judgements: Sequence[Judgement], subject: Subject) -> Report:
    """What is said where nothing is wrong."""
    undecided = [judgement for judgement in judgements if judgement.outcome == INCONCLUSIVE]
    shown = min(undecided or judgements, key=lambda judgement: judgement.verdict.proven_digits)
    return Report(INCONCLUSIVE if undecided else RIGHT, shown.explain(), tuple(judgements), (), tuple(subject.notes.values()))
