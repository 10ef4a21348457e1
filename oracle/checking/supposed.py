"""A wrong declaration beside a mistake: which σ and which cost do single examples show, whatever else is wrong?

On one example ∇b^l is δ^l, and ∇w^{l+1} = δ^{l+1} (a^l)ᵀ over it is a^l: it is held against σ(z^l) of every activation. δ^L is
held against BP1 of every output and cost. Both may be off by a factor, which is a mistake of its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from nablacheck.oracle.checking.claims import Judgement
from nablacheck.oracle.checking.observed import as_far_as_possible, quiet
from nablacheck.oracle.checking.subject import Subject
from nablacheck.oracle.checking.suspected import (
    Suspicion,
    at_the_output,
    declared_activations,
    with_entries,
)
from nablacheck.oracle.checking.trials import Trials
from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.diagnosis import layers_in_words
from nablacheck.oracle.explaining.evaluated import value_of
from nablacheck.oracle.explaining.factors import NOTHING, Interval, ratio
from nablacheck.oracle.explaining.other_activations import entries
from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import Pass, forward, output_error
from nablacheck.reference.errors import InputError
from nablacheck.reference.problem import Problem

Entries = Mapping[int, Activation]
Supposed = tuple[Suspicion, Trials, list[Judgement]]
"""Another declaration, its networks, and what is said of the function on these."""


def supposed_of(subject: Subject, trials: Trials, judgements: Sequence[Judgement]) -> Iterator[Supposed]:
    """Every declaration that single examples show, by the numbers that are there or on targets that others are meant for."""
    if {"cost", "output"} & set(subject.conventions.gives.split()) and all(judgement.claimed for judgement in judgements):
        return  # what was returned of the forward pass is right, and so are σ and the cost that are declared
    silent = quiet(subject)
    as_seen = _hidden(_single_examples(silent, judgements))
    if as_seen is None:
        return
    tried = set[str]()  # on other targets what fits is the same code, whose other mistakes have no more of a name there
    for where, asked in _asked(silent, trials, judgements):
        for one in _suppositions(as_seen, _single_examples(silent, asked)):
            if one.declare not in tried:
                tried.add(one.declare)
                yield one, where, [silent.judged(j.asked, one.problem(j.asked.problem)) for j in asked if j.asked]


def _asked(subject: Subject, trials: Trials, judgements: Sequence[Judgement]) -> Iterator[tuple[Trials, Sequence[Judgement]]]:
    """What the function gave, and gives on the targets that other costs are meant for."""
    yield trials, judgements
    for _, narrower in trials.narrower():
        yield narrower, as_far_as_possible(subject, narrower.problems())


def _single_examples(subject: Subject, judgements: Sequence[Judgement]) -> list[Claimed]:
    """What was given for single examples, and is given for those of the first batch: one alone may show relu as identity."""
    alone = [judgement.claimed for judgement in judgements if judgement.claimed and _shows(judgement.claimed)]
    batch = next((judgement.claimed for judgement in judgements if judgement.claimed and not judgement.claimed.single), None)
    if not alone or batch is None:
        return alone
    scale = subject.conventions.scale
    try:
        more = [subject.judge_at(replace(part, scale=scale(part)), batch.learning_rate) for part in batch.problem.examples()]
    except InputError:
        return alone
    return [*alone, *(judgement.claimed for judgement in more if judgement.claimed and judgement.claimed.single)]


def _shows(claimed: Claimed) -> bool:
    """Whether ∇b is δ, and a^l is what the formulas alone give."""
    return claimed.single and not claimed.problem.masks


def _suppositions(as_seen: Suspicion, claims: Sequence[Claimed]) -> Iterator[Suspicion]:
    """The declarations that give every δ^L too, times a constant, the likeliest first; none where it is the declared one.

    Of those that give the same numbers, as l1 and smooth-l1(beta=0) do, it is the first; where some give the numbers
    themselves, those that give multiples of them, as l1(mean=1), are left out.
    """
    errors = _OutputErrors(claims)
    if not claims or errors.over(as_seen):
        yield from [as_seen] if claims and as_seen.changed else []
        return
    fit: list[tuple[Suspicion, list[Interval]]] = []
    for one in at_the_output(as_seen.problem(claims[0].problem)):
        whole = _both(as_seen, one) if as_seen.changed else one
        over = errors.over(whole)
        if over and (one.sure or not any(_may_be_equal(over, other) for _, other in fit)):
            fit.append((whole, over))
    plain = [one for one, over in fit if all(1.0 in factor for factor in over)]
    yield from plain or (one for one, _ in fit)


def _may_be_equal(these: Sequence[Interval], those: Sequence[Interval]) -> bool:
    """Whether the factors of all examples may be the same."""
    return all(one & other for one, other in zip(these, those, strict=True))


def _both(first: Suspicion, second: Suspicion) -> Suspicion:
    """Two declarations together, the second of which has the activations of the first."""
    return replace(
        second,
        says=f"{first.says}, and {second.says.removeprefix('the numbers are ')}",
        declare=second.declare if "activations=" in second.declare else f"{first.declare} and {second.declare}",
        problem=lambda p: second.problem(first.problem(p)),
        sure=False,
        changed={**(first.changed or {}), **(second.changed or {})},
    )


def _says(changed: Entries) -> str:
    """Whose numbers those of hidden layers are: relu at layers 2 and 3."""
    layers: dict[str, list[int]] = {}
    for l, entry in changed.items():
        layers.setdefault(entry.name, []).append(l)
    return f"the numbers are those of {', of '.join(f'{name} at {layers_in_words(of)}' for name, of in layers.items())}"


class _OutputErrors:
    """δ^L of single examples, held against that of other declarations; a forward pass serves every cost."""

    def __init__(self, claims: Sequence[Claimed]) -> None:
        self.claims, self._passes = claims, dict[tuple[int, Hashable], Pass]()

    def over(self, one: Suspicion) -> list[Interval]:
        """How many times those of a declaration δ^L of each example is; nothing where that is no constant somewhere."""
        found = []
        for i in range(len(self.claims)):
            factor = self._factor(one, i)
            if not factor:
                return []
            found.append(factor)
        return found

    def _factor(self, one: Suspicion, i: int) -> Interval:
        claimed = self.claims[i]
        try:
            t = Pass(one.problem(claimed.problem), claimed.xp)
        except InputError:
            return NOTHING
        of = i, tuple(map(id, t.problem.network.activations.values()))
        before = self._passes.get(of) or self._passes.setdefault(of, forward(t))
        t.z, t.a = before.z, before.a
        with t.xp.working(), np.errstate(all="ignore"):
            return ratio(claimed.target("∇b", t.L), output_error(t))


def _hidden(examples: Sequence[Claimed]) -> Suspicion | None:
    """The activation of each hidden layer that gives what is seen of a^l, else the declared one; None where nothing is seen."""
    if not examples:
        return None
    found: dict[int, Activation] = {}
    network = examples[0].problem.network
    own = network.activations
    for l in range(2, network.L):
        problems = [with_entries(claimed.problem, {**own, **found}) for claimed in examples]
        passes = [forward(Pass(p, claimed.xp)) for p, claimed in zip(problems, examples, strict=True)]
        seen = [_seen(claimed, l) for claimed in examples]
        if any(a is None for a in seen):
            return None
        both = [(t, a) for t, a in zip(passes, seen, strict=True) if a is not None]
        there = (entry for entry in _first(own[l]) if all(_gives(entry, t, l, a) for t, a in both))
        found[l] = next(there, own[l])
    inside, changed = {**own, **found}, {l: entry for l, entry in found.items() if entry is not own[l]}
    return Suspicion(_says(changed), declared_activations(inside), lambda p: _of_hidden(p, found), changed=changed)


def _of_hidden(problem: Problem, found: Mapping[int, Activation]) -> Problem:
    return with_entries(problem, {**problem.network.activations, **found})


def _first(own: Activation) -> Iterator[Activation]:
    """The activation that is declared, and every other one."""
    yield own
    yield from (entry for _, entry in entries() if entry is not own)


def _gives(entry: Activation, t: Pass, l: int, seen: Ball) -> bool:
    """Whether σ(z^l) is what is seen of a^l, times a constant."""
    with t.xp.working(), np.errstate(all="ignore"):
        return bool(ratio(seen, value_of(entry, t, t.z[l])))


def _seen(claimed: Claimed, l: int) -> Ball | None:
    """a^l from ∇w^{l+1} over ∇b^{l+1}, by the neuron of layer l+1 that is known best; None where none is."""
    delta = claimed.target("∇b", l + 1)
    i = int(np.argmax(abs(delta.mid)))
    with claimed.xp.working(), np.errstate(all="ignore"):
        row = claimed.xp.unrounded(claimed.target("∇w", l + 1)[i : i + 1]) / delta[i : i + 1]
        seen: Ball = row.mT
    return seen if np.isfinite(seen.rad).all() and np.isfinite(seen.mid).all() else None
