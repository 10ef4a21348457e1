"""Other declarations, for a function that cannot be called or read as it was declared: is there one under which it is right?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from nablacheck.oracle.checking.alternatives import (
    Changes,
    as_readable,
    changes,
    in_words,
    other_orders,
    taking_y_otherwise,
    unrolled_otherwise,
)
from nablacheck.oracle.checking.argument_names import by_their_names
from nablacheck.oracle.checking.conventions import OtherShape
from nablacheck.oracle.checking.foreign import Late
from nablacheck.oracle.checking.otherwise import says_something
from nablacheck.oracle.checking.own_rate import own_rate
from nablacheck.oracle.checking.subject import Subject
from nablacheck.oracle.checking.trials import Trials
from nablacheck.oracle.checking.vocabulary import MODULES
from nablacheck.oracle.judging.compared import RIGHT
from nablacheck.reference.activations import Activation
from nablacheck.reference.errors import InputError
from nablacheck.reference.problem import Problem

PATIENCE = 2.0
"""Seconds of the processor after which nothing further is tried, where a function is slow: somebody waits for the answer."""
FACTORS: tuple[dict[str, Any], ...] = ({}, {"total": "sum"}, {"half": False}, {"mean_over_outputs": True})
"""What may have to be declared as well, where a call can be read."""


OF_NETWORKS = ("activations", "x", "y", "biases", "targets", "takes")
"""What changes the networks that are tried."""
OF_SHAPES = (OtherShape, ValueError, LookupError, RuntimeError)
"""What code raises, or gives, that was written for another number of layers; PyTorch has RuntimeError for shapes."""


def hints(error: InputError, subject: Subject, trials: Trials, activations: Any) -> Iterator[str]:
    """What else may be declared, where the function cannot be called or read as it is, in words."""
    if isinstance(error, Late):
        return
    one_for_all = activations if isinstance(activations, str | Activation) else None
    calls, cause = _Calls(subject, trials), error.__cause__
    found = suggestion(subject, trials, one_for_all, calls)
    if found:
        yield _way_out(found, trials)
    elif named := _readable_by_names(subject, trials, calls):
        yield f"By the names of its arguments it can be called and read as soon as {in_words(named)} is declared."
        return
    if not isinstance(cause, OtherShape) and isinstance(cause, InputError):
        return  # it is not about shapes
    if one_for_all is not None and ("activations" in found or (not found and isinstance(cause, OF_SHAPES))):
        stands = f"activations={one_for_all!r} stands for {len(trials.activations)} layers"
        yield f"{stands}; one activation for each layer sets the number of layers."
    if not found and not trials.conventions.one_at_a_time and isinstance(cause, ValueError):
        yield "If it takes one example at a time, declare examples='column', 'vector' or 'list'."


def _way_out(found: Changes, trials: Trials) -> str:
    """Where it is right; of another network than was tried that is said, for it may not be the user's."""
    tried, first = len(trials.activations), trials.first
    if "activations" in found:
        layers = len(found["activations"])
        of = f"{'1 layer' if layers == 1 else f'{layers} layers'} of weights, not for {tried}"
    elif found.get("y") and first[-1] > 1:
        of = f"1 output, not for {first[-1]}"
    elif found.get("x") and first[0] > 1:
        of = f"1 input, not for {first[0]}"
    else:
        return f"It is right as soon as {in_words(found)} is declared."
    return f"It is right for {of}; if that is your network, declare {in_words(found)}."


def suggestion(subject: Subject, trials: Trials, one_for_all: Any, calls: _Calls) -> Changes:
    """The smallest change of the declarations under which the function is right; nothing where none is found in time.

    `one_for_all` is the activation that stands for all layers, where one does.
    """
    start = _clock(subject)
    if calls.nothing_comes_back:
        return {}
    for other in changes(trials, subject.callee, one_for_all):
        if _clock(subject) - start > PATIENCE:
            break
        if calls.readable(other):
            for factor in FACTORS:
                if _right(subject, trials, both := {**other, **factor}):
                    return both
            if step := _a_step(subject, trials, other):
                return step
    return {}


def _a_step(subject: Subject, trials: Trials, changes: Changes) -> Changes:
    """The declarations, and that what comes back is what a step of the code's own rate makes, if it is right so."""
    changed = _changed(subject, trials, changes)
    if changed is None or changed[0].conventions.updates:
        return {}
    other, tried = changed
    try:
        judgements = [*other.judge(next(tried.problems()))]
    except InputError:
        return {}
    claims = [judgement.claimed for judgement in judgements if judgement.claimed]
    eta = own_rate(claims) if len(claims) == len(judgements) else None
    gives = other.conventions.gives.replace("nabla_", "")
    both = {**changes, "gives": gives, "eta": eta}
    return both if eta and _right(subject, trials, both) else {}


def _readable_by_names(subject: Subject, trials: Trials, calls: _Calls) -> Changes:
    """What it takes by the names of its arguments, if with that it can be called and read, or with what was tried beside it."""
    named = [*by_their_names(subject.callee.argument_names, trials.conventions)]
    beside = (one for one in calls.read if any(by_name.items() <= one.items() for by_name in named))
    return next((one for one in (*named, *beside) if one in calls.read or calls.readable(one)), {})


def _clock(subject: Subject) -> float:
    """The seconds that were spent on a function so far."""
    return time.process_time() + subject.callee.waited


class _Calls:
    """What the function gives for the first network, called once in each way; what it gives can be read in several."""

    def __init__(self, subject: Subject, trials: Trials) -> None:
        self._subject, self._trials = subject, trials
        self._results: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self._problems: dict[tuple[str, ...], Problem] = {}
        self.read: list[Changes] = []
        """The changes under which what it gives could be read."""

    @property
    def nothing_comes_back(self) -> bool:
        """Whether a call as it was declared gives None, which no declaration makes a gradient of."""
        problem = next(self._trials.problems())
        one = self._trials.conventions.one_at_a_time
        results = self._subject.results(next(problem.examples()) if one else problem)
        return bool(results) and all(result is None for result in results)

    def readable(self, changes: Changes) -> bool:
        """Whether the function can be called with changed declarations, and what it gives be read."""
        changed = _changed(self._subject, self._trials, changes)
        if changed is None:
            return False
        other, tried = changed
        problem = self._problem(tried, changes)
        problem = next(problem.examples()) if other.conventions.one_at_a_time else problem
        called = tuple((name, str(value)) for name, value in changes.items() if name != "gives")
        if called not in self._results:
            self._results[called] = other.results(problem)
        read = any(other.reads(result, problem) for result in self._results[called])
        self.read += [changes] if read else []
        return read

    def _problem(self, tried: Trials, changes: Changes) -> Problem:
        """The first network, which not every declaration changes."""
        of = tuple(str(changes.get(name)) for name in OF_NETWORKS)
        if of not in self._problems:
            self._problems[of] = next(tried.problems())
        return self._problems[of]


def _changed(subject: Subject, trials: Trials, changes: Changes) -> tuple[Subject, Trials] | None:
    """The function and its networks under changed declarations; nothing where these do not fit each other."""
    declared = {name: value for name, value in changes.items() if name != "activations"}
    try:
        c = replace(trials.conventions, **declared)
        activations = changes.get("activations", trials.activations)
        tried = Trials(activations, trials.cost, trials.dtype, trials.widths, c, seed=trials.seed)
        return Subject(subject.callee, c, subject.time_limit), tried
    except InputError:
        return None


def _right(subject: Subject, trials: Trials, changes: Changes) -> bool:
    """Whether the function is right on every network under changed declarations."""
    if not (changed := _changed(subject, trials, changes)):
        return False
    other, tried = changed
    something = False
    try:
        for judgement in (judgement for problem in tried.problems() for judgement in other.judge(problem)):
            if judgement.outcome != RIGHT:
                return False
            something = something or says_something(judgement)
    except InputError:
        return False
    return something


def held_otherwise(subject: Subject, trials: Trials) -> Changes:
    """How else the parameters are held, if with that everything is right.

    In the other module, with the activations in it or without them; in another order, where no name and no shape says which.
    """
    c = trials.conventions
    others: list[Changes] = [{"parameters": other} for other in MODULES if c.parameters in MODULES and other != c.parameters]
    others += other_orders(c)
    others += unrolled_otherwise(c)
    return next((other for other in others if _right(subject, trials, other)), {})


def meant(subject: Subject, trials: Trials, one_bias_a_layer: bool) -> Changes:
    """One change of the declarations under which a function is right that can be called and read as it was declared.

    Where matrices are square, and where classes are numbers, no shape tells one declaration from the other; a ∇b that is one
    number for all neurons of a layer may be that of one bias.
    """
    tried = chain([{"biases": "shared"}] if one_bias_a_layer else [], as_readable(trials, subject.callee.argument_names))
    return next((other for other in tried if _right(subject, trials, other)), {}) or _a_step(subject, trials, {})


def taken_otherwise(subject: Subject, trials: Trials) -> Changes:
    """How y was meant to be taken, where another way was declared and that one makes everything right: shapes may broadcast."""
    if not trials.conventions.targets:
        return {}
    return next((one for one in taking_y_otherwise(trials.conventions) if _right(subject, trials, one)), {})
