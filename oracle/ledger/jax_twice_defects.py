"""Known defects of second derivatives in JAX, which differentiates its own rules: what they keep, their derivative may lose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nablacheck.oracle.ledger.defect import LINE, Defect, Shown
from nablacheck.oracle.ledger.jax_activation_defects import softplus_prime
from nablacheck.reference.activations import Activation
from nablacheck.reference.duals import with_slope

LIBRARY = "jax-twice"


def _by_factors(entry: Activation) -> Activation:
    """(1 + a)(1 − a), whose derivative is (1 − a) − (1 + a)"""

    def prime(z: Any, a: Any, xp: Any) -> Any:
        return (1 + a) * (1 - a)

    return replace(entry, prime=prime)


def _softplus_bend(z: Any, xp: Any) -> Any:
    """p(1 − p) with p = exp(z − softplus(z))"""
    p = softplus_prime(z, xp)
    return p * (1 - p)


def _softplus(entry: Activation) -> Activation:
    return replace(entry, prime=with_slope(lambda z, a, xp: softplus_prime(z, xp), lambda z, a, xp: _softplus_bend(z, xp)))


def _logsigmoid(entry: Activation) -> Activation:
    return replace(entry, prime=with_slope(lambda z, a, xp: softplus_prime(-z, xp), lambda z, a, xp: -_softplus_bend(-z, xp)))


def _shown(call: str, at: str) -> str:
    return f"""import jax
from jax import numpy as jnp
print(float(jax.grad(jax.grad({call}))(jnp.float32({at}))))"""


ONE_LESS = "twice: the derivative of p = exp(z − softplus(z)) is p(1 − p), which cancels where p is nearly 1"

JAX_TWICE: tuple[Defect, ...] = (
    Defect(
        "softplus",
        derivative=True,
        library=LIBRARY,
        dtypes=("float32", "float64"),
        span=LINE,
        cause=ONE_LESS,
        shown=Shown(_shown("jax.nn.softplus", "12.0"), "5.722013156628236e-06", "6.1441368e-06"),
        uses=_softplus,
        package="jax",
    ),
    Defect(
        "logsigmoid",
        derivative=True,
        library=LIBRARY,
        dtypes=("float32", "float64"),
        span=LINE,
        cause=ONE_LESS,
        shown=Shown(_shown("jax.nn.log_sigmoid", "-12.0"), "-5.722013156628236e-06", "-6.1441368e-06"),
        uses=_logsigmoid,
        package="jax",
    ),
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
