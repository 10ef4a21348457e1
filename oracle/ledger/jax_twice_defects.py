"""Known defects of second derivatives in JAX, which differentiates its own rules: what they keep, their derivative may lose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nablacheck.oracle.ledger.defect import LINE, Defect, Shown
from nablacheck.reference.activations import Activation

LIBRARY = "jax-twice"


def _by_factors(entry: Activation) -> Activation:
    """(1 + a)(1 − a), whose derivative is (1 − a) − (1 + a)"""

    def prime(z: Any, a: Any, xp: Any) -> Any:
        return (1 + a) * (1 - a)

    return replace(entry, prime=prime)


JAX_TWICE: tuple[Defect, ...] = (
    Defect(
        "tanh",
        derivative=True,
        library=LIBRARY,
        dtypes=("float32", "float64"),
        span=LINE,
        cause="twice: tanh′ is (1 + tanh)(1 − tanh), whose derivative (1 − tanh) − (1 + tanh) cancels near 0",
        shown=Shown(
            """\
import jax
from jax import numpy as jnp
print(float(jax.grad(jax.grad(jnp.tanh))(jnp.float32(1e-9))))""",
            "0.0",
            "-2e-09",
        ),
        uses=_by_factors,
        package="jax",
    ),
)
