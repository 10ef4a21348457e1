"""Feedforward and backpropagation: the equations of the book, written once, run in any arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import FLOAT, Arithmetic, Array
from nablacheck.reference.costs.cost import MIDDLE, Cancelled, PulledBack
from nablacheck.reference.errors import check_handed_in
from nablacheck.reference.gradient import Trace
from nablacheck.reference.problem import Problem

Kinks = Mapping[str, Any]
"""By family, what a derivative is taken to be at a kink; elsewhere it is unique.

Of an activation σ′ by point, {0: 0}, or a function from its parameters to that; of a cost how far the derivative is from the
left to the right one, a number from 0 to 1.
"""


def feed(w: Array, a_prev: Array, b: Array, xp: Arithmetic = FLOAT) -> Array:
    """z^l = w^l a^{l-1} + b^l, the weighted input of (25)"""
    return xp.biased(w @ a_prev, b, w.shape[-1])


def bp1(nabla_a: Array, prime: Array) -> Array:
    """δ^L = ∇_a C ⊙ σ′(z^L), BP1, with the Hadamard product (28)"""
    return nabla_a * prime


def bp2(w_next: Array, delta_next: Array, prime: Array) -> Array:
    """δ^l = ((w^{l+1})ᵀ δ^{l+1}) ⊙ σ′(z^l), BP2"""
    return (w_next.mT @ delta_next) * prime


def bp3(delta: Array) -> Array:
    """∂C/∂b^l = Σ_x δ^{x,l}, BP3, for a single example (31)"""
    return delta.sum(axis=-1, keepdims=True)


def bp4(a_prev: Array, delta: Array) -> Array:
    """∂C/∂w^l = Σ_x δ^{x,l} (a^{x,l-1})ᵀ, BP4, for a single example (32)"""
    return delta @ a_prev.mT


class VectorJacobian:
    """σ′(z) of an activation that mixes neurons: what ⊙ does with it is the product of a cotangent with the Jacobian."""

    __array_ufunc__ = None  # NumPy leaves `array * jacobian` to the Jacobian

    def __init__(self, vjp: Callable[[Array], Array]) -> None:
        self._vjp = vjp

    def __rmul__(self, cotangent: Array) -> Array:
        return self._vjp(cotangent)


def derivative(entry: Activation, z: Array, a: Array, xp: Arithmetic, kinks: Kinks) -> Array:
    """σ′(z) for a = σ(z), with what `kinks` says at its kinks, or the vector-Jacobian product that takes its place."""
    if entry.prime is None:
        return VectorJacobian(lambda cotangent: entry.vjp(z, a, cotangent, xp))  # type: ignore[misc]
    prime = xp.like(entry.prime(z, a, xp), z)
    at_kinks = kinks.get(entry.family, {}) if entry.kinks else {}
    for kink, value in (at_kinks(**entry.parameters) if callable(at_kinks) else at_kinks).items():
        prime = xp.like(xp.where(z == kink, value, prime), z)
    return prime


class Pass:
    """A pass through the network, as far as it has come: the letters that the equations read, in one arithmetic.

    `w`, `b`, `a`, `z`, `delta` are keyed by the layer. What the pass derives from them itself is σ(z^l), σ′(z^l) and ∇_a C.
    C is the mean over `batch` examples, all of them unless it is said. `literally` takes the output error as it is written
    also where an enclosure of its two factors knows nothing, because the one divides by what the other multiplies with.
    """

    of: ClassVar[type] = Problem

    def __init__(
        self,
        problem: Problem,
        arithmetic: Arithmetic = FLOAT,
        kinks: Kinks | None = None,
        batch: int | None = None,
        literally: bool = False,
    ) -> None:
        check_handed_in(problem=(problem, self.of))
        self.problem, self.xp, self.kinks, self.literally = problem, arithmetic, kinks or {}, literally
        self.L, self.m = problem.network.L, batch or problem.batch
        self.w = {l: arithmetic.lift(w) for l, w in problem.network.w.items()}
        self.b = {l: arithmetic.lift(b) for l, b in problem.network.b.items()}
        self.y = arithmetic.lift(problem.y)
        self.a: dict[int, Array] = {1: arithmetic.lift(problem.x)}
        self.z: dict[int, Array] = {}
        self.delta: dict[int, Array] = {}
        self._sigma: dict[int, Array] = {}
        self._prime: dict[int, Array] = {}

    def sigma(self, l: int) -> Array:
        """σ(z^l), with the mask of the layer where there is one, computed once."""
        if l not in self._sigma:
            self._sigma[l] = self._masked(l, self._value(l, self.z[l]))
        return self._sigma[l]

    def prime(self, l: int) -> Array:
        """σ′(z^l), or the vector-Jacobian product that takes its place, computed once."""
        if l not in self._prime:
            self._prime[l] = self.prime_at(l, self.z[l])
        return self._prime[l]

    def prime_at(self, l: int, z: Array) -> Array:
        """σ′ of layer l at a point, z^l or another."""
        a = self.sigma(l) if z is self.z.get(l) and l not in self.problem.masks else self._value(l, z)
        prime = derivative(self._activation(l), z, a, self.xp, self.kinks)
        if isinstance(prime, VectorJacobian) and l in self.problem.masks:
            return VectorJacobian(lambda cotangent: self._masked(l, cotangent) * prime)
        return self._masked(l, prime)

    def _value(self, l: int, z: Array) -> Array:
        return self.xp.like(self._activation(l).value(z, self.xp), z)

    def _masked(self, l: int, array: Array) -> Array:
        """With the mask of layer l, which is in the dtype of the problem."""
        mask = self.problem.masks.get(l)
        return array if mask is None else array * self.xp.lift(mask.astype(self.problem.dtype))

    def _of_examples(self, array: Array) -> Array:
        """With the weight of each example; C is scale · (1/m) Σ_x s_x C_x."""
        weights = self.problem.weights_of_examples
        return array if weights is None else array * self.xp.lift(weights.astype(self.problem.dtype))

    @property
    def cancelled(self) -> Cancelled | None:
        """What is left of δ^L where σ′(z^L) cancels a division of ∇_a C, if the output layer has the activation that does."""
        cost = self.problem.network.cost
        found = cost.cancelled if cost.family else None  # of a formula that nobody registered, nobody knows what cancels
        return found if found and found.activation is self._activation(self.L) else None

    def _activation(self, l: int) -> Activation:
        return self.problem.network.activations[l]

    @property
    def cost(self) -> Array:
        """C = scale · (1/m) Σ_x C_x, as in (26): the cost is the mean over the examples (assumption 1)."""
        terms = self._of_examples(self.problem.network.cost.value(self.a[self.L], self.y, self.xp))
        return terms.sum(axis=(-2, -1)) / self.m * self.problem.scale

    @property
    def nabla_a(self) -> Array:
        """∇_a C = scale · (1/m) ∇_a C_x, the gradient of that mean."""
        cost = self.problem.network.cost
        if isinstance(cost.nabla_a, PulledBack):
            return cost.nabla_a.by(self.a[self.L], self.y, self.per_example, self.xp)
        nabla_a = cost.gradient(self.a[self.L], self.y, self.xp, self.kinks.get(cost.family, MIDDLE))
        return self.per_example(nabla_a)

    def per_example(self, array: Array) -> Array:
        """What belongs to C_x, (…, n, m), in units of C: each column with its share in the mean."""
        return self._of_examples(array) / self.m * self.problem.scale


Equation = Callable[[Pass, int], Array]
"""What an equation says at layer l, from the letters of the pass."""


@dataclass(frozen=True)
class Equations:
    """Where each equation finds its letters at layer l. A mistake is a table with one of them replaced."""

    z: Equation = lambda t, l: feed(t.w[l], t.a[l - 1], t.b[l], t.xp)
    a: Equation = lambda t, l: t.sigma(l)
    bp1: Equation = lambda t, l: bp1(t.nabla_a, t.prime(l))
    bp2: Equation = lambda t, l: bp2(t.w[l + 1], t.delta[l + 1], t.prime(l))
    bp3: Equation = lambda t, l: bp3(t.delta[l])
    bp4: Equation = lambda t, l: bp4(t.a[l - 1], t.delta[l])


BOOK = Equations()


def feedforward(problem: Problem, equations: Equations = BOOK, arithmetic: Arithmetic = FLOAT) -> Pass:
    """Step 2 of the algorithm: z^l and a^l for l = 2, …, L, (23) and (25)."""
    return forward(Pass(problem, arithmetic), equations)


def backprop(
    problem: Problem,
    equations: Equations = BOOK,
    arithmetic: Arithmetic = FLOAT,
    kinks: Kinks | None = None,
) -> Trace:
    """Steps 2 to 5 of the algorithm: the trace of a problem in the given arithmetic.

    `kinks` says what σ′ is at its kinks, where the one-sided derivatives differ; without it, what the formula gives.
    """
    return backward(forward(Pass(problem, arithmetic, kinks), equations), equations)


def forward(t: Pass, equations: Equations = BOOK) -> Pass:
    """Fills in z and a of a pass, whose w and b may be the caller's: boxes around the weights, say."""
    with t.xp.working():
        for l in range(2, t.L + 1):
            t.z[l] = equations.z(t, l)
            t.a[l] = equations.a(t, l)
    return t


def output_error(t: Pass, equations: Equations = BOOK) -> Array:
    """δ^L; in place of an enclosure that knows nothing, because a division is cancelled, what is left after cancelling.

    The y that ∇_a C divides by a^L is left, times a^L over a^L, which where it is subnormal may be two numbers.
    """
    delta, cancelled = equations.bp1(t, t.L), t.cancelled
    if t.literally or cancelled is None or equations.bp1 is not BOOK.bp1:
        return delta

    def left() -> Array:
        y = t.y * t.xp.apart(cancelled.activation.value, t.z[t.L])
        return t.per_example(cancelled.delta(t.a[t.L], y, t.xp))

    return t.xp.known(delta, left)


def send_back(t: Pass, equations: Equations = BOOK) -> Pass:
    """Steps 3 and 4 for a pass that has come forward: fills in δ^L, and δ^l from layer to layer back."""
    with t.xp.working():
        t.delta[t.L] = output_error(t, equations)
        for l in reversed(range(2, t.L)):
            t.delta[l] = equations.bp2(t, l)
    return t


def backward(t: Pass, equations: Equations = BOOK) -> Trace:
    """Steps 3 to 5 for a pass that has come forward: δ^l = ∂C/∂z^l (29) and what follows from it."""
    with send_back(t, equations).xp.working():
        nabla_b = {l: equations.bp3(t, l) for l in t.delta}
        nabla_w = {l: equations.bp4(t, l) for l in t.delta}
        return Trace(nabla_b, nabla_w, t.cost, z=t.z, a=t.a, delta=t.delta)
