"""One equation at one layer, judged with the user's own neighbours: what it gives, what was given, and what explains that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nablacheck.oracle.explaining.batch_mistakes import BATCH_ALONE
from nablacheck.oracle.explaining.by_the_book import right
from nablacheck.oracle.explaining.claimed import Claimed, Target, fits, predicts
from nablacheck.oracle.explaining.decays import decayed
from nablacheck.oracle.explaining.early_updates import solved_rates
from nablacheck.oracle.explaining.factors import ONE, Factor, Interval, ratio, ratios
from nablacheck.oracle.explaining.hypotheses import Hypothesis, Names
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.explaining.processed import clips, narrowed, near, of_one_neuron, processed, scaled_down
from nablacheck.oracle.explaining.reasons import Key, Reason, simplest
from nablacheck.oracle.explaining.solved_primes import solved_primes
from nablacheck.oracle.explaining.solved_targets import solved_targets
from nablacheck.oracle.explaining.wrong_deltas import WrongDeltas
from nablacheck.oracle.explaining.wrong_gradients import of_b, of_w
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Pass

Array = Any


WHATEVER_DELTA = ""
"""In place of the label of a δ: a place where nothing was found for the δ that was taken."""


@dataclass
class Searches:
    """What walks that belong together have found so far: a reason must hold on each of their networks.

    `hopeless` has the places where nothing was found on one of them, `found` the reasons of the first that has some, and
    `taken` those of the δ that were taken. A place is an equation, a layer and which δ is supposed.
    """

    hopeless: set[tuple[str, int, str]] = field(default_factory=set)
    found: dict[tuple[str, int, str], tuple[Reason, ...]] = field(default_factory=dict)
    taken: set[tuple[str, int, str]] = field(default_factory=set)


@dataclass(eq=False)
class Slot:
    """An equation at a layer: where its numbers are seen (`targets`, each through a view), and the comparison to show.

    `right` says that nothing contradicts it; `covered` that the examples by themselves say more. `label` says which δ is
    supposed, and `tried` what was found on other networks.
    """

    t: Pass
    claimed: Claimed
    equation: str
    layer: int
    targets: Sequence[Target]
    comparison: Comparison | None
    right: bool
    covered: bool = False
    label: str = ""
    tried: Searches = field(default_factory=Searches)
    confirmed: Ball | None = None
    """δ as the examples by themselves show it, where the batch has it too."""
    open: bool = True
    """Whether two mistakes at once are still looked for."""
    simple: bool = False
    """Whether a plain mistake explains it, so that slips are not looked for."""
    wrong_deltas: WrongDeltas | None = None
    """What δ may be by mistake, where it is one; slots of one layer have it together."""

    @property
    def place(self) -> tuple[str, int, str]:
        """The equation, its layer and which δ is supposed."""
        return self.equation, self.layer, self.label

    @cached_property
    def reasons(self) -> dict[Key, Reason]:
        """What explains it and takes as little as possible to believe: one that explains another network, else everything.

        Where nothing explains another one, nothing is looked for.
        """
        if self.place in self.tried.hopeless or (*self.place[:2], WHATEVER_DELTA) in self.tried.hopeless:
            return {}
        return self._as_elsewhere() or self.searched

    @cached_property
    def searched(self) -> dict[Key, Reason]:
        """Everything that explains it and takes as little as possible to believe."""
        with self.t.xp.working():
            found = simplest(self._reasons())
        if found:
            self.tried.found.setdefault(self.place, tuple(found.values()))
        else:
            self.tried.hopeless.add(self.place)
        return found

    def _as_elsewhere(self) -> dict[Key, Reason]:
        """The plainest reason of another network, if it is one here."""
        for before in self.tried.found.get(self.place, ())[:1]:
            with self.t.xp.working():
                here = {reason.key: reason for reason in self._named(before.key.mistakes)}
            if before.key in here:
                return {before.key: here[before.key]}
        return {}

    def _reasons(self) -> Iterator[Reason]:
        if narrow := list(self._narrowed()):  # which no formula makes of numbers by chance
            yield from narrow
            return
        self.open = True
        for reason in (*self._of(self._book), *self._solved()):
            self.open = False
            yield reason
        other_targets = list(solved_targets(self.t, self.targets)) if self.equation == "BP1" else []
        self.open = self.open and not other_targets
        self.simple, telling = False, self._telling
        for hypothesis in self._hypotheses():
            # two mistakes are looked for where one, times a factor, explains nothing; slips where no plain mistake does
            if (len(hypothesis.mistakes) > 1 and not self.open) or (hypothesis.late and self.simple):
                continue
            for reason in self._of(hypothesis):
                self.simple = self.simple or (telling and reason.rank[0] <= 1)
                if len(hypothesis.mistakes) == 1:
                    self.open = False
                yield reason
        yield from other_targets
        if self.open:
            yield from self._processed()

    @property
    def _telling(self) -> bool:
        """Whether what explains this network most likely explains all: no branch was taken, and not every number is 0."""
        network = self.t.problem.network
        bends = network.activations[self.layer].kinks or (self.layer == self.t.L and network.cost.kinked)
        return not bends and any(np.any(target.mid) for _, target in self.targets)

    def lets_through(self, balls: Ball) -> Array:
        """Which of many balls, along leading axes, may be the equation with a mistake in it, times a constant."""
        low, high, there = np.array(-np.inf), np.array(np.inf), np.array(True)
        for view, target in self.targets:
            seen = view(balls)
            least, largest = ratios(target, seen)
            low, high = np.maximum(low, least), np.minimum(high, largest)
            with np.errstate(invalid="ignore"):
                there = there & (abs(seen.mid - target.mid) <= seen.rad + target.rad).all(axis=(-2, -1))
        return self.claimed.factors.may_be_within(low, high, self.layer) | there

    @property
    def _book(self) -> Hypothesis:
        """No mistake at all, which a factor may be added to."""
        return Hypothesis((), lambda: right(self.t, self.equation, self.layer))

    def _hypotheses(self, only: Names | None = None) -> Iterator[Hypothesis]:
        if self.wrong_deltas:
            return self.wrong_deltas.sifted(self) if only is None else self.wrong_deltas.called(only)
        of = of_b if self.equation == "BP3" else of_w
        return of(self.t, self.layer, self.claimed, only, None if only else self)

    def _interval(self, ball: Ball) -> Interval:
        """The factors with which a ball predicts everything that is seen of the equation."""
        found = Interval()
        for view, target in self.targets:
            if found:
                found &= ratio(target, view(ball))
        return found

    def _of(self, hypothesis: Hypothesis) -> Iterator[Reason]:
        ball, factors = self._predicting(hypothesis)
        for factor in factors:
            of_factor = ball if factor is ONE else ball * factor.value
            yield Reason(hypothesis.mistakes, factor, of_factor, hypothesis.of_prime)

    def _predicting(self, hypothesis: Hypothesis) -> tuple[Ball, Sequence[Factor]]:
        """What a hypothesis gives, and the factors with which that predicts everything that is seen of the equation."""
        ball: Ball = self.t.xp.lift(hypothesis.gives())
        if ball.shape != self.shape:
            return ball, ()
        plain = [ONE] if all(predicts(view(ball), target) for view, target in self.targets) else []
        return ball, [*plain, *self.claimed.factors.within(self._interval(ball), self.layer).values()]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what the equation gives."""
        return self.given_shape

    @cached_property
    def given_shape(self) -> tuple[int, ...]:
        """(n_l, m) for δ, (n_l, 1) for ∇b, (n_l, n_{l-1}) for ∇w"""
        n = self.t.problem.network.widths
        columns = {"BP3": 1, "BP4": n[self.layer - 1]}.get(self.equation, self.t.problem.batch)
        return n[self.layer], columns

    def _solved(self) -> Iterator[Reason]:
        if self.equation in ("BP1", "BP2"):
            yield from solved_primes(self.t, self.equation, self.layer, self.targets)
        if self.equation == "BP2":
            yield from solved_rates(self.t, self.layer, self.claimed, self.targets)
        elif self.equation != "BP1":
            yield from decayed(self.t, self.equation, self.layer, self.claimed)

    @cached_property
    def _solved_keys(self) -> frozenset[Key]:
        """What is solved for here, and what was done with the numbers: every reason of another network is held to it."""
        return frozenset(reason.key for reason in (*self._solved(), *self._narrowed(), *self._processed()))

    def _processed(self) -> Iterator[Reason]:
        if len(self.targets) != 1:
            return
        view, target = self.targets[0]
        ball = view(right(self.t, self.equation, self.layer))
        one = of_one_neuron(ball, target, self.claimed.factors)
        of_delta = self.equation in ("BP1", "BP2")
        for name, says, of in clips(ball, target) if of_delta else scaled_down(ball, target):
            made = Mistake(name, self.equation, says, BOOK.bp3)
            yield Reason((made,), ONE, None, gives=lambda t, l, of=of: of(right(t, self.equation, l)))  # type: ignore[misc]
        for name, says in (*processed(ball, target), *one):
            yield Reason((Mistake(name, self.equation, says, BOOK.bp3),), ONE, None)

    def _narrowed(self) -> Iterator[Reason]:
        if len(self.targets) == 1:
            _, target = self.targets[0]
            for name, says in narrowed(self._parts(target)):
                yield Reason((Mistake(name, self.equation, says, BOOK.bp3),), ONE, None, narrowed=True)

    def _parts(self, target: Ball) -> dict[str, Ball]:
        """What may have been narrowed on the way to what was given, by what it is called; nothing where it is not near."""
        l, ball = self.layer, right(self.t, self.equation, self.layer)
        if target.shape != ball.shape or not near((ball, target)):
            return {}
        if self.equation in ("BP3", "BP4"):
            return {"∇b^l" if self.equation == "BP3" else "∇w^l": target}
        parts = {"δ^L" if l == self.t.L else "δ^l": target}
        if self.t.problem.network.activations[l].prime:
            before = "∇_a C" if l == self.t.L else "(w^{l+1})ᵀ δ^{l+1}"
            parts[before] = target.model.unrounded(target) / self.t.xp.like(self.t.prime(l), ball)
        return parts

    def holds(self, reason: Reason) -> bool:
        """Whether a reason that was found on another network explains this one too.

        A mistake that cannot be made here, as one in the sum over the examples where there is one, changes nothing, and nor
        does a factor where everything is 0.
        """
        if self.covered:
            return not self._contradicts(reason)
        key = reason.key
        if reason.gives:
            with self.t.xp.working():
                ball = self.t.xp.lift(reason.gives(self.t, self.layer))
                return all(predicts(view(ball), target) for view, target in self.targets)
        if reason.narrowed and self._in_sums:
            with self.t.xp.working():
                ball = right(self.t, self.equation, self.layer)
                return near(*((view(ball), target) for view, target in self.targets)) is not None
        nothing = all((target.mid == 0).all() for _, target in self.targets)
        with self.t.xp.working():
            if nothing and self.right and key.mistakes and self._silent(key.mistakes):
                return True
            named = self._keys(key.mistakes)
            if key in named or (nothing and key._replace(factor=ONE.name) in named):
                return True
            made = tuple(name for name in key.mistakes if self._possible(name))
            if len(made) == len(key.mistakes):
                return key in self._solved_keys
            return nothing or Key(made, key.factor) in self._keys(made)

    def _contradicts(self, reason: Reason) -> bool:
        """Whether δ of the batch is no multiple of what the mistakes give there, as where a sum goes over the examples."""
        if self.confirmed is None or reason.gives or not reason.mistakes:
            return False
        with self.t.xp.working():
            balls = [self.t.xp.lift(hypothesis.gives()) for hypothesis in self._hypotheses(reason.key.mistakes)]
            there = [ball for ball in balls if ball.shape == self.shape]
            return bool(there) and not any(ratio(self.confirmed, ball) or fits(ball, self.confirmed) for ball in there)

    @property
    def _in_sums(self) -> bool:
        """Whether δ is seen in sums over several examples alone."""
        return self.equation in ("BP1", "BP2") and self.t.problem.batch > 1

    def _named(self, names: Names) -> Iterator[Reason]:
        for hypothesis in self._hypotheses(names) if names else (self._book,):
            yield from self._of(hypothesis)

    def _keys(self, names: Names) -> frozenset[Key]:
        """The reasons with mistakes of these names, which are asked for once for each factor, by their own."""
        if names not in self._known:
            hypotheses = self._hypotheses(names) if names else (self._book,)
            each = ((one.names, factor.name) for one in hypotheses for factor in self._predicting(one)[1])
            self._known[names] = frozenset(Key(*key) for key in each)
        return self._known[names]

    @cached_property
    def _known(self) -> dict[Names, frozenset[Key]]:
        return {}

    def _silent(self, names: Names) -> bool:
        """Whether 0, which is all that was given, may be what the equation gives with some mistakes."""
        balls = [self.t.xp.lift(hypothesis.gives()) for hypothesis in self._hypotheses(names)]
        there = [ball for ball in balls if ball.shape == self.shape]
        return any(all(fits(view(ball), target) for view, target in self.targets) for ball in there)

    def _possible(self, name: str) -> bool:
        known = any(True for _ in self._hypotheses((name,)))
        return known or name not in BATCH_ALONE


def compared(claimed: Claimed, equation: str, l: int, letter: str, ball: Ball) -> Comparison:
    """An equation that is seen in ∇b or ∇w, as it is shown."""
    shown = claimed.shown(letter, l, ball)
    scale = abs(shown.mid) + 2 * claimed.xp.floor
    given = claimed.given(letter, l)
    return Comparison(equation, l, f"{letter}^{l}", given, shown, scale, why=why(claimed, given))


def why(claimed: Claimed, given: Array) -> str:
    """Which division gives the NaN or infinity that was claimed, where one is cancelled."""
    cancelled = Pass(claimed.problem).cancelled
    return cancelled.says if cancelled and not np.isfinite(given).all() else ""
