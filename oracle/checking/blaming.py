"""What is wrong where a function is: what it keeps between calls, the declaration, or an equation; in this order.

A guard in the cost makes it right after all.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.oracle.checking.alternatives import in_words
from nablacheck.oracle.checking.before import output_of
from nablacheck.oracle.checking.blame import (
    Blame,
    DeclaredOtherwise,
    as_declared,
    in_a_line,
    is_one_mistake,
    is_only_a_factor,
    leaves_a_declaration,
    mistakes_in,
    no_numbers,
    of_everything,
    of_the_function,
    where_no_numbers_came_first,
)
from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.checking.erratic import erratic
from nablacheck.oracle.checking.guards import guarded_denominators, guarded_softmax, guards
from nablacheck.oracle.checking.left_open import LeftOpen
from nablacheck.oracle.checking.narrow import are_held
from nablacheck.oracle.checking.observed import as_far_as_possible, quiet, spoken, walks
from nablacheck.oracle.checking.other_forms import other_forms
from nablacheck.oracle.checking.remembered import RANDOM, another_each_time, remembered
from nablacheck.oracle.checking.subject import Subject
from nablacheck.oracle.checking.suggesting import held_otherwise, meant, taken_otherwise
from nablacheck.oracle.checking.supposed import supposed_of
from nablacheck.oracle.checking.suspected import Suspicion, dtypes, factors, makes_right, retargeted, suspicions
from nablacheck.oracle.checking.trials import Trials
from nablacheck.oracle.checking.turned import turned
from nablacheck.oracle.checking.wrong_cost import in_words as in_the_cost
from nablacheck.oracle.explaining.afterwards import afterwards, in_one_letter
from nablacheck.oracle.explaining.another_forward import another_forward, seen_in_the_output
from nablacheck.oracle.explaining.differences import differences
from nablacheck.oracle.explaining.explanation import Explanation, comparisons, explained
from nablacheck.oracle.explaining.factors import said
from nablacheck.oracle.explaining.online import ONLINE, online
from nablacheck.oracle.explaining.other_data import other_data
from nablacheck.oracle.explaining.returned_output import in_its_place
from nablacheck.oracle.explaining.seen_forward import left_open, seen_forward, through_another
from nablacheck.oracle.explaining.unequal_examples import right_alone, unequal_examples
from nablacheck.oracle.explaining.zeros import ZEROS, nothing_but_zeros, nothing_comes_back, only_zeros
from nablacheck.oracle.judging.compared import WRONG
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.arithmetic.precision import BFLOAT16, FLOAT16

IN_BFLOAT16 = "the numbers are right as far as bfloat16 goes: something in the computation is bfloat16"
UNMOVED = (
    "nothing moved: the step is the velocity of before, which is 0 at first, and is made new only after it was used; "
    "or nothing comes back from the cost"
)
ALONE_RIGHT = "each example by itself is right: what is wrong is how several are put together"
NOT_ALONE = "an example by itself, m = 1, gives numbers that are not finite; the explanation is of the larger batches"


def wrong_ones(judgements: Sequence[Judgement]) -> list[Judgement]:
    """The judgements that are wrong, single examples first: they show the equation."""
    wrong = [judgement for judgement in judgements if judgement.outcome == WRONG]
    return sorted(wrong, key=lambda judgement: judgement.verdict.problem.batch)


def of_rounding(subject: Subject, judgements: Sequence[Judgement]) -> Suspicion | None:
    """The narrower dtype whose rounding is all that is wrong, if there is one; what it leaves undecided is not wrong.

    No number says that it is of that dtype: a table, say, may be as coarse.
    """
    wrong = wrong_ones(judgements)
    if not _off_everywhere(wrong):
        return None
    both = (one for undecided in (False, True) for one in dtypes(wrong[0].verdict.problem, undecided))
    for one in both:
        name = one.problem(wrong[0].verdict.problem).dtype.name
        if makes_right(subject, wrong, judgements, one) and erratic(subject, judgements, name):
            alone = [judgement for judgement in wrong if judgement.verdict.problem.batch == 1]
            if any(are_held(alone, BFLOAT16.name, letter) for letter in ("nabla_b", "nabla_w")):
                return replace(one, says=IN_BFLOAT16, declare="")
            coarse = "bfloat16, something rounded, a table" if name == FLOAT16.name else "something rounded, a table"
            return replace(one, says=f"{one.says}, or about as coarse ({coarse})")
    return None


def _off_everywhere(wrong: Sequence[Judgement]) -> bool:
    """Whether most numbers of what is wrong are: a coarser rounding leaves few of them as they were."""
    broken = [c for judgement in wrong for c in judgement.verdict.broken]
    off = sum(int(c.unexplained.sum()) for c in broken)
    return 2 * off > sum(int(np.count_nonzero(c.given)) for c in broken)


def blamed(subject: Subject, trials: Trials, judgements: Sequence[Judgement], supposing: bool = True) -> Blame:
    """Who is to blame for what is wrong among the judgements; `supposing` asks for another declaration beside a mistake too."""
    return _Case(subject, trials, judgements).blamed(supposing)


class _Case:
    """A function that is wrong, with everything that it was asked."""

    def __init__(self, subject: Subject, trials: Trials, judgements: Sequence[Judgement]) -> None:
        self.subject, self.trials, self.judgements = subject, trials, judgements
        self.wrong = wrong_ones(judgements)
        self.verdict = self.wrong[0].verdict
        self.problem = self.verdict.problem
        self.explicable = spoken(judgements)
        self.claims = [judgement.claimed for judgement in self.explicable if judgement.claimed]
        self.left_open = LeftOpen.by(judgements)

    def blamed(self, supposing: bool) -> Blame:
        if whole := self._of_the_whole():
            return whole
        for one in itertools.chain(guards(self.problem), other_forms(self.problem, self.wrong)):
            if found := self._judgements_under(one):
                return Blame("", (), (one.says,), tuple(found))
        if changes := held_otherwise(quiet(self.subject), self.trials) or taken_otherwise(quiet(self.subject), self.trials):
            return self._meant(changes)
        other = self._other_declaration()
        if other and (other.sure or self._told):
            return Blame(as_declared(self.verdict, other), (), (), (), other.declare)
        beside = self._declaration_beside_a_mistake() if supposing and not other else None
        if beside and (beside.one.sure or beside.right):
            return beside.blame()
        explanation = self._explained()
        if other and not (explanation and is_one_mistake(explanation)):
            return Blame(as_declared(self.verdict, other), (), (), (), other.declare)
        left = mistakes_in(explanation.diagnoses if explanation else ())
        if beside and beside.mistakes + 1 < left:
            return beside.blame()
        if not (explanation and explanation.diagnoses) and (other := of_rounding(self.subject, self.judgements)):
            return Blame(as_declared(self.verdict, other, explanation), (), (), (), other.declare)
        if leaves_a_declaration(explanation) and (changes := meant(quiet(self.subject), self.trials, self._one_bias_a_layer)):
            return self._meant(changes)
        as_likely = beside and beside.mistakes < left
        return self._an_equation(explanation, other, beside.as_a_line if beside and as_likely else "")

    def _of_the_whole(self) -> Blame | None:
        """What is wrong of all that comes back, whatever is declared: what is kept, changed, or done with it afterwards."""
        if kept := remembered(self.judgements):
            return Blame(in_a_line(self.verdict, kept), (of_the_function("kept between calls", kept),))
        if another_each_time(self.judgements):
            return Blame(in_a_line(self.verdict, RANDOM), (of_the_function("another answer at each call", RANDOM),))
        if no_numbers(self.wrong):
            first = walks(self.subject, [judgement for judgement in self.wrong if judgement.claimed][:1])
            shown = Explanation(*comparisons(first)).on(self.verdict)
            return Blame(where_no_numbers_came_first(shown if shown.broken else self.verdict).explain())
        if self._a_step_after_each:
            return Blame(in_a_line(self.verdict, ONLINE), (of_the_function("a step after each example", ONLINE),))
        if len(self.claims) == len(self.explicable) and (quotients := differences(self.claims)):
            return Blame(in_a_line(self.verdict, str(quotients)), (of_the_function("difference quotients", str(quotients)),))
        if len(self.claims) == len(self.explicable) and (done := afterwards(self.claims)):
            return Blame(in_a_line(self.verdict, done[1]), (of_the_function(*done),))
        if turn := turned(self.subject, self.judgements):
            return Blame(in_a_line(self.verdict, turn), (of_the_function("lists turned round", turn),))
        return None

    def _declaration_beside_a_mistake(self) -> DeclaredOtherwise | None:
        """The declaration that single examples show, with what is left under it, if that has a name or it is sure."""
        for one, trials, judgements in supposed_of(self.subject, self.trials, self.judgements):
            if not wrong_ones(judgements):
                return DeclaredOtherwise(self.verdict, one, None)
            case = _Case(quiet(self.subject), trials, judgements)
            found = case._of_the_whole() or case._an_equation(case._explained(named_alone=not one.sure), None)
            if one.sure or found.diagnoses:
                return DeclaredOtherwise(self.verdict, one, found)
        return None

    def _meant(self, changes: Mapping[str, Any]) -> Blame:
        words = in_words(changes)
        one = Suspicion(f"it takes and gives what {words} says", words, lambda problem: problem)
        return Blame(as_declared(self.verdict, one), (), (), (), words)

    # --- declarations ---

    def _judgements_under(self, one: Suspicion) -> list[Judgement]:
        if one.changed is not None and self.left_open.refutes(one.changed):
            return []
        return makes_right(self.subject, self.wrong, self.judgements, one)

    def _right_under(self, ones: Iterable[Suspicion]) -> Suspicion | None:
        return next((one for one in ones if self._judgements_under(one)), None)

    def _other_declaration(self) -> Suspicion | None:
        """Another declaration that makes everything right; a narrower dtype first where every number is one of its floats."""
        both = (one for undecided in (False, True) for one in dtypes(self.problem, undecided))
        rounded = are_held(self.judgements, BFLOAT16.name)
        fit = (one for one in both if rounded or are_held(self.judgements, one.problem(self.problem).dtype.name))
        narrow = self._right_under(fit)
        if narrow and rounded:
            narrow = replace(narrow, says=IN_BFLOAT16, declare="")
        if nothing_comes_back(self.claims):
            return narrow
        found = narrow or self._right_under(suspicions(self.problem))
        if found or self.left_open.refutes({}):
            return found
        return retargeted(self.subject, self.trials, self.problem)

    # --- equations ---

    def _an_equation(self, explanation: Explanation | None, other: Suspicion | None, beside: str = "") -> Blame:
        """An equation is broken; another declaration may be meant all the same, also `beside` a mistake."""
        if explanation is None:
            return Blame(self._seen_in_the_cost(self.verdict).explain())
        notes = [NOT_ALONE] if len(self.explicable) < len(self.judgements) else []
        if is_only_a_factor(explanation):  # which is plainer than a parameter of another cost
            other = None
        verdict = self._seen_in_the_cost(self.verdict if self.verdict.looks_like else explanation.on(self.verdict))
        if factor := self._right_under(factors(self.subject.conventions, self.problem)):
            notes.append(f"where {factor.says}, declare {factor.declare}")
        elif is_only_a_factor(explanation) and "cost" in self.subject.conventions.gives.split():
            name = explanation.diagnoses[0].scale[0]  # type: ignore[index]
            notes.append(f"the gradient is {said(name)} times that of the cost that is returned")
        elif other:
            first = f"another declaration: {other.says}; declare {other.declare} where that is meant"
            verdict = replace(verdict, looks_like=(first, *(verdict.looks_like or ())))
        elif beside:
            verdict = replace(verdict, looks_like=(beside, *(verdict.looks_like or ())))
        if not explanation.diagnoses and self.verdict.looks_like is None:
            notes += [ALONE_RIGHT] if right_alone(self.claims) else []
            notes += self._smallest()
        declare = other.declare if other else ""
        return Blame(
            verdict.explain(), explanation.diagnoses, tuple(notes), (), declare, explanation.primes, explanation.nameless
        )

    def _explained(self, named_alone: bool = False) -> Explanation | None:
        """What explains the equations that are broken, or all numbers together; with `named_alone` only what has a name.

        Where the outputs are wrong already, that is another forward pass which predicts the gradient too, or None.
        """
        if all(judgement.claimed is None for judgement in self.wrong):
            if guard := self._guard():
                return of_everything(walks(self.subject, self.judgements), *guard)
            asked = (self.subject.claimed(judgement.asked) for judgement in self.judgements if judgement.asked)
            claims = [claimed for claimed in asked if claimed]
            return another_forward(claims) or another_forward(claims, at_the_output=True) or self._in_the_output()
        if nothing_but_zeros(self.claims):
            takes = self.subject.conventions.takes.split()
            says = UNMOVED if any("velocity" in name for name in takes) else ZEROS
            return only_zeros(walks(self.subject, self.explicable), self.problem.network.L, says)
        if whole := other_data(self.claims):
            return whole
        if whole := unequal_examples(self.claims):
            return whole
        if whole := through_another(self.claims, lambda through: walks(self.subject, self.explicable, through)):
            return whole
        found = walks(self.subject, self.explicable, named_alone=named_alone)
        plain = explained(found)
        if plain.diagnoses:
            return plain
        if whole := other_data(self.claims, times=True):
            return whole
        if whole := next((of_everything(found, name, says) for name, says in self._wholes()), None):
            return whole
        if whole := unequal_examples(self.claims, left_out=True):
            return whole
        if whole := another_forward(self.claims, at_the_output=True):
            return whole
        if seen := seen_forward(self.claims):
            return seen.in_parts(seen.ways[-1])
        return plain if named_alone or self._told or right_alone(self.claims) else left_open(plain, self.problem.network.L)

    def _in_the_output(self) -> Explanation | None:
        """What explains the outputs that were returned, though not the gradient."""
        both = [(self.subject.claimed(j.asked), j.asked.given.get("output")) for j in self.wrong if j.asked]
        seen = [
            (claimed, output_of(output, claimed.problem.y.shape, self.subject.conventions))
            for claimed, output in both
            if claimed and output is not None
        ]
        found = (seen_in_the_output(seen) or in_its_place(seen)) if len(seen) == len(self.wrong) else None
        says = (f"{found} (predicts a^L)",) if found else ()
        return Explanation(self.verdict.comparisons, self.problem, (found,), says) if found else None

    def _seen_in_the_cost(self, verdict: Verdict) -> Verdict:
        """The verdict with what was returned for C, where that is broken first and nothing explains it yet."""
        if verdict.looks_like or not (verdict.broken and verdict.broken[0].equation == "(26)"):
            return verdict
        wrong = [j.asked for j in self.wrong if j.asked and j.verdict.broken and j.verdict.broken[0].equation == "(26)"]
        says = in_the_cost([(asked.problem, asked.given["cost"]) for asked in wrong], self.subject.conventions)
        return replace(verdict, looks_like=(f"{says} (predicts C)",)) if says else verdict

    @property
    def _told(self) -> bool:
        """Whether the outputs, or the cost that is made of them, were returned: then they are right."""
        return bool({"cost", "output"} & set(self.subject.conventions.gives.split()))

    @property
    def _one_bias_a_layer(self) -> bool:
        """Whether ∇b has the same number for all neurons of a layer, everywhere."""
        given = [nabla_b for claimed in self.claims for nabla_b in claimed.nabla_b.values()]
        return bool(given) and all((nabla_b == nabla_b[:1]).all() for nabla_b in given)

    @property
    def _a_step_after_each(self) -> bool:
        """Whether w and b move after each example of a batch, while examples by themselves are right."""
        batches = [claimed for claimed in self.claims if claimed.problem.batch > 1]
        if not batches or any(judgement.verdict.problem.batch == 1 for judgement in self.wrong):
            return False
        single = self.subject.conventions.scale(batches[0].problem.columns(slice(0, 1)))
        scales: tuple[Callable[[int], float], ...] = (lambda m: single, lambda m: single / m)
        return any(all(online(claimed, scale(claimed.problem.batch)) for claimed in batches) for scale in scales)

    def _guard(self) -> tuple[str, str] | None:
        """A guard in a denominator that explains all numbers, and makes none of them right."""
        found = self._right_under((*guarded_denominators(self.problem), *guarded_softmax(self.problem)))
        return ("guard in a denominator", found.says) if found else None

    def _wholes(self) -> Iterator[tuple[str, str]]:
        """What explains all numbers together, and is in one equation alone."""
        if guard := self._guard():
            yield guard
        yield from in_one_letter(self.claims)

    def _smallest(self) -> Iterator[str]:
        silent = quiet(self.subject)
        for problem in self.trials.smaller():
            if wrong := wrong_ones(as_far_as_possible(silent, [problem])):
                yield f"the smallest network that breaks it: {wrong[0].verdict.problem}"
                return
