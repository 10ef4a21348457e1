"""What is said of a function that is wrong: the declaration or the mistakes that explain its numbers, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.checking.suspected import Suspicion
from nablacheck.oracle.explaining.cost_gradients import AS_FOR_LABELS
from nablacheck.oracle.explaining.diagnosis import Diagnosis
from nablacheck.oracle.explaining.explanation import Explanation, comparisons
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.explaining.observed_prime import ObservedPrime
from nablacheck.oracle.explaining.other_data import MAY_BE_DECLARED
from nablacheck.oracle.explaining.ranked_slots import UNEXPLAINED
from nablacheck.oracle.explaining.walked import Walked
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.backprop import BOOK

NO_DTYPE = "let it compute in float32 or float64 to be checked: NumPy has no bfloat16, so that it cannot be declared"


@dataclass(frozen=True)
class Blame:
    """What is said of a function that is wrong: the explanation, the mistakes behind it, and notes beside it.

    `judgements` are there where it is right after all, with a guard in its cost. `declare` is the declaration under which
    everything is right, `primes` the σ′ that were used where they are wrong, `nameless` the equations and layers without a
    reason.
    """

    explanation: str
    diagnoses: tuple[Diagnosis, ...] = ()
    notes: tuple[str, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    declare: str = ""
    primes: tuple[ObservedPrime, ...] = ()
    nameless: frozenset[tuple[str, int]] = frozenset()

    def nameless_below(self, L: int) -> bool:
        """Whether an equation below the output has no reason: it reads no targets, and has none on others either."""
        return any(l < L for _, l in self.nameless)

    @property
    def at_the_output(self) -> int:
        """How many mistakes in BP1 it takes to believe this; more than any where they have no name.

        What code for labels looks like on fractions counts twice, so that labels are asked about.
        """
        if self.declare or self.judgements:
            return 0
        at = [[mistake.name for mistake, _ in d.mistakes if mistake.equation == "BP1"] for d in self.diagnoses]
        counts = [
            len(names) + bool(AS_FOR_LABELS & {*names}) + bool(d.scale) for names, d in zip(at, self.diagnoses, strict=True)
        ]
        return min(counts, default=UNEXPLAINED)


@dataclass(frozen=True)
class DeclaredOtherwise:
    """Another declaration, and what is wrong under it beside that; nothing where everything is right."""

    verdict: Verdict
    one: Suspicion
    rest: Blame | None

    @property
    def right(self) -> bool:
        """Whether everything is right under it."""
        return self.rest is None

    @property
    def mistakes(self) -> int:
        """How many things went wrong beside the declaration."""
        return mistakes_in(self.rest.diagnoses) if self.rest else 0

    @property
    def as_a_line(self) -> str:
        """It where the mistakes that are named may as well be meant."""
        rest = "; ".join(map(str, self.rest.diagnoses)) if self.rest else ""
        return f"another declaration: {self.one.says}; declare {self.one.declare} where that is meant, and this is left: {rest}"

    def blame(self) -> Blame:
        """It said first, and then what is left."""
        if self.rest is None:
            return Blame(as_declared(self.verdict, self.one), (), (), (), self.one.declare)
        lines = [
            f"{self.verdict.origin} is not what is declared: {self.one.says}.",
            f"  declare {self.one.declare}: then this is left",
            self.rest.explanation,
        ]
        return replace(self.rest, explanation="\n".join(lines), declare=self.one.declare)


def mistakes_in(diagnoses: Sequence[Diagnosis]) -> int:
    """The fewest things that went wrong where numbers are explained; more than any where they are not."""
    counts = [len({*diagnosis.mistakes}) + (diagnosis.scale is not None) for diagnosis in diagnoses]
    return min(counts, default=UNEXPLAINED)


def no_numbers(wrong: Sequence[Judgement]) -> bool:
    """Whether all that is wrong anywhere are NaN and infinities, which no equation predicts."""
    broken = [c for judgement in wrong for c in judgement.verdict.broken]
    return bool(broken) and all((~np.isfinite(c.given[c.unexplained])).all() for c in broken)


def where_no_numbers_came_first(verdict: Verdict) -> Verdict:
    """The verdict, with what to look for where NaN or an infinity came first."""
    first = verdict.broken[0]
    given = first.given[first.unexplained]
    came = "NaN" if np.isnan(given).all() else "an infinity" if np.isinf(given).all() else "NaN and infinities"
    says = f"{came} in place of a number: look for a division by 0, 0 · ∞, ∞ − ∞, a logarithm of 0 or less, an overflow"
    return replace(verdict, looks_like=(says,))


def is_one_mistake(explanation: Explanation) -> bool:
    """Whether a single mistake would explain everything as well as another declaration does."""
    return mistakes_in(explanation.diagnoses) == 1


def leaves_a_declaration(explanation: Explanation | None) -> bool:
    """Whether nothing has a name, or what has one may be declared as well."""
    if explanation is None or not explanation.diagnoses:
        return True
    return any(mistake.name in MAY_BE_DECLARED for diagnosis in explanation.diagnoses for mistake, _ in diagnosis.mistakes)


def is_only_a_factor(explanation: Explanation) -> bool:
    """Whether everything is right but for one factor."""
    found = explanation.diagnoses
    return len(found) == 1 and not found[0].mistakes and found[0].scale is not None


def of_everything(found: Sequence[Walked], name: str, says: str) -> Explanation:
    """What explains all numbers together, and belongs to no equation."""
    return Explanation(*comparisons(found), (of_the_function(name, says),), (f"{says} (predicts every number)",))


def of_the_function(name: str, says: str) -> Diagnosis:
    """A mistake of the whole function, which belongs to no layer."""
    return Diagnosis(((Mistake(name, "", says, BOOK.bp4), frozenset()),))


def in_a_line(verdict: Verdict, says: str) -> str:
    """What is wrong of the function as a whole, and on which network."""
    return f"{verdict.origin} is wrong: {says}.\nnetwork: {verdict.problem}"


def as_declared(verdict: Verdict, other: Suspicion, explanation: Explanation | None = None) -> str:
    """What is right under another declaration, or as far as a narrower dtype goes."""
    right = "no number on any network is wrong" if other.undecided else "every number on every network is right"
    lines = [
        f"{verdict.origin} is right, and not for what is declared: {other.says}.",
        f"  declare {other.declare}: then {right}" if other.declare else f"  {NO_DTYPE}",
        *(f"  looks like: {line}" for line in (explanation.named if explanation else ())),
        f"network: {verdict.problem}",
    ]
    return "\n".join(lines)
