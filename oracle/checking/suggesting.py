"""Other declarations, for a function that cannot be called or read as it was declared: is there one under which it is right?"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import Any

from nablacheck.oracle.checking.conventions import Conventions, OtherShape
from nablacheck.oracle.checking.foreign import Late
from nablacheck.oracle.checking.subject import Subject
from nablacheck.oracle.checking.trials import Trials
from nablacheck.oracle.checking.vocabulary import BIASES, EXAMPLES, MODULES, ORDERS, TARGETS, WEIGHTS
from nablacheck.oracle.judging.compared import RIGHT
from nablacheck.reference.activations import Activation
from nablacheck.reference.errors import InputError

PATIENCE = 2.0
"""Seconds of the processor after which nothing further is tried, where a function is slow: somebody waits for the answer."""
LAYERS = (2, 1, 4)
"""Numbers of layers, beside the three of a single activation."""
OTHERS: Mapping[str, tuple[str, ...]] = {
    "examples": EXAMPLES,
    "weights": WEIGHTS,
    "biases": BIASES,
    "gives": ("nabla_b nabla_w", "nabla_w nabla_b", "cost nabla_b nabla_w", "cost nabla_w nabla_b"),
    "takes": ("w b x y", "x y w b"),
}
"""What may have been meant instead."""
BATCHES = ("rows", "columns")
CLASSES = ("classes", "classes from 1")
FACTORS: tuple[dict[str, Any], ...] = ({}, {"total": "sum"}, {"half": False}, {"mean_over_outputs": True})
"""What may have to be declared as well, where a call can be read."""


OF_SHAPES = (OtherShape, ValueError, LookupError, RuntimeError)
"""What code raises, or gives, that was written for another number of layers; PyTorch has RuntimeError for shapes."""


def hints(error: InputError, subject: Subject, trials: Trials, activations: Any) -> Iterator[str]:
    """What else may be declared, where the function cannot be called or read as it is, in words."""
    if isinstance(error, Late):
        return
    one_for_all = activations if isinstance(activations, str | Activation) else None
    changes, cause = suggestion(subject, trials, one_for_all), error.__cause__
    if changes:
        yield _way_out(changes, len(trials.activations))
    if not isinstance(cause, OtherShape) and isinstance(cause, InputError):
        return  # it is not about shapes
    if one_for_all is not None and ("activations" in changes or (not changes and isinstance(cause, OF_SHAPES))):
        stands = f"activations={one_for_all!r} stands for {len(trials.activations)} layers"
        yield f"{stands}; one activation for each layer sets the number of layers."
    if not changes and not trials.conventions.one_at_a_time and isinstance(cause, ValueError):
        yield "If it takes one example at a time, declare examples='column', 'vector' or 'list'."


def _way_out(changes: Mapping[str, Any], tried: int) -> str:
    """Where it is right; of another number of layers than was tried that is said, for it may not be the user's."""
    if "activations" not in changes:
        return f"It is right as soon as {in_words(changes)} is declared."
    layers = len(changes["activations"])
    of = "1 layer" if layers == 1 else f"{layers} layers"
    return f"It is right for {of} of weights, not for {tried}; if that is your network, declare {in_words(changes)}."


def suggestion(subject: Subject, trials: Trials, one_for_all: Any) -> dict[str, Any]:
    """The smallest change of the declarations under which the function is right; nothing where none is found in time.

    `one_for_all` is the activation that stands for all layers, where one does.
    """
    start, calls = _clock(subject), _Calls(subject, trials)
    if calls.nothing_comes_back:
        return {}
    for changes in _changes(trials, one_for_all):
        if _clock(subject) - start > PATIENCE:
            break
        if calls.readable(changes):
            for factor in FACTORS:
                if _right(subject, trials, changes | factor):
                    return changes | factor
    return {}


def _clock(subject: Subject) -> float:
    """The seconds that were spent on a function so far."""
    return time.process_time() + subject.callee.waited


class _Calls:
    """What the function gives for the first network, called once in each way; what it gives can be read in several."""

    def __init__(self, subject: Subject, trials: Trials) -> None:
        self._subject, self._trials = subject, trials
        self._results: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    @property
    def nothing_comes_back(self) -> bool:
        """Whether a call as it was declared gives None, which no declaration makes a gradient of."""
        problem = next(self._trials.problems())
        one = self._trials.conventions.one_at_a_time
        results = self._subject.results(next(problem.examples()) if one else problem)
        return bool(results) and all(result is None for result in results)

    def readable(self, changes: Mapping[str, Any]) -> bool:
        """Whether the function can be called with changed declarations, and what it gives be read."""
        changed = _changed(self._subject, self._trials, changes)
        if changed is None:
            return False
        other, tried = changed
        problem = next(tried.problems())
        problem = next(problem.examples()) if other.conventions.one_at_a_time else problem
        called = tuple((name, str(value)) for name, value in changes.items() if name != "gives")
        if called not in self._results:
            self._results[called] = other.results(problem)
        return any(other.reads(result, problem) for result in self._results[called])


def _changes(trials: Trials, one_for_all: Any) -> Iterator[dict[str, Any]]:
    """Every change of one declaration, then of two, and so on."""
    c, cost = trials.conventions, next(trials.problems()).network.cost
    others: dict[str, tuple[Any, ...]] = {
        name: tuple(value for value in values if value != getattr(c, name)) for name, values in OTHERS.items()
    }
    kind = cost.meant or cost.kind
    if c.targets in CLASSES or (kind and (kind.picks or (kind.corners and kind.corners.picks))):
        others = {"targets": tuple(targets for targets in CLASSES if targets != c.targets), **others}
    if orders := tuple(_orders(c)):
        others = {"order": orders, **others}
    if one_for_all is not None:
        # last: code that is right for fewer layers may take what it is given for more in another form
        others |= {"activations": tuple([one_for_all] * layers for layers in LAYERS)}
    for count in range(1, len(others) + 1):
        for names in combinations(others, count):
            yield from (dict(zip(names, values, strict=True)) for values in product(*(others[name] for name in names)))


def _changed(subject: Subject, trials: Trials, changes: Mapping[str, Any]) -> tuple[Subject, Trials] | None:
    """The function and its networks under changed declarations; nothing where these do not fit each other."""
    declared = {name: value for name, value in changes.items() if name != "activations"}
    try:
        c = replace(trials.conventions, **declared)
        activations = changes.get("activations", trials.activations)
        tried = Trials(activations, trials.cost, trials.dtype, trials.widths, c, seed=trials.seed)
        return Subject(subject.callee, c, subject.time_limit), tried
    except InputError:
        return None


def _right(subject: Subject, trials: Trials, changes: Mapping[str, Any]) -> bool:
    """Whether the function is right on every network under changed declarations."""
    if not (changed := _changed(subject, trials, changes)):
        return False
    other, tried = changed
    try:
        return all(judgement.outcome == RIGHT for problem in tried.problems() for judgement in other.judge(problem))
    except InputError:
        return False


def held_otherwise(subject: Subject, trials: Trials) -> dict[str, Any]:
    """How else the parameters are held, if with that everything is right.

    In the other module, with the activations in it or without them; in another order, where no name and no shape says which.
    """
    c = trials.conventions
    others: list[dict[str, Any]] = [
        {"parameters": other} for other in MODULES if c.parameters in MODULES and other != c.parameters
    ]
    others += [{"order": order} for order in _orders(c)]
    return next((changes for changes in others if _right(subject, trials, changes)), {})


def _orders(c: Conventions) -> Iterator[str]:
    """The other orders in which weights and biases may follow one another, where their place alone tells them apart."""
    for order in ORDERS:
        try:
            other = replace(c, order=order)
        except InputError:
            continue
        if (other.letters, other.by_layer) != (c.letters, c.by_layer):
            yield order


def meant(subject: Subject, trials: Trials) -> dict[str, Any]:
    """One change of the declarations under which a function is right that can be called and read as it was declared.

    Where matrices are square, and where classes are numbers, no shape tells one declaration from the other.
    """
    for changes in _as_readable(trials.conventions):
        if _right(subject, trials, changes):
            return changes
    return {}


def taken_otherwise(subject: Subject, trials: Trials) -> dict[str, Any]:
    """How y was meant to be taken, where another way was declared and that one makes everything right: shapes may broadcast."""
    if not trials.conventions.targets:
        return {}
    return next((one for one in _taking_y_otherwise(trials.conventions) if _right(subject, trials, one)), {})


def _taking_y_otherwise(c: Conventions) -> Iterator[dict[str, Any]]:
    """Every other way to take y, where one was declared."""
    yield from ({"targets": targets} for targets in TARGETS if c.targets and targets not in ("", c.targets))


def _as_readable(c: Conventions) -> Iterator[dict[str, Any]]:
    """What may have been meant where no shape contradicts it."""
    for weights in WEIGHTS:
        yield {"weights": weights}
    yield {"subtracted": not c.subtracted}
    for examples, other in (BATCHES, BATCHES[::-1]):
        if c.examples == examples:
            yield {"examples": other}
    swapped = {"x": "y", "y": "x"}
    yield {"takes": " ".join(swapped.get(word, word) for word in c.takes.split())}
    yield from _taking_y_otherwise(c)


def in_words(changes: Mapping[str, Any]) -> str:
    """The declarations as Python has them."""
    return ", ".join(f"{name}={value!r}" for name, value in changes.items())
