"""A pass that came forward otherwise: some of its steps are others, and σ′ goes on from there.

Who returns gradients alone shows neither z nor a. What was typed in equation (23) or for σ is seen in what follows: the whole
gradient is that of the book with these steps replaced.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nablacheck.oracle.explaining.evaluated import own_prime
from nablacheck.oracle.explaining.forward_steps import RIGHT, Step
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.explaining.written_in_a import has_form, of_two
from nablacheck.reference.arithmetic import Arithmetic
from nablacheck.reference.backprop import BOOK, Pass, VectorJacobian, derivative, forward
from nablacheck.reference.problem import Problem

Array = Any
EQUATION = "equation (23)"


def at_z(step: Step, t: Pass, l: int) -> Array:
    """σ′(z^l) of the layer's own σ, at z^l as it was computed."""
    return own_prime(t, l, t.z[l])


def of_a(step: Step, t: Pass, l: int) -> Array:
    """σ′ of the layer in the form that is written with a^l, with a^l as it was computed."""
    entry = t.problem.network.activations[l]
    if has_form(t, l):
        return of_two(t, l, t.sigma(l), t.sigma(l))
    if entry.prime:
        return t.xp.like(entry.prime(t.z[l], t.sigma(l), t.xp), t.z[l])
    return derivative(entry, t.z[l], t.sigma(l), t.xp, t.kinks)


def its_own(step: Step, t: Pass, l: int) -> Array:
    """σ′ of the step itself, if it has one."""
    return step.own(t, l) if step.own else at_z(step, t, l)


Prime = Callable[[Step, Pass, int], Array]
PRIMES: tuple[Prime, ...] = (at_z, of_a, its_own)


@dataclass(frozen=True, eq=False)
class Forward:
    """The steps that were made by layer, the σ′ that goes with them, and whether δ^L is what is left where σ′ cancels."""

    steps: Mapping[int, Step]
    prime: Prime = at_z
    cancels: bool = False

    def through(self, problem: Problem, arithmetic: Arithmetic) -> Otherwise:
        """The pass through a problem, come forward."""
        equations = replace(BOOK, z=lambda t, l: self.steps.get(l, RIGHT).z(t, l))
        t = Otherwise(problem, arithmetic, self)
        forward(t, equations)
        return t

    def primes(self) -> Iterator[Forward]:
        """It with every σ′ that may go with it."""
        own = any(step.own for step in self.steps.values())
        for prime in PRIMES if own else PRIMES[:2]:
            yield replace(self, prime=prime)

    @property
    def across(self) -> bool:
        """Whether it leaves an example by itself as it is."""
        return all(step.across for step in self.steps.values())

    def rivals(self, other: Forward, L: int) -> bool:
        """Whether both have another step of the output layer alone, and not the same one."""
        return self.steps.keys() == other.steps.keys() == {L} and self.steps[L] is not other.steps[L]

    @property
    def mistakes(self) -> tuple[tuple[Mistake, frozenset[int]], ...]:
        """Each step that was made, with its layers."""
        layers: dict[Step, set[int]] = {}
        for l in sorted(self.steps):
            layers.setdefault(self.steps[l], set()).add(l)
        return tuple((Mistake(step.name, EQUATION, step.says, BOOK.z), frozenset(at)) for step, at in layers.items())


class Otherwise(Pass):
    """A pass in which a step is another one at some layers."""

    def __init__(self, problem: Problem, arithmetic: Arithmetic, made: Forward) -> None:
        super().__init__(problem, arithmetic, literally=True)
        self.made = made

    def going_back(self, made: Forward) -> Otherwise:
        """The same forward pass, with the σ′ of another that has its steps."""
        other = copy.copy(self)
        other.made, other.delta, other._prime = made, {}, {}
        return other

    def sigma(self, l: int) -> Array:
        """σ(z^l), or what was computed in its place."""
        step = self.made.steps.get(l, RIGHT)
        if l not in self._sigma and step.a:
            self._sigma[l] = self._masked(l, step.a(self, l))
        return super().sigma(l)

    def prime(self, l: int) -> Array:
        """σ′(z^l) as it goes on from there; where it cancels at the output, 1."""
        if l == self.L and self.made.cancels and self.cancelled:
            return self.xp.like(1, self.z[l])
        if l not in self._prime and l in self.made.steps:
            prime = self.made.prime(self.made.steps[l], self, l)
            mixes = isinstance(prime, VectorJacobian)  # whose cotangent is masked, not itself
            whole = VectorJacobian(lambda g: self._chained(l, self._masked(l, g) * prime))
            self._prime[l] = whole if mixes else self._chained(l, self._masked(l, prime))
        return super().prime(l)

    def _chained(self, l: int, slope: Array) -> Array:
        """σ′, or what is left of it, times the inner derivative beside it."""
        inner = self.made.steps.get(l, RIGHT).inner
        return slope if inner == 1 else slope * inner

    @property
    def nabla_a(self) -> Array:
        """∇_a C; where σ′ cancels at the output, what is left of the product of both."""
        cancelled = self.cancelled
        if cancelled and self.made.cancels:
            left = self.per_example(cancelled.delta(self.a[self.L], self.y, self.xp))
            return self._chained(self.L, left)
        return super().nabla_a
