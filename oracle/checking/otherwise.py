"""Code that is wrong as it was declared, and right under another reading of it: each reading, and what is said of it.

Whoever wrote it has made no mistake; what it takes or gives is narrower than was assumed, or rounded once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import numpy as np

from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.checking.subject import Subject
from nablacheck.oracle.checking.trials import Trials
from nablacheck.oracle.judging.compared import WRONG
from nablacheck.reference.costs.targets import Kind
from nablacheck.reference.errors import InputError
from nablacheck.reference.problem import Problem

DIFFERENCES = "what is given is w − w′, the difference of a step, and as right as its rounding lets it be"
Reading = tuple[Iterator[Problem], Callable[[Subject], Subject], str]
"""The networks, the function as it is then read, and a sentence."""


def right_otherwise(subject: Subject, trials: Trials, judgements: Sequence[Judgement]) -> list[Judgement]:
    """The judgements under the first reading that makes all of them right, of which a note says what it is; or none."""
    for problems, read, says in readings(trials, judgements):
        with subject.searching():
            found = all_right(read(subject), problems)
        if found:
            subject.note(says)
            return found
    return []


def readings(trials: Trials, judgements: Sequence[Judgement]) -> Iterator[Reading]:
    """Every other reading, the likeliest first.

    Code for narrower targets has a formula that holds for those alone: it is wrong wherever others were given. What is wrong
    here and there, where a number is large, say, is not.
    """
    if all(judgement.outcome == WRONG for judgement in judgements if says_something(judgement)):
        for kind, narrower in trials.narrower():
            yield _of_targets(kind, narrower), _as_it_is, for_these_alone(kind)
    if not trials.conventions.updates:
        yield trials.problems(), _of_differences, DIFFERENCES


def for_these_alone(kind: Kind) -> str:
    """Says that code is right for targets of a kind and no others."""
    return f"it is right for {kind.says}, and for these alone: other targets give another gradient"


def _of_targets(kind: Kind, narrower: Trials) -> Iterator[Problem]:
    """The networks that were tried and more, with targets of a kind and of its corners."""
    yield from chain(narrower.problems(), narrower.further())
    if kind.corners:
        yield from narrower.with_targets(kind.corners).problems()


def all_right(subject: Subject, problems: Iterator[Problem]) -> list[Judgement]:
    """The judgements of all problems; none where one is wrong, or cannot be used."""
    found = list[Judgement]()
    try:
        for problem in problems:
            for judgement in subject.judge(problem):
                if judgement.outcome == WRONG:
                    return []
                found.append(judgement)
    except InputError:
        return []
    return found


def says_something(judgement: Judgement) -> bool:
    """Whether any number of a gradient is other than 0: nothing tells declarations apart where all of it is."""
    return any(np.any(c.ball.mid) for c in judgement.verdict.comparisons if c.layer)


def _as_it_is(subject: Subject) -> Subject:
    return subject


def _of_differences(subject: Subject) -> Subject:
    """The function, whose gradients are differences of parameters."""
    other = Subject(subject.callee, subject.conventions, subject.time_limit)
    other.differences = True
    return other
