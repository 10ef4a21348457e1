"""The forward pass that single examples show: ∇w^{l+1} = δ^{l+1} (a^l)ᵀ over ∇b^{l+1} = δ^{l+1} is a^l as it was computed.

So (23) is judged at each hidden layer with the activations that somebody has, like any other equation, and named by itself.
What is there beyond a doubt: ∇w of two neurons or more has rank one with ∇b, in another a^l than the book's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from nablacheck.oracle.explaining.another_forward import another_forward, likeliest, starts
from nablacheck.oracle.explaining.claimed import Claimed, fits, predicts
from nablacheck.oracle.explaining.diagnosis import Diagnosis
from nablacheck.oracle.explaining.explanation import Explanation, explained
from nablacheck.oracle.explaining.factors import ratio
from nablacheck.oracle.explaining.forward_passes import EQUATION, Forward, Otherwise
from nablacheck.oracle.explaining.forward_steps import RIGHT, Step
from nablacheck.oracle.explaining.solved_steps import solved_steps
from nablacheck.oracle.explaining.walk import Through
from nablacheck.oracle.explaining.walked import Walked
from nablacheck.oracle.explaining.wrong_steps import steps
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import Pass, forward, output_error

OUTPUT = "nothing that has a name; declare gives='output nabla_b nabla_w' and return a^L, to tell (23) from BP1"


@dataclass(frozen=True, eq=False)
class Seen:
    """The steps of the forward pass that are wrong, and the comparison of the first, which is on the network of `claimed`.

    `ways` are the forward passes that they may belong to, the likeliest first: at the output nothing but δ^L shows a^L. `sure`
    says that what follows was computed from the wrong activations: from what is seen at one layer the next follows. At the
    layers `nameless` no step gives what is seen.
    """

    ways: Sequence[Forward]
    comparison: Comparison
    claimed: Claimed
    sure: bool
    nameless: tuple[int, ...] = ()

    def explanation(self, walked: Callable[[Through], Sequence[Walked]]) -> Explanation:
        """What explains everything: the steps, and what is broken beside them in walks that go through them."""
        if self.nameless:
            return self.in_parts(self.ways[-1])
        found = None
        for made in self.ways:
            found = self._beside(made, walked(made.through))
            if found.diagnoses:
                break
        assert found is not None
        return found

    def _beside(self, made: Forward, walks: Sequence[Walked]) -> Explanation:
        rest = explained(walks)
        beside = rest.comparisons if rest.problem is self.claimed.problem else ()
        shown = (self.comparison, *beside), self.claimed.problem
        if made.steps and (rest.diagnoses or not any(walked.broken for walked in walks)):
            mistakes = [made for diagnosis in rest.diagnoses for made in diagnosis.mistakes]
            scale = next((diagnosis.scale for diagnosis in rest.diagnoses), None)
            whole = Diagnosis((*made.mistakes, *mistakes), scale)
            return Explanation(*shown, (whole,), (f"{whole} (predicts every number)",))
        return self.in_parts(made, rest.lines, rest.nameless)

    def in_parts(
        self, made: Forward, rest: Sequence[str] = (), nameless: frozenset[tuple[str, int]] = frozenset()
    ) -> Explanation:
        """What is said where not everything has a name; `nameless` are the equations beside the steps that have no reason."""
        named = (f"{Diagnosis(made.mistakes)} (predicts what it names)",) if made.steps else ()
        unknown = (f"no mistake of the catalogue predicts a^{l} ({EQUATION}, layer {l})" for l in self.nameless)
        lines = (OUTPUT, *named, *unknown, *rest)
        nameless |= {("(23)", l) for l in self.nameless}
        return Explanation((self.comparison,), self.claimed.problem, (), lines, named, nameless=nameless)


def through_another(claims: Sequence[Claimed], walked: Callable[[Through], Sequence[Walked]]) -> Explanation | None:
    """What explains claims by another forward pass, where it is certain that there is one."""
    if whole := another_forward(claims):
        return whole
    seen = seen_forward(claims)
    return seen.explanation(walked) if seen and seen.sure else None


def seen_forward(claims: Sequence[Claimed]) -> Seen | None:
    """What single examples show of a forward pass that is another one; None where it is the book's, or is not seen."""
    examples = [_Example(claimed) for claimed in claims if claimed.single]
    if not examples or any(one.a is None or one.follows_the_book for one in examples):
        return None
    L = examples[0].t.L
    broken = [l for l in range(2, L) if any(not one.predicted(l, RIGHT) for one in examples)]
    if not broken or any(all(one.stretched(l) for one in examples) for l in broken):
        return None
    first = next(one for one in examples if not one.predicted(broken[0], RIGHT))
    named = {l: found for l in broken if (found := _step(examples, l))}
    readings = _readings(named, broken, L)
    reached = next(filter(None, (_to_the_output(claims, one) for one in readings if len(named) == len(broken))), None)
    ways = [reached] if reached else [way for one in readings for way in _likely(first.t, one, broken)]
    follows = any(l + 1 < L and (l + 1 in named or l + 1 not in broken) for l in broken)
    likely = [likeliest(first.claimed, made) for made in ways]
    nameless = tuple(l for l in broken if l not in named)
    return Seen(likely, first.comparison(broken[0]), first.claimed, reached is not None or follows, nameless)


def _readings(named: dict[int, Step], broken: Sequence[int], L: int) -> list[dict[int, Step]]:
    """The steps that were made in hidden layers, by layer: where they are seen, in all of them, and with σ′ along with them.

    A step may change nothing in a layer of some widths, as one that divides by a number of neurons.
    """
    readings = [named]
    if len(set(named.values())) == 1 and len(named) == len(broken) < L - 2:
        readings.append(dict.fromkeys(range(2, L), named[broken[0]]))
    along = [{l: step.throughout for l, step in one.items() if step.throughout} for one in readings]
    return [*readings, *(one for one in along if one)]


def _likely(t: Pass, named: dict[int, Step], broken: Sequence[int]) -> list[Forward]:
    """What was typed in every hidden layer was typed in the last one too, or was not."""
    one = (
        named[broken[0]]
        if len(broken) == t.L - 2 and len(set(named.values())) == 1 == len(set(map(named.get, broken)))
        else None
    )
    ways = [Forward({**named, t.L: one})] if one and one.applies(t, t.L) else []
    return [*ways, Forward(named)]


def left_open(explanation: Explanation, L: int) -> Explanation:
    """An explanation that leaves something at the output without a reason, which another forward pass may be.

    Where that is δ^L, BP1 is broken or (23) before it, and without a^L nobody can tell.
    """
    broken = {c.equation for c in explanation.comparisons if c.broken and c.layer == L}
    if "BP1" not in broken and not broken >= {"BP3", "BP4"}:  # one of ∇b and ∇w shows that δ^L is the book's
        return explanation
    lines = (OUTPUT, *explanation.lines)
    if ("BP1", L) not in explanation.nameless:
        return replace(explanation, lines=lines)
    compared = tuple(
        replace(c, equation="BP1 or (23)") if (c.equation, c.layer) == ("BP1", L) else c for c in explanation.comparisons
    )
    primes = tuple(prime for prime in explanation.primes if prime.layer < L)
    return replace(explanation, comparisons=compared, primes=primes, lines=lines)


def _step(examples: Sequence[_Example], l: int) -> Step | None:
    """The first step that gives a^l on every example, from a^{l-1} as it is seen."""
    applicable = (step for step in steps(examples[0].claimed.problem) if all(step.applies(one.t, l) for one in examples))
    solved = solved_steps([one.come_to(l) for one in examples], l)
    return next((step for step in chain(applicable, solved) if all(one.predicted(l, step) for one in examples)), None)


def _to_the_output(claims: Sequence[Claimed], named: dict[int, Step]) -> Forward | None:
    """The steps with one for the output, which δ^L shows; None where it shows none."""
    first = min(claims, key=lambda claimed: claimed.problem.batch)
    t = Pass(first.problem)
    L = t.L
    for step in (None, *dict.fromkeys((*named.values(), *steps(first.problem)))):
        if step and not step.applies(t, L):
            continue
        for cancels in (True, False) if t.cancelled else (False,):
            made = Forward({**named, **({L: step} if step else {})}, cancels=cancels)
            if all(starts(claimed, made) for claimed in claims):
                return made
    return None


class _Example:
    """A single example, whose ∇b is δ, with the activations that ∇w shows."""

    def __init__(self, claimed: Claimed) -> None:
        self.claimed = claimed
        self.t = forward(Pass(claimed.problem, claimed.xp))
        self.a = self._shown()

    @property
    def follows_the_book(self) -> bool:
        """Whether δ^L is what the book says, as ∇b or ∇w shows it: then nothing came from another forward pass."""
        L = self.t.L
        with self.t.xp.working():
            delta = output_error(self.t)
            outer = delta @ self.t.a[L - 1].mT
            return fits(delta, self.claimed.target("∇b", L)) or fits(outer, self.claimed.target("∇w", L))

    def _shown(self) -> dict[int, Ball] | None:
        """a^l of every hidden layer, by the neuron of layer l+1 with the largest δ; None where ∇w is not δ aᵀ."""
        found = {}
        with self.t.xp.working(), np.errstate(all="ignore"):
            for l in range(2, self.t.L):
                b, w = self.claimed.target("∇b", l + 1), self.claimed.target("∇w", l + 1)
                i = int(np.argmax(abs(b.mid)))
                delta, row = self.claimed.xp.unrounded(b), self.claimed.xp.unrounded(w)[i : i + 1]
                a = (row / delta[i : i + 1]).mT
                if len(b.mid) < 2 or not np.isfinite(a.rad).all() or not predicts(delta @ a.mT, w):
                    return None
                found[l] = a
        return found

    def _pass(self, l: int, step: Step) -> Pass:
        """A pass that comes to layer l from the activations that are seen."""
        assert self.a is not None
        t = Otherwise(self.claimed.problem, self.claimed.xp, Forward({l: step}))
        t.a |= self.a
        t.z[l] = step.z(t, l)
        return t

    def come_to(self, l: int) -> tuple[Pass, Ball]:
        """A pass that has z^l by the book from the activations that are seen, and a^l as it is seen."""
        assert self.a is not None
        with self.t.xp.working():
            return self._pass(l, RIGHT), self.a[l]

    def stretched(self, l: int) -> bool:
        """Whether a^l as it is seen is a multiple of what it should be: then ∇w or ∇b has a factor, and a^l may be right."""
        assert self.a is not None
        with self.t.xp.working():
            return bool(ratio(self.a[l], self._pass(l, RIGHT).sigma(l)))

    def predicted(self, l: int, step: Step) -> bool:
        """Whether a step gives a^l as it is seen, from a^{l-1} as it is seen."""
        assert self.a is not None
        with self.t.xp.working():
            return predicts(self._pass(l, step).sigma(l), self.a[l])

    def comparison(self, l: int) -> Comparison:
        """(23) at a layer, as it is shown."""
        assert self.a is not None
        with self.t.xp.working():
            ball = self._pass(l, RIGHT).sigma(l)
        wide = Ball(ball.mid, ball.rad + self.a[l].rad, ball.size, ball.model)
        return Comparison("(23)", l, f"a^{l}", self.a[l].mid, wide, abs(ball.mid), seen=f"∇w^{l + 1} over ∇b^{l + 1} gives")
