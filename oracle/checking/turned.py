"""Lists that are right from the output back: so gives them who appends in the backward loop, and does not turn them round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.checking.observed import quiet
from nablacheck.oracle.checking.subject import Subject
from nablacheck.oracle.judging.compared import RIGHT


def turned(subject: Subject, judgements: Sequence[Judgement]) -> str:
    """What to turn round so that everything is right, in words; nothing where that is not it."""
    silent = quiet(subject)
    for names in _together(judgements):
        if all(_right_turned(silent, judgement, names) for judgement in judgements):
            are, them = ("are", "them") if len(names) > 1 else ("is", "it")
            return (
                f"{' and '.join(names)} {are} right, but from the output back: the first layer must be first, turn {them} round"
            )
    return ""


def _together(judgements: Sequence[Judgement]) -> Iterator[tuple[str, ...]]:
    """The lists by layer that came back, all of them first; nothing where there is but one layer."""
    given: dict[str, Any] = judgements[0].asked.given if judgements and judgements[0].asked else {}
    names = [name for name, part in given.items() if isinstance(part, dict) and len(part) > 1]
    for size in reversed(range(1, len(names) + 1)):
        yield from combinations(sorted(names), size)


def _right_turned(subject: Subject, judgement: Judgement, names: tuple[str, ...]) -> bool:
    """Whether the numbers are right with some of the lists turned round, which the shapes must allow."""
    asked = judgement.asked
    if asked is None:
        return False
    given = dict(asked.given)
    for name in names:
        layers = asked.given[name]
        given[name] = dict(zip(layers, reversed(layers.values()), strict=True))
        if any(np.shape(given[name][l]) != np.shape(layers[l]) for l in layers):
            return False
    return subject.judged(replace(asked, given=given)).outcome == RIGHT
