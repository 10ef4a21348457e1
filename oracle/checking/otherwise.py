"""Code that is wrong as it was declared, and right under another reading of it: each reading, and what is said of it.

Whoever wrote it has made no mistake; what it takes or gives is narrower than was assumed, or rounded once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nablacheck.oracle.checking.subject import Subject
from nablacheck.oracle.checking.trials import Trials

DIFFERENCES = "what is given is w − w′, the difference of a step, and as right as its rounding lets it be"
Reading = tuple[Trials, Callable[[Subject], Subject], str]
"""The networks, the function as it is then read, and a sentence."""


def readings(trials: Trials) -> Iterator[Reading]:
    """Every other reading, the likeliest first."""
    for kind, narrower in trials.narrower():
        yield narrower, _as_it_is, f"it is right for {kind.says}, and for these alone: other targets give another gradient"
    if not trials.conventions.updates:
        yield trials, _of_differences, DIFFERENCES


def _as_it_is(subject: Subject) -> Subject:
    return subject


def _of_differences(subject: Subject) -> Subject:
    """The function, whose gradients are differences of parameters."""
    other = Subject(subject.fn, subject.conventions, subject.time_limit)
    other.differences = True
    return other
