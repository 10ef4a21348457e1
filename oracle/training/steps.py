"""Training on a framework, judged at every step: the gradient at its own weights, and its own step from there.

Two trainings that differ by rounding alone drift apart, and nothing can be said of where they end. Every single step can be
judged: the weights that the framework has are exact numbers, its z, a, δ, ∇b and ∇w there must satisfy the equations, and its
next weights must lie in the ball of the rule's formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.adapters.trainers import Name, Trainer
from nablacheck.oracle.explaining.explained import judge_trace
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.counts import Counts
from nablacheck.oracle.judging.observe import observe
from nablacheck.oracle.judging.verdict import Verdict
from nablacheck.reference.arithmetic import Ball, Balls, precision
from nablacheck.reference.backprop import backprop
from nablacheck.reference.draws import Bits
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.network import Network
from nablacheck.reference.parameters import in_brackets, letter_and_layer
from nablacheck.reference.problem import Problem
from nablacheck.reference.rules import Letters, Rule
from nablacheck.reference.sgd import mini_batches

Array = Any
State = Mapping[Name, Letters]
"""By the name of the parameter, w and the letters that the rule keeps."""


@dataclass(frozen=True)
class TrainingPlan:
    """What every training does alike: the network to start from with all examples, the rule, and the mini-batches by `seed`."""

    start: Problem
    rule: Rule
    steps: int
    mini_batch_size: int
    seed: int = 0

    def batches(self) -> Iterator[tuple[int, Array]]:
        """The number of each step, from 1, and the columns of its mini-batch; epoch after epoch."""
        bits, k = Bits(self.seed), 0
        while True:
            for columns in mini_batches(self.start.batch, self.mini_batch_size, bits):
                if (k := k + 1) > self.steps:
                    return
                yield k, columns

    def at(self, state: State, k: int, columns: Array) -> Problem:
        """The mini-batch of step k at the weights that were reached."""
        problem = replace(self.start, network=network_of(state, self.start.network)).columns(columns)
        return replace(problem, origin=f"{self.start.origin}, step {k}")

    def begun(self) -> dict[Name, Letters]:
        """The state before the first step: the start, and zeros."""
        parameters = self.start.network.parameters.items()
        return {name: {"w": w, **{letter: np.zeros_like(w) for letter in self.rule.state}} for name, w in parameters}


def network_of(state: State, like: Network) -> Network:
    """The network with the weights of a state; InputError where one is not finite."""
    return like.with_parameters({name: letters["w"] for name, letters in state.items()})


@dataclass
class TrainingRecord:
    """What was found on one adapter in one dtype: a row per equation, the steps that disagree, and the first of them.

    `stopped` says why a training could not go on.
    """

    adapter: str
    dtype: str
    optimizer: str
    steps: int = 0
    rows: dict[str, Counts] = field(default_factory=dict)
    disagreeing: int = 0
    first: tuple[int, Verdict] | None = None
    stopped: str = ""

    def add(self, k: int, verdict: Verdict) -> None:
        """Counts the verdict on step k."""
        self.steps = k
        for c in verdict.comparisons:
            self.rows.setdefault(c.equation, Counts()).add(c)
        if verdict.disagrees:
            self.disagreeing += 1
            self.first = self.first or (k, verdict)

    @property
    def decided(self) -> int:
        """The number of entries that are not inconclusive."""
        return sum(row.decided for row in self.rows.values())

    @property
    def agrees(self) -> bool:
        """Whether the training came to its end, nothing was proven wrong and something was decided."""
        return not self.disagreeing and not self.stopped and self.decided > 0


def train(plan: TrainingPlan, adapter: Adapter, trainer: Trainer, record: TrainingRecord) -> Iterator[State]:
    """Trains, and yields the state after each step, once it is judged and counted."""
    state: State = plan.begun()
    step = trainer.start(plan.rule, {name: letters["w"] for name, letters in state.items()})
    for k, columns in plan.batches():
        problem = plan.at(state, k, columns)
        trace, breaches = observe(adapter.trace or adapter.gradient, problem)
        if not isinstance(trace, Trace):
            record.add(k, Verdict(problem, adapter.name, precision(problem.dtype), (), breaches or ("returned no trace",)))
            record.stopped = f"step {k} has no gradient to step along"
            return
        verdict = judge_trace(problem, trace, adapter)
        after = step(trace.slopes)
        moves = judge_step(plan.rule, k, problem, trace, state, after, adapter)
        promoted = tuple(_promoted(after, problem))
        record.add(k, replace(verdict, comparisons=(*verdict.comparisons, *moves), breaches=(*breaches, *promoted)))
        if promoted or not all(np.isfinite(letters["w"]).all() for letters in after.values()):
            record.stopped = f"step {k} left {problem.dtype}" if promoted else f"step {k} left the finite numbers"
            return
        state = after
        yield state


def _promoted(after: State, problem: Problem) -> Iterator[str]:
    for name, letters in after.items():
        for letter, array in letters.items():
            if array.dtype != problem.dtype:
                yield f"stepped to {array.dtype} in {letter} of {in_brackets(name)} for a problem in {problem.dtype}"


def judge_step(
    rule: Rule, k: int, problem: Problem, gradient: Gradient, before: State, after: State, adapter: Adapter
) -> tuple[Comparison, ...]:
    """Step k of an optimizer: each equation of its rule alone, and w end to end.

    Alone, an equation reads the framework's own numbers as exact: what it kept, its ∇b and ∇w, and what it has just updated.
    End to end, ∇C is the ball of the whole backpropagation at the framework's own weights, in which nothing of the framework's
    own computation enters: the next w must lie in the ball of w − η∇C(w).
    """
    xp = adapter.balls(problem.dtype)
    with xp.working():
        nabla, truth = gradient.slopes, backprop(problem, arithmetic=xp, kinks=adapter.kinks).slopes
        return tuple(
            comparison
            for name in before
            for comparison in (
                *_alone(rule, k, name, {**before[name], "nabla": nabla[name]}, after[name], xp),
                _end_to_end(rule, k, name, {**before[name], "nabla": truth[name]}, after[name], xp),
            )
        )


def _alone(rule: Rule, k: int, name: Name, before: Letters, after: Letters, xp: Balls) -> Iterator[Comparison]:
    place, l = _placed(name)
    letters = {letter: xp.lift(array) for letter, array in before.items()}
    for letter, formula in rule.equations.items():
        ball: Ball = formula(letters, k, xp)
        shown = place if letter == "w" else f"{letter} of {place}"
        yield Comparison(f"{rule.name} {letter}", l, shown, after[letter], ball, ball.size)
        letters[letter] = xp.lift(after[letter])


def _end_to_end(rule: Rule, k: int, name: Name, before: Letters, after: Letters, xp: Balls) -> Comparison:
    place, l = _placed(name)
    ball: Ball = rule.step({letter: xp.lift(array) for letter, array in before.items()}, k, xp)["w"]
    yardstick = np.maximum(abs(ball.mid), 2 * xp.floor)
    return Comparison(f"{rule.name} end to end", l, place, after["w"], ball, yardstick)


def _placed(name: Name) -> tuple[str, int]:
    """A parameter as verdicts write it, w^2 for w2, and its layer."""
    letter, l = letter_and_layer(name)
    return f"{letter}^{l}", l
