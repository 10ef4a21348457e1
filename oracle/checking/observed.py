"""The function asked again, for the explanation: each example of a batch by itself, quietly."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.checking.subject import Subject
from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.slots import WHATEVER_DELTA, Searches
from nablacheck.oracle.explaining.walk import Through, walk
from nablacheck.oracle.explaining.walked import Walked
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.errors import InputError
from nablacheck.reference.problem import Problem

Array = Any


def quiet(subject: Subject) -> Subject:
    """The same function and conventions, whose notes nobody reads: nobody asked for these calls."""
    silent = copy.copy(subject)
    silent.notes = {}
    return silent


def as_far_as_possible(subject: Subject, problems: Iterable[Problem]) -> list[Judgement]:
    """The judgements of all problems, or none where the function cannot be used on one of them."""
    try:
        return [judgement for problem in problems for judgement in subject.judge(problem)]
    except InputError:
        return []


def walks(
    subject: Subject, judgements: Sequence[Judgement], through: Through | None = None, named_alone: bool = False
) -> list[Walked]:
    """The walks through all claims, right ones too: a reason must hold on each; examples by themselves come first.

    `through` is another forward pass than the book's. With `named_alone` nothing is gone through any more behind an example in
    which an equation has no reason.
    """
    tried = Searches()
    silent, found, batches = quiet(subject), list[Walked](), list[tuple[Claimed, Any, frozenset[int]]]()
    claims = [judgement.claimed for judgement in judgements if judgement.claimed]
    speaks = any(_speaks(claimed) for claimed in claims if claimed.problem.batch > 1)
    for claimed in claims:
        if claimed.problem.batch == 1 and speaks and not _speaks(claimed):
            continue  # an example by itself may be the one that is left out of a batch
        if claimed.problem.batch == 1:
            found.append(walk(claimed, tried=tried, through=through))
            continue
        singles = _singles(silent, claimed, tried, through)
        found += singles
        nameless = {(slot.equation, slot.layer, WHATEVER_DELTA) for one in singles for slot in one.broken if not slot.reasons}
        if nameless and named_alone:
            return found
        tried.hopeless |= nameless  # what explains the batch has to explain its examples
        batches.append((claimed, _side_by_side(singles, claimed), _rough(singles)))
    return [*found, *(walk(*batch, tried, through) for batch in batches)]


def _singles(subject: Subject, claimed: Claimed, tried: Searches, through: Through | None) -> list[Walked]:
    """The walks through each example of a batch by itself; nothing where the function takes no single example."""
    scale = subject.conventions.scale
    parts = [replace(part, scale=scale(part)) for part in claimed.problem.examples()]
    rate = claimed.learning_rate
    try:
        asked = [subject.judge_at(part, rate) for part in parts]
    except InputError:
        return []
    claims = [judgement.claimed for judgement in asked if judgement.claimed and _finite(judgement.claimed)]
    if _speaks(claimed) and not any(map(_speaks, claims)):
        return []
    return [walk(one, tried=tried, through=through) for one in claims]


def spoken(judgements: Sequence[Judgement]) -> list[Judgement]:
    """The judgements that can be explained: a single example that gives what is not finite is left out, if batches do not."""
    finite = [judgement for judgement in judgements if judgement.claimed and _finite(judgement.claimed)]
    if not any(judgement.claimed and judgement.claimed.problem.batch > 1 for judgement in finite):
        return list(judgements)
    return [one for one in judgements if not one.claimed or one.claimed.problem.batch > 1 or one in finite]


def _finite(claimed: Claimed) -> bool:
    return all(np.isfinite(array).all() for layers in (claimed.nabla_b, claimed.nabla_w) for array in layers.values())


def _speaks(claimed: Claimed) -> bool:
    """Whether any number of the gradient is other than 0."""
    return any(np.any(array) for layers in (claimed.nabla_b, claimed.nabla_w) for array in layers.values())


def _rough(singles: Sequence[Walked]) -> frozenset[int]:
    """The layers at which δ is wrong already where an example is by itself, and those below."""
    wrong = [slot.layer for walked in singles for slot in walked.broken if slot.equation in ("BP1", "BP2")]
    return frozenset(range(2, max(wrong) + 1)) if wrong else frozenset()


def _side_by_side(singles: Sequence[Walked], claimed: Claimed) -> dict[int, Ball] | None:
    """δ of the examples as the columns of a batch, in its units: C is the mean over the examples, times a scale."""
    if len(singles) != claimed.problem.batch or any(walked.lost for walked in singles):
        return None
    units = claimed.problem.scale / claimed.problem.batch / singles[0].claimed.problem.scale
    found = {}
    for l in singles[0].delta:
        columns = [walked.delta[l] for walked in singles]
        mid, rad, size = (
            np.concatenate([np.broadcast_to(getattr(column, part), column.shape) for column in columns], axis=-1)
            for part in ("mid", "rad", "size")
        )
        with claimed.xp.working():
            found[l] = Ball(mid, rad, size, claimed.xp) * units
    return found
