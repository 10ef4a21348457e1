"""How C changes along a direction: the chain rule from the input on, which is called forward mode, in any arithmetic.

    ż^l = ẇ^l a^{l-1} + w^l ȧ^{l-1} + ḃ^l,   ȧ^l = σ′(z^l) ⊙ ż^l,   v·∇C = ∇_a C · ȧ^L

Backpropagation gives all partial derivatives at once; this gives one number, v·∇C, for the price of a second forward pass
(Griewank and Walther 2008, *Evaluating Derivatives*, section 3.1).
"""

from __future__ import annotations

from typing import Any

from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Arithmetic, Array
from nablacheck.reference.backprop import Pass
from nablacheck.reference.parameters import Layers
from nablacheck.reference.pullbacks import SMOOTH, Pullbacks
from nablacheck.reference.reverse import Tape, differentiated


def along(t: Pass, w_dot: Layers, b_dot: Layers, pullbacks: Pullbacks = SMOOTH) -> Array:
    """v·∇C for a pass that has come forward, and the direction v in parts (…, n_l, n_{l-1}) and (…, n_l, 1)."""
    xp = t.xp
    with xp.working():
        a_dot: Array | None = None
        for l in t.z:
            moved = xp.lift(w_dot[l]) @ t.a[l - 1]
            z_dot = (moved if a_dot is None else moved + t.w[l] @ a_dot) + xp.lift(b_dot[l])
            a_dot = pushed(t.problem.network.activations[l], t.z[l], t.a[l], t.prime(l), z_dot, xp, pullbacks)
        return (t.nabla_a * a_dot).sum(axis=(-2, -1))


def pushed(
    entry: Activation, z: Array, a: Array, prime: Any, z_dot: Array, xp: Arithmetic, pullbacks: Pullbacks = SMOOTH
) -> Array:
    """ȧ = σ′(z) ⊙ ż; where σ mixes neurons, its Jacobian times ż: what pulls ∇_a C back is linear, and transposed."""
    if entry.prime is not None:
        return prime * z_dot
    vjp, z, a = entry.vjp, xp.like(z, z_dot), xp.like(a, z_dot)
    assert vjp is not None
    return differentiated(lambda g, xp: vjp(z, a, g, xp), z_dot, Tape(xp, pullbacks), z_dot)[1]
