"""Known defects in the costs of optax, and in the functions of JAX that they are made of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nablacheck.adapters.derivative_rules import pullbacks
from nablacheck.oracle.ledger.cosines import either, largest, of_squares
from nablacheck.oracle.ledger.defect import LINE, Defect, Shown
from nablacheck.reference.activations.smooth import log1p_exp
from nablacheck.reference.arithmetic import PRECISIONS
from nablacheck.reference.composed import composed_cost
from nablacheck.reference.costs import Cost
from nablacheck.reference.costs.cost import over_outputs

EVERY = tuple(PRECISIONS)


def _huber(entry: Cost) -> Cost:
    delta = entry.parameters["delta"]

    def value(a: Any, y: Any, xp: Any) -> Any:
        distance = abs(a - y)
        quadratic = xp.minimum(distance, delta)
        return quadratic**2 / 2 + delta * (distance - quadratic)

    plain = replace(entry, value=value, nabla_a=composed_cost(replace(entry, value=value), pullbacks("jax")).nabla_a)
    return replace(entry, nabla_a=over_outputs(plain, entry.parameters["mean"]).nabla_a)


def _log_add_exp(d: Any, xp: Any) -> Any:
    """log(e^d + e^−d)"""
    distance = abs(d)
    return distance + xp.log1p(xp.exp(-2 * distance))


def _log_cosh_slope(a: Any, y: Any, xp: Any) -> Any:
    d = a - y
    return xp.exp(d - _log_add_exp(d, xp)) - xp.exp(-d - _log_add_exp(d, xp))


def _of_labels(a: Any, y: Any, xp: Any) -> Any:
    """log Σ e^a − a_k; next to overflow their difference, with the logarithm or without, to the next number"""
    size, shift = xp.max(abs(a), axis=-2), xp.max(a, axis=-2)
    label = xp.max(xp.where(y > 0, a, -size), axis=-2)
    logarithm = xp.log(xp.exp(a - shift).sum(axis=-2, keepdims=True))
    far = either(shift - label, shift - label + logarithm + size * (2 * xp.precision.u), xp)
    value = xp.where(size > largest(xp) / 64, far, (shift + logarithm) - label)
    return value * y.sum(axis=-2, keepdims=True)


def _sigmoid(a: Any, xp: Any) -> Any:
    """e^(a − softplus(a)), what JAX takes for softplus′"""
    return xp.exp(a - log1p_exp(a, xp))


def _logits_slope(a: Any, y: Any, xp: Any) -> Any:
    return (1 - y) * _sigmoid(a, xp) - y * _sigmoid(-a, xp)


def _distance(entry: Cost) -> Cost:
    return composed_cost(replace(entry, value=lambda a, y, xp: 1 - of_squares(a, y, 0, False, xp)), pullbacks("jax"))


OPTAX_COSTS: tuple[Defect, ...] = (
    Defect(
        "huber",
        derivative=True,
        library="jax",
        dtypes=EVERY,
        span=LINE,
        cause="|d| in δ(|d| − min(|d|, δ)) gives the derivative δ + (|d| − δ), which cancels for small d",
        shown=Shown(
            """\
import jax, optax
print(jax.grad(optax.losses.huber_loss)(1e-8, 0.0))""",
            "0.0",
            "1e-08",
        ),
        uses=_huber,
        package="optax",
    ),
    Defect(
        "log-cosh",
        derivative=False,
        library="jax",
        dtypes=EVERY,
        span=LINE,
        cause="log(e^d + e^−d) − log 2 cancels for small d",
        shown=Shown(
            """\
import jax.numpy as jnp, optax
print(optax.losses.log_cosh(jnp.float32(1e-4), jnp.float32(0)))""",
            "0.0",
            "5e-09",
        ),
        uses=lambda entry: replace(entry, value=lambda a, y, xp: _log_add_exp(a - y, xp) - xp.log(xp.like(2, a))),
        package="optax",
    ),
    Defect(
        "log-cosh",
        derivative=True,
        library="jax",
        dtypes=EVERY,
        span=LINE,
        cause="e^(d − l) − e^(−d − l) with l = log(e^d + e^−d) cancels for small d",
        shown=Shown(
            """\
import jax, optax
print(jax.grad(optax.losses.log_cosh)(1e-8, 0.0))""",
            "0.0",
            "1e-08",
        ),
        uses=lambda entry: replace(entry, nabla_a=_log_cosh_slope),
        package="optax",
    ),
    Defect(
        "cross-entropy-with-logits",
        derivative=True,
        library="jax",
        dtypes=EVERY,
        span=LINE,
        cause="the sigmoid in the derivative of log_sigmoid is exp(a − softplus(a)), whose relative error grows as |a|u",
        shown=Shown(
            """\
import jax
a, y = jax.numpy.float32(-12.0), jax.numpy.float32(0.25)
print(jax.grad(lambda a: -y * jax.nn.log_sigmoid(a) - (1 - y) * jax.nn.log_sigmoid(-a))(a))""",
            "-0.24999397",
            "-0.24999386",
        ),
        uses=lambda entry: replace(entry, nabla_a=_logits_slope),
        when=lambda pos_weight, mean: (pos_weight, mean) == (1, 0),
    ),
    Defect(
        "sigmoid-focal",
        derivative=True,
        library="jax",
        dtypes=EVERY,
        span=LINE,
        cause="the sigmoid in the derivative of log_sigmoid is exp(a − softplus(a)), whose relative error grows as |a|u",
        shown=Shown(
            """\
import jax, optax
a, y = jax.numpy.float32(-12.0), jax.numpy.float32(0.25)
print(jax.grad(lambda a: optax.losses.sigmoid_focal_loss(a, y, gamma=0.0))(a))""",
            "-0.24999397",
            "-0.24999386",
        ),
        uses=lambda entry: replace(entry, nabla_a=_logits_slope),
        when=lambda gamma, mean: (gamma, mean) == (0, 0),
        package="optax",
    ),
    Defect(
        "label-cross-entropy",
        derivative=False,
        library="jax",
        dtypes=EVERY,
        span=LINE,
        cause="log Σ e^a − a_k of large outputs cancels, where those shifted by the largest would not",
        shown=Shown(
            """\
import jax.numpy as jnp, optax
a = jnp.full((1, 3), 1e8)
print(optax.losses.softmax_cross_entropy_with_integer_labels(a, jnp.array([0]))[0])""",
            "0.0",
            "1.0986123",
        ),
        uses=lambda entry: replace(entry, value=_of_labels),
        when=lambda ratio, smoothing: (ratio, smoothing) == (1, 0),
        package="optax",
    ),
    Defect(
        "sparsemax",
        derivative=True,
        library="jax",
        dtypes=EVERY,
        span=LINE,
        cause="sparse_plus squares a + 1 where it then chooses another branch: 0 · ∞ in the last binade",
        shown=Shown(
            """\
import jax, optax
print(jax.grad(optax.losses.sparsemax_loss)(3e38, 0))""",
            "nan",
            "1.0",
        ),
        package="optax",
    ),
    *(
        Defect(
            "cosine-distance",
            derivative=derivative,
            library="jax",
            dtypes=EVERY,
            span=LINE,
            cause="the squares of long vectors overflow: their cosine with anything is 0",
            shown=shown,
            uses=_distance,
            package="optax",
        )
        for derivative, shown in (
            (
                False,
                Shown(
                    """\
import jax.numpy as jnp, optax
a = jnp.array([300.0, 400.0], jnp.float16)
print(optax.losses.cosine_distance(a, a))""",
                    "1.0",
                    "0.0",
                ),
            ),
            (
                True,
                Shown(
                    """\
import jax, jax.numpy as jnp, optax
y = jnp.ones(2, jnp.float16)
print(jax.grad(optax.losses.cosine_distance)(jnp.array([300.0, 0.0], jnp.float16), y)[1])""",
                    "-0.0",
                    "-0.002357",
                ),
            ),
        )
    ),
)
