"""What is answered about somebody's single function, in every dtype that it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nablacheck.oracle.judging.compared import INCONCLUSIVE, RIGHT, WRONG
from nablacheck.oracle.sweeping.swept import Swept


@dataclass(frozen=True, eq=False)
class FunctionReport:
    """What was found: `outcome` is right, wrong, inconclusive or unusable, `explanation` says why in words.

    `swept` has the numbers, σ and σ′ of each dtype; `learnt` what is wrong with the gradients of parameters. `notes` are no
    part of the verdict: dtypes that the function does not take, what it takes σ′ to be at a kink, where it is less accurate
    than the textbook's formula.
    """

    name: str
    like: str
    swept: tuple[Swept, ...] = ()
    learnt: tuple[str, ...] = ()
    looks_like: str = ""
    refused: str = ""
    notes: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """`right`, `wrong`, `inconclusive`, or `unusable` where it could not be called."""
        if self.refused:
            return "unusable"
        if self.learnt or any(self._findings()):
            return WRONG
        undecided = [one for one in self.swept if not np.any(~one.comparison.inconclusive)]
        return INCONCLUSIVE if undecided or not self.swept else RIGHT

    def __bool__(self) -> bool:
        return self.outcome == RIGHT

    def __repr__(self) -> str:
        return f"<FunctionReport {self.outcome}: {self.explanation.partition(chr(10))[0]}>"

    def __str__(self) -> str:
        return "\n".join([self.outcome, self.explanation, *(f"note: {note}" for note in self.notes)])

    @property
    def in_one(self) -> str:
        """All that is said, the outcome and the first sentence in the first line, which is what a summary shows."""
        return "\n".join([f"{self.outcome}: {self.explanation}", *(f"note: {note}" for note in self.notes)])

    def _findings(self) -> Iterator[str]:
        """What is proven wrong, in words."""
        for one in self.swept:
            if one.comparison.unexplained.any():
                yield one.explain(one.ordinary)
            if one.stale.size:
                yield one.explain_memory()

    def _overflows(self) -> str:
        """That a step overflows, where everything that is wrong is no number, or infinite."""
        wrong = [one for one in self.swept if one.comparison.unexplained.any()]
        overflows = bool(wrong) and all(map(_beyond_some, wrong))
        return "a step of it overflows, where the result does not; write it so that none does" if overflows else ""

    @property
    def explanation(self) -> str:
        """What is wrong first, in full, and what else; or how far it is right."""
        return self.refused or "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        found = [*self._findings(), *self.learnt]
        if found:
            yield found[0]
            if (name := self.looks_like or self._overflows()) and "looks like:" not in found[0]:
                yield f"  looks like: {name}"
            others = [text.partition("\n")[0] for text in found[1:]]
            yield from (f"also: {text}" for text in others)
            return
        decided = sum(int(np.sum(~one.comparison.inconclusive)) for one in self.swept)
        dtypes = ", ".join(dict.fromkeys(one.dtype for one in self.swept))
        largest = max((_largest(one) for one in self.swept), default=0.0)
        yield f"{self.name} agrees with {self.like} and its derivative at {decided:,} numbers in {dtypes};"
        yield f"the largest error is {largest:.2g} of its bound."

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON object."""
        rows = [
            {
                "function": one.function,
                "dtype": one.dtype,
                "numbers": int(np.size(one.comparison.given)),
                "decided": int(np.sum(~one.comparison.inconclusive)),
                "wrong": int(np.sum(one.comparison.unexplained)),
            }
            for one in self.swept
        ]
        return {
            "verdict": self.outcome,
            "function": self.name,
            "like": self.like,
            "looks_like": self.looks_like,
            "explanation": self.explanation,
            "rows": rows,
            "findings": [*self._findings(), *self.learnt],
            "notes": list(self.notes),
        }


def _beyond_some(swept: Swept) -> bool:
    """Whether what is wrong is NaN or infinite, and only further from 0 than what is right: as where a step overflows."""
    c, size = swept.comparison, abs(swept.at)
    wrong, right = c.unexplained, ~c.unexplained & np.isfinite(c.given)
    sides = [side for side in (swept.at >= 0, swept.at <= 0) if (wrong & side).any()]
    nearer = (size[right & side].min(initial=np.inf) < size[wrong & side].min() for side in sides)
    return not np.isfinite(c.given[wrong]).any() and all(nearer)


def _largest(swept: Swept) -> float:
    """The largest error over its bound, where nothing else explains it."""
    c = swept.comparison
    return float(np.max(np.where(c.known, 0.0, c.error_over_bound), initial=0.0))
