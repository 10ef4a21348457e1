"""A wrong declaration is suspected before a mistake: which other one would make everything right?

The function is not asked again: the numbers that it gave are held against another activation, another cost, other conventions.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.otherwise import says_something
from nablacheck.oracle.checking.subject import Subject
from nablacheck.oracle.checking.trials import Trials
from nablacheck.oracle.explaining.diagnosis import layers_in_words
from nablacheck.oracle.explaining.other_activations import entries
from nablacheck.oracle.judging.compared import INCONCLUSIVE, RIGHT
from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.costs import COSTS, Cost
from nablacheck.reference.errors import InputError
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

NARROWER = ("float32", "float16")
OUTPUTS = ("identity", "sigmoid", "tanh", "softmax", "log_softmax", "relu")
"""The activations that output layers have, each of which is tried with every cost."""


@dataclass(frozen=True, eq=False)
class Suspicion:
    """Another declaration: `says` whose numbers they are, `declare` what to write, and the same problem under it.

    `conventions` are other ones, where those change. `sure` says that nothing else is to be thought of. `changed` has the
    activations that are other ones, by layer, where those and the cost are all that changes; else it is None. With
    `undecided` it is enough that nothing is wrong: the bounds of a narrow dtype leave much open.
    """

    says: str
    declare: str
    problem: Callable[[Problem], Problem]
    conventions: Conventions | None = None
    sure: bool = False
    changed: Mapping[int, Activation] | None = None
    undecided: bool = False

    def fits(self, problem: Problem) -> bool:
        """Whether the problem can be one under this declaration at all."""
        try:
            self.problem(problem)
        except InputError:
            return False
        return True


def suspicions(problem: Problem) -> Iterator[Suspicion]:
    """Every other declaration, those that people mean first."""
    yield from _costs(problem)
    yield from _activations(problem)
    yield from _outputs(problem)


def at_the_output(problem: Problem) -> Iterator[Suspicion]:
    """The declarations that change the last layer or the cost alone, which is what δ^L is made of."""
    last = {problem.network.L}
    yield from _costs(problem)
    yield from (one for one in _activations(problem) if {*(one.changed or ())} <= last)
    yield from _outputs(problem)


def makes_right(
    subject: Subject, wrong: Sequence[Judgement], judgements: Sequence[Judgement], one: Suspicion
) -> list[Judgement]:
    """The judgements under another declaration, if none of them is wrong; the smallest first, for most are refuted by it."""
    other = copy.copy(subject)
    other.notes = {}
    if one.conventions:
        other.conventions = one.conventions
    found = []
    for judgement in (*wrong[:1], *judgements):
        if judgement.asked is None:
            return []
        try:
            problem = one.problem(judgement.asked.problem)
            if other.refutes(judgement.asked, problem):
                return []
            again = other.judged(judgement.asked, problem)
        except InputError:
            return []
        if again.outcome != RIGHT and not (one.undecided and again.outcome == INCONCLUSIVE):
            return []
        found.append(again)
    return found[1:] if any(says_something(again) for again in found) else []


def retargeted(subject: Subject, trials: Trials, problem: Problem) -> Suspicion | None:
    """Another cost for which everything is right on the targets that it is meant for, which the function is given anew."""
    silent = copy.copy(subject)
    silent.notes = {}
    for one in _costs(problem):
        entry = one.problem(problem).network.cost if one.fits(problem) else None
        if entry is None or entry.parameters != COSTS[entry.family].parameters:
            continue
        try:
            other = replace_cost(trials, entry)
            judged = (judgement for p in other.problems() for judgement in silent.judge(p))
            if all(judgement.outcome == RIGHT for judgement in judged):
                return one
        except InputError:
            continue
    return None


def replace_cost(trials: Trials, entry: Cost) -> Trials:
    """The same networks under another cost, with targets for it."""
    return Trials(trials.activations, entry, trials.dtype, trials.widths, trials.conventions, seed=trials.seed)


def factors(c: Conventions, problem: Problem) -> Iterator[Suspicion]:
    """The factors of the cost that can be declared, and last its sign."""
    changes: list[dict[str, Any]] = [{"total": "sum" if c.total == "mean" else "mean"}]
    if "weights_of_examples" in c.takes.split() and c.total != "weights":
        changes.append({"total": "weights"})
    changes.append({"mean_over_outputs": not c.mean_over_outputs})
    if problem.network.cost.halved:
        changes.append({"half": not c.half})
    changes.append({"step": "descent" if c.step == "ascent" else "ascent"} if c.updates else {"ascent": not c.ascent})
    for first in range(1, 1 << len(changes)):
        together = {name: value for i, change in enumerate(changes) if first >> i & 1 for name, value in change.items()}
        other = replace(c, **together)
        declare = ", ".join(f"{name}={value!r}" for name, value in together.items())
        signed = together.keys() & {"step", "ascent"}
        says = (
            "the sign is meant"
            if together.keys() == signed
            else "factor and sign are meant"
            if signed
            else "the factor is meant"
        )
        yield Suspicion(says, declare, partial(_scaled, other), other)


def _scaled(c: Conventions, problem: Problem) -> Problem:
    """The problem with the factor of its cost that the conventions say."""
    return replace(problem, scale=c.scale(problem))


def _costs(problem: Problem) -> Iterator[Suspicion]:
    network = problem.network
    sigma, own = network.activations[network.L], network.cost
    for entry in (COSTS[name] for family in COSTS.families.values() for name in family.variants()):
        if entry is not own:
            partner = entry.cancelled and entry.cancelled.activation is sigma
            # a cost of logits over the activation that it has in itself, or a cost of another activation's outputs
            twice = own.of and own.of[0] is sigma
            stranger = twice or (own.cancelled and own.cancelled.activation is not sigma)
            yield Suspicion(
                f"the numbers are those of the cost {entry.name}",
                f"cost={entry.name}",
                lambda p, entry=entry: with_entries(p, cost=entry),  # type: ignore[misc]
                sure=bool(partner and stranger),
                changed={},
            )


def _activations(problem: Problem) -> Iterator[Suspicion]:
    """Another activation at one layer, at all that have the same, or at all hidden ones."""
    own = problem.network.activations
    hidden = [l for l in own if l < problem.network.L]
    alike = [l for l in own if own[l] is own[2]]
    groups = [[l] for l in own] + [group for group in (hidden, alike, list(own)) if len(group) > 1]
    seen: list[list[int]] = []
    for group in groups:
        if group in seen:
            continue
        seen.append(group)
        for _, entry in entries():
            if any(own[l] is not entry for l in group):
                changed = {**own, **dict.fromkeys(group, entry)}
                yield Suspicion(
                    f"the numbers are those of {entry.name} at {layers_in_words(group)}",
                    declared_activations(changed),
                    lambda p, changed=changed: with_entries(p, activations=changed),  # type: ignore[misc]
                    sure=any(l < problem.network.L for l in group),
                    changed={l: entry for l in group if own[l] is not entry},
                )


def declared_activations(activations: Mapping[int, Activation]) -> str:
    """As it is declared, one for each layer."""
    return f"activations={','.join(entry.name for entry in activations.values())}"


def _outputs(problem: Problem) -> Iterator[Suspicion]:
    """Another activation of the output together with another cost."""
    network = problem.network
    for name in OUTPUTS:
        for family in COSTS:
            changed = {**network.activations, network.L: ACTIVATIONS[name]}
            if COSTS[family] is not network.cost and changed[network.L] is not network.activations[network.L]:
                yield Suspicion(
                    f"the numbers are those of {name} at the output under the cost {family}",
                    f"{declared_activations(changed)} and cost={family}",
                    lambda p, changed=changed, family=family: with_entries(p, activations=changed, cost=COSTS[family]),  # type: ignore[misc]
                    changed={network.L: ACTIVATIONS[name]},
                )


def dtypes(problem: Problem, every_number_is: bool = False) -> Iterator[Suspicion]:
    """A narrower dtype, in which everything is computed; what it leaves undecided will do where every number is of it."""
    for name in NARROWER:
        if problem.dtype.itemsize > ACTIVATED[name]:
            yield Suspicion(
                _as_far_as(name),
                f"dtype={name}",
                lambda p, name=name: p.map(lambda array: array.astype(name)),  # type: ignore[misc]
                sure=True,
                undecided=every_number_is,
            )


def another_dtype(name: str) -> str:
    """Says that a narrower dtype may be declared."""
    return f"{_as_far_as(name)}; declare dtype={name} where that is meant"


def _as_far_as(name: str) -> str:
    return f"the numbers are right as far as {name} goes: something in the computation is {name}"


ACTIVATED = {"float32": 4, "float16": 2}
"""The bytes of a narrower dtype."""


def with_entries(problem: Problem, activations: Mapping[int, Activation] | None = None, cost: Cost | None = None) -> Problem:
    """The same problem with other activations, or another cost."""
    network = problem.network
    return replace(problem, network=Network(network.w, network.b, activations or network.activations, cost or network.cost))
