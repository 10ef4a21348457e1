"""A wrong declaration of a file is thought of before a mistake: which other one gives the numbers that it claims?

The file is not computed again: what it claims of δ^L is held against each other σ and cost first, and all of it against the
few that give that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nablacheck.oracle.checking.alternatives import in_words
from nablacheck.oracle.checking.blame import is_only_a_factor, mistakes_in
from nablacheck.oracle.checking.claims import Judgement, judge_claim
from nablacheck.oracle.checking.files import Claim
from nablacheck.oracle.checking.suspected import Suspicion, declared_activations, factors, suspicions
from nablacheck.oracle.checking.written_otherwise import is_right
from nablacheck.oracle.explaining.claimed import Claimed, predicts
from nablacheck.oracle.explaining.explanation import Explanation
from nablacheck.oracle.explaining.mistakes import KNOWN
from nablacheck.oracle.judging.compared import RIGHT
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Pass, forward, output_error
from nablacheck.reference.errors import InputError
from nablacheck.reference.problem import Problem

FEW = 4
"""Of a network with more layers than these no hidden layer is thought of by itself, for each takes a pass of its own."""

EXPLAINED = 2
"""Of the declarations that give δ^L alone so many are looked at closely: where more do, it tells nothing."""


def with_its_declaration(claim: Claim, judgement: Judgement) -> Judgement:
    """The judgement on a file, whose explanation says first what else may be declared, where that explains more."""
    return replace(judgement, in_the_light=lambda plain: _in_the_light(claim, judgement.claimed, plain))


def _in_the_light(claim: Claim, claimed: Claimed | None, plain: Explanation) -> Explanation:
    """An explanation with the declaration that makes every number right, or leaves less that is wrong, if there is one."""
    if claimed is None:
        return plain
    if is_only_a_factor(plain):
        return _with_its_factor(claim, plain)
    for changes, other in claim.otherwise() if claim.otherwise else ():
        if is_right(other):
            words = in_words(changes)
            return _said_first(Suspicion("its arrays are written otherwise", words, _same, sure=True), plain)
    beside, others = None, 0
    for one, other in _others(claim, claimed):
        judgement = judge_claim(other)
        if judgement.outcome == RIGHT:
            return _said_first(one, plain)
        if others < EXPLAINED:
            beside, others = beside or _said_beside(one, judgement.explanation, plain), others + 1
    return beside or plain


def _with_its_factor(claim: Claim, plain: Explanation) -> Explanation:
    """The factor, with the declaration of the cost that has it, if there is one."""
    for one in factors(claim.conventions, claim.problem) if claim.conventions else ():
        if is_right(replace(claim, problem=one.problem(claim.problem))):
            return replace(plain, lines=(*plain.lines, _meant(one)))
    return plain


def _others(claim: Claim, claimed: Claimed) -> Iterator[tuple[Suspicion, Claim]]:
    """What else may be declared, each with the claim that it makes: what the file says itself, then what gives its δ^L."""
    if own := claim.as_specified:
        before, after = claim.problem.network, own.problem.network
        changed = [declared_activations(after.activations)] if after.activations != before.activations else []
        changed += [f"cost={after.cost.name}"] if after.cost is not before.cost else []
        if changed:
            yield Suspicion("the numbers are those of what the file itself says", " and ".join(changed), _same, sure=True), own
    for one in _that_give_the_error(claimed):
        yield one, replace(claim, problem=one.problem(claim.problem))


def _same(problem: Problem) -> Problem:
    return problem


def _said_first(one: Suspicion, plain: Explanation) -> Explanation:
    """The declaration under which every number is right, and the mistake that may be meant as well."""
    if not one.sure and mistakes_in(plain.diagnoses) == 1 and _usual(plain):
        return replace(plain, lines=(_meant(one), *plain.lines))
    says = f"another declaration: {one.says}; declare {one.declare}: then every number is right"
    return replace(plain, diagnoses=(), lines=(says,), named=(), primes=())


def _said_beside(one: Suspicion, rest: Explanation | None, plain: Explanation) -> Explanation | None:
    """The declaration with what is left under it, if that has a name: alone where that is less, else before the mistakes."""
    if rest is None or not rest.diagnoses:
        return None
    left, there = mistakes_in(rest.diagnoses), mistakes_in(plain.diagnoses)
    if left + 1 < there or (left + 1 == there and not _usual(plain)):
        says = f"another declaration: {one.says}; declare {one.declare}: then this is left"
        return replace(rest, lines=(says, *rest.lines))
    says = f"{_meant(one)}, and this is left: {'; '.join(map(str, rest.diagnoses))}"
    return replace(plain, lines=(says, *plain.lines)) if left < there else None


def _usual(plain: Explanation) -> bool:
    """Whether what is wrong at the output is of the catalogue: what else gives its numbers is less likely than another cost."""
    mistakes = (mistake for diagnosis in plain.diagnoses for mistake, _ in diagnosis.mistakes)
    return all(mistake.name in KNOWN for mistake in mistakes if mistake.equation == "BP1")


def _meant(one: Suspicion) -> str:
    return f"another declaration: {one.says}; declare {one.declare} where that is meant"


def _that_give_the_error(claimed: Claimed) -> Iterator[Suspicion]:
    """The declarations that give δ^L as ∇b or ∇w shows it, where the one that is there does not."""
    error = _OutputError(claimed)
    if error.given_by(claimed.problem):
        return
    L = claimed.problem.network.L
    for one in suspicions(claimed.problem):
        alone = len(one.changed or ()) == 1 and L not in (one.changed or ())
        if not (alone and L > FEW) and one.fits(claimed.problem) and error.given_by(one.problem(claimed.problem)):
            yield one


class _OutputError:
    """δ^L as a claim shows it in ∇b and ∇w, against that of other declarations.

    A pass comes forward from the first layer whose σ is another one, and serves every cost that follows it.
    """

    def __init__(self, claimed: Claimed) -> None:
        self.claimed, self.own = claimed, forward(Pass(claimed.problem, claimed.xp))
        self._last = self.own

    def given_by(self, problem: Problem) -> bool:
        """Whether one of the two is what the declaration of a problem with the same numbers gives."""
        t = Pass(problem, self.claimed.xp)
        try:
            with t.xp.working(), np.errstate(all="ignore"):
                self._come_forward(t)
                t.delta[t.L] = output_error(t)
                return any(predicts(t.xp.lift(ball), target) for ball, target in self._shown(t))
        except InputError:  # a formula that cannot be computed there
            return False

    def _come_forward(self, t: Pass) -> None:
        """Fills in z and a, those of the last pass or of the declared one as far as σ is theirs."""
        before, first = max(((of, _first_other(t, of)) for of in (self._last, self.own)), key=lambda both: both[1])
        t.z = {l: z for l, z in before.z.items() if l <= first}
        t.a = {l: a for l, a in before.a.items() if l < first}
        for l in range(first, t.L + 1):
            if l > first:
                t.z[l] = BOOK.z(t, l)
            t.a[l] = BOOK.a(t, l)
        self._last = t

    def _shown(self, t: Pass) -> Iterator[tuple[Ball, Ball]]:
        """What ∇b^L and ∇w^L are with a δ^L, and what was claimed; numbers that are all 0 show nothing."""
        if self.claimed.nabla_b and np.any(self.claimed.target("∇b", t.L).mid):
            nabla_b = BOOK.bp3(t, t.L)
            yield nabla_b.sum(axis=-2, keepdims=True) if self.claimed.shared else nabla_b, self.claimed.target("∇b", t.L)
        if np.any(self.claimed.target("∇w", t.L).mid):
            yield BOOK.bp4(t, t.L), self.claimed.target("∇w", t.L)


def _first_other(t: Pass, of: Pass) -> int:
    """The first layer whose σ is another one in two passes; the one after the last where none is."""
    entries, others = (one.problem.network.activations for one in (t, of))
    return next((l for l, entry in entries.items() if entry is not others[l]), t.L + 1)
