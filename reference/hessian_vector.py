"""How the gradient changes along a direction: the Hessian of C times a vector v, without the Hessian (Pearlmutter 1994).

The weights and biases move along v, ẇ and ḃ. The equations of the book, differentiated along it, are

    ż^l = ẇ^l a^{l-1} + w^l ȧ^{l-1} + ḃ^l                                       (23)
    ȧ^l = σ′(z^l) ⊙ ż^l                                                        (25)
    δ̇^L = (∇_a C)˙ ⊙ σ′(z^L) + ∇_a C ⊙ σ″(z^L) ⊙ ż^L                             BP1
    δ̇^l = ((ẇ^{l+1})ᵀ δ^{l+1} + (w^{l+1})ᵀ δ̇^{l+1}) ⊙ σ′(z^l)
              + ((w^{l+1})ᵀ δ^{l+1}) ⊙ σ″(z^l) ⊙ ż^l                            BP2
    (∂C/∂b^l)˙ = Σ_x δ̇^l                                                        BP3
    (∂C/∂w^l)˙ = Σ_x (δ̇^l (a^{l-1})ᵀ + δ^l (ȧ^{l-1})ᵀ)                          BP4

They are written nowhere but here: the book's own text, run on numbers that move, is them. The product σ″ ⊙ ż is the rate of
the book's σ′, as a function of z and of a. At a kink there is none, and nothing is known of what follows from it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import FLOAT, Arithmetic, Array
from nablacheck.reference.backprop import BOOK, Equations, Kinks, Pass, derivative, forward, send_back
from nablacheck.reference.costs import Cost
from nablacheck.reference.duals import Dual, Duals
from nablacheck.reference.errors import check_handed_in
from nablacheck.reference.forward_mode import pushed
from nablacheck.reference.gradient import Gradient
from nablacheck.reference.parameters import layered
from nablacheck.reference.problem import Problem
from nablacheck.reference.pullbacks import SMOOTH, Pullbacks


def hessian_vector(
    problem: Problem,
    direction: Array,
    arithmetic: Arithmetic = FLOAT,
    kinks: Kinks | None = None,
    ahead: Kinks | None = None,
    pullbacks: Pullbacks = SMOOTH,
    equations: Equations = BOOK,
) -> Gradient:
    """H v in the shapes of ∇b and ∇w, for a direction v (…, P), which is ordered like `Network.vector`.

    `kinks` says what σ′ is at its kinks, and `ahead` what it is there in ȧ, if that is something else; what σ″ would be nobody
    knows, and enclosures are infinite. InputError for a direction of another length.
    """
    t = moving(problem, direction, arithmetic, kinks, ahead, pullbacks)
    return rates(send_back(forward(t, equations), equations), equations)


def moving(
    problem: Problem,
    direction: Array,
    base: Arithmetic,
    kinks: Kinks | None = None,
    ahead: Kinks | None = None,
    pullbacks: Pullbacks = SMOOTH,
) -> Pass:
    """A pass that has not come forward yet, with weights and biases that move."""
    check_handed_in(problem=(problem, Problem))
    xp, kinks, network = Duals(base, pullbacks), kinks or {}, problem.network
    entries = {l: _moving_activation(entry, xp, kinks, ahead or kinks) for l, entry in network.activations.items()}
    theirs = replace(problem, network=network.with_entries(entries, _moving_cost(network.cost, xp)))
    # the text as it stands: what is left of a division after cancelling has other roundings than the rates of its factors
    t = Pass(theirs, xp, kinks, literally=True)
    with xp.working():
        t.w, t.b = (
            {l: xp.moving(parts[l], dots[l]) for l in parts}
            for parts, dots in zip((network.w, network.b), layered(network.split(direction)), strict=True)
        )
    return t


def rates(t: Pass, equations: Equations = BOOK) -> Gradient:
    """(∂C/∂b^l)˙ and (∂C/∂w^l)˙ of a pass that has come back."""
    with t.xp.working():
        return Gradient(*({l: _rate(of(t, l)) for l in sorted(t.delta)} for of in (equations.bp3, equations.bp4)))


def _rate(x: Dual) -> Array:
    """How a number changes; of one that does not, zeros in its shape."""
    return x.xp.base.like(0, x.value) if x.dot is None else x.dot


def _moving_activation(entry: Activation, xp: Duals, kinks: Kinks, ahead: Kinks) -> Activation:
    """The activation on numbers that move: ȧ = σ′ ⊙ ż with the σ′ of the book, and the rate of σ′ by its own formula."""
    base = xp.base

    def value(z: Dual, _: Any) -> Dual:
        a = base.like(entry.value(z.value, base), z.value)
        if z.dot is None:
            return Dual(a, None, xp)
        at_rest = derivative(entry, z.value, a, base, ahead)
        return Dual(a, pushed(entry, z.value, a, at_rest, z.dot, base, xp.pullbacks), xp)

    def prime(z: Dual, a: Dual, _: Any) -> Dual:
        at_rest = derivative(entry, z.value, a.value, base, kinks)
        return Dual(at_rest, xp.like(entry.prime(z, a, xp), z).dot, xp)  # type: ignore[misc]

    def vjp(z: Dual, a: Dual, above: Dual, _: Any) -> Dual:
        pulled = entry.vjp
        assert pulled is not None
        at_rest = base.like(pulled(z.value, a.value, above.value, base), z.value)
        return Dual(at_rest, xp.like(pulled(z, a, above, xp), z).dot, xp)

    return entry.variant(value=value, prime=prime if entry.prime else None, vjp=vjp if entry.vjp else None, kinks={})


def _moving_cost(entry: Cost, xp: Duals) -> Cost:
    """The cost on numbers that move: ∇_a C as it is at rest, and its rate by its own formula."""

    def nabla_a(a: Dual, y: Dual, _: Any, *at_kink: float) -> Dual:
        at_rest = entry.gradient(a.value, y.value, xp.base, *at_kink)
        return Dual(at_rest, entry.gradient(a, y, xp, *at_kink).dot, xp)

    return entry.variant(nabla_a=nabla_a)
