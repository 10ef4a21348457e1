"""Known defects of JAX's activations, most of them the derivative of a formula that cancels or overflows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nablacheck.oracle.ledger.defect import LINE, Defect, Shown
from nablacheck.oracle.ledger.formulas import differentiated, steep_celu, written
from nablacheck.oracle.ledger.shown import jax_shown
from nablacheck.reference.activations.piecewise import SELU_ALPHA, SELU_SCALE
from nablacheck.reference.activations.smooth import GELU_CUBIC, log1p_exp
from nablacheck.reference.arithmetic import Precision

Array = Any
Namespace = Any

ALL = ("float16", "bfloat16", "float32", "float64")
BUT_FLOAT16 = ("bfloat16", "float32", "float64")


FAR = 64.0
"""From here on e^−z is less than half a unit in the last place of z, in every format: softplus(z) is rounded to z."""


def softplus_prime(z: Array, xp: Namespace) -> Array:
    """exp(z − softplus(z)), the derivative of logaddexp; from where softplus(z) is z on, the difference is 0"""
    return xp.where(z > FAR, 1, xp.exp(z - log1p_exp(z, xp)))


def mish_prime(z: Array, xp: Namespace) -> Array:
    """t + z (1 − t²) softplus′(z) with t = tanh(softplus(z))"""
    t = xp.tanh(log1p_exp(z, xp))
    return t + z * ((1 - t * t) * softplus_prime(z, xp))


def gelu_tanh(z: Array, xp: Namespace) -> Array:
    """z/2 (1 + tanh u), which cancels for negative z"""
    return z * ((1 + xp.tanh(xp.sqrt(2 / xp.pi) * (z + GELU_CUBIC * z**3))) / 2)


def squareplus(z: Array, xp: Namespace, b: float) -> Array:
    """(z + √(z² + b)) / 2, which cancels for negative z"""
    return (z + xp.sqrt(z * z + b)) / 2


def standardize(z: Array, xp: Namespace, epsilon: float) -> Array:
    """The variance as the mean of the squares less the square of the mean"""
    n = z.shape[-2]
    mean = z.sum(axis=-2, keepdims=True) / n
    variance = xp.maximum((z * z).sum(axis=-2, keepdims=True) / n - mean * mean, 0)
    return (z - mean) / xp.sqrt(variance + epsilon)


def _by_a_root(z: Array, xp: Namespace, epsilon: float) -> Array:
    """The same with (v + ε)^(−1/2), whose derivative is taken as of a power"""
    n = z.shape[-2]
    mean = z.sum(axis=-2, keepdims=True) / n
    variance = xp.maximum((z * z).sum(axis=-2, keepdims=True) / n - mean * mean, 0)
    return (z - mean) * (variance + epsilon) ** -0.5


STANDARDIZED = "jax.nn.standardize(jnp.stack([z, 1000.125, 1000.25, 1000.375]), epsilon=2.0**-16)[0]"


def _celu(z: Array, xp: Namespace, alpha: float) -> Array:
    """z, and α expm1(z/α) where z is negative"""
    return xp.maximum(z, 0) + alpha * xp.expm1(xp.minimum(z, 0) / alpha)


def _derivatives() -> Iterator[Defect]:
    """Derivatives that lose more than rounding has to, of functions that have their digits."""
    rebuilt = "the derivative is rebuilt from the value, as expm1 + 1, which loses e^z to cancellation for negative z"
    for function, call, value in (
        ("elu", "jax.nn.elu(z)", lambda z, xp, alpha: xp.maximum(z, 0) + alpha * xp.expm1(xp.minimum(z, 0))),
        ("selu", "jax.nn.selu(z)", lambda z, xp: SELU_SCALE * (xp.maximum(z, 0) + SELU_ALPHA * xp.expm1(xp.minimum(z, 0)))),
        ("celu", "jax.nn.celu(z)", _celu),
    ):
        yield Defect(
            function,
            True,
            "jax",
            ALL,
            (-math.inf, 0.0),
            rebuilt,
            jax_shown(function, call, -20.0, "float32", True),
            uses=differentiated(value, "jax"),
        )
    for function, call, at, prime in (
        ("softplus", "jax.nn.softplus(z)", 33.25, lambda z, xp, beta, threshold: softplus_prime(z, xp)),
        ("logsigmoid", "jax.nn.log_sigmoid(z)", -33.25, lambda z, xp: softplus_prime(-z, xp)),
        ("mish", "jax.nn.mish(z)", 19.75, mish_prime),
    ):
        yield Defect(
            function,
            True,
            "jax",
            ("float32", "float64"),
            LINE,
            "softplus′ is exp(z − softplus(z)), whose relative error grows as |z|u",
            jax_shown(function, call, at, "float64", True),
            uses=written(prime=prime),
            seen=("0.4.30",),  # in float32, near 8
        )
    yield Defect(
        "softsign",
        True,
        "jax",
        BUT_FLOAT16,
        LINE,
        "z/(1 + |z|) is differentiated as a quotient, 1/(1 + |z|) − |z|/(1 + |z|)², which cancels for large z",
        jax_shown("softsign", "jax.nn.soft_sign(z)", 1e6, "float32", True),
        uses=differentiated(lambda z, xp: z / (1 + abs(z)), "jax"),
        lost=True,
    )
    yield Defect(
        "softsign",
        True,
        "jax",
        ALL,
        _square_overflow,
        "the derivative of x/y by y is x · y⁻², and (1 + |z|)² overflows: 1/(1 + |z|) is left",
        jax_shown("softsign", "jax.nn.soft_sign(z)", 1e20, "float32", True),
        uses=written(prime=lambda z, xp: 1 / (1 + abs(z))),
        mirrored=True,
    )


def _accuracy() -> Iterator[Defect]:
    """Numbers that lose more than rounding has to, and so do their derivatives."""
    for derivative in (False, True):
        yield Defect(
            "gelu_tanh",
            derivative,
            "jax",
            BUT_FLOAT16,
            LINE,
            "(1 + tanh u)/2 cancels for negative z; 1/(1 + e^−2u) would not",
            jax_shown("gelu_tanh", "jax.nn.gelu(z)", -5.0, "float64", derivative),
            uses=differentiated(gelu_tanh, "jax"),
        )
        yield Defect(
            "squareplus",
            derivative,
            "jax",
            ALL,
            LINE,
            "(z + √(z² + b))/2 cancels for negative z, where b/2/(√(z² + b) − z) would not; z² over- and underflows",
            jax_shown("squareplus", "jax.nn.squareplus(z)", -1e5, "float32", derivative),
            uses=differentiated(squareplus, "jax"),
            lost=True,
        )
        yield Defect(
            "standardize",
            derivative,
            "jax",
            ("float16", "float32", "float64"),
            LINE,
            "the variance is the mean of the squares less the square of the mean, which cancels where the mean is large",
            jax_shown(
                "standardize",
                STANDARDIZED,
                1000.0,
                "float32",
                derivative,
            ),
            uses=differentiated(standardize, "jax"),
            lost=True,
        )


def _square_overflow(p: Precision) -> tuple[float, float]:
    """From where z² leaves the format, nearly"""
    return math.sqrt(p.largest) / 4, p.largest


def _sum_overflow(p: Precision) -> tuple[float, float]:
    """Where 2z leaves the format"""
    return p.largest / 4, p.largest


def _not_finite() -> Iterator[Defect]:
    """NaN and infinity where the truth is finite."""
    yield Defect(
        "gelu_tanh",
        True,
        "jax",
        ALL,
        _square_overflow,
        "(1 − tanh²) is 0 and z² overflows: 0 · ∞",
        jax_shown("gelu_tanh", "jax.nn.gelu(z)", 1e20, "float32", True),
        mirrored=True,
    )
    yield Defect(
        "squareplus",
        False,
        "jax",
        ALL,
        _square_overflow,
        "z² overflows, where √(z² + b) would not",
        jax_shown("squareplus", "jax.nn.squareplus(z)", 1e20, "float32", False),
        mirrored=True,
    )
    yield Defect(
        "squareplus",
        True,
        "jax",
        ALL,
        _sum_overflow,
        "2z overflows in the derivative of z², and 1/√∞ is 0: 0 · ∞",
        jax_shown("squareplus", "jax.nn.squareplus(z)", 3e38, "float32", True),
        mirrored=True,
    )
    yield Defect(
        "sparse_plus",
        True,
        "jax",
        ALL,
        _sum_overflow,
        "the branch (z + 1)²/4, which is not chosen, overflows, and 0 · ∞ is NaN",
        jax_shown("sparse_plus", "jax.nn.sparse_plus(z)", 3e38, "float32", True),
        mirrored=True,
    )


UNDERFLOWING = """import jax
from jax import numpy as jnp
pull = jax.vjp(jax.jit(lambda z: jax.nn.celu(z, 0.5)), jnp.float32(-32.625))[1]
print(float(pull(jnp.float32(-4.159533e-10))[0]))"""


STANDARDIZED_LARGE = """import jax
from jax import numpy as jnp
f = jax.jit(lambda z: jax.nn.standardize(z, epsilon=2.0**-10))
pull = jax.vjp(f, jnp.array([-2.0**41, 2.0**43], jnp.float32))[1]
print(float(pull(jnp.array([1, 0], jnp.float32))[0][0]))"""


def _pulled(call: str, at: float, cotangent: float, returns: str, right: str) -> Shown:
    """The product of a derivative with what comes from above."""
    lines = f"""import jax
from jax import numpy as jnp
pull = jax.vjp(jax.jit(lambda z: {call}), jnp.float32({at}))[1]
print(float(pull(jnp.float32({cotangent:g}))[0]))"""
    return Shown(lines, returns, right)


def _overflow() -> Iterator[Defect]:
    """What comes from above is multiplied by z before what makes the product small again."""
    for function, shown, value in (
        ("silu", _pulled("jax.nn.silu(z)", 20.0, 2e37, "nan", "2.0000001e+37"), lambda z, xp: z * xp.sigmoid(z)),
        ("mish", _pulled("jax.nn.mish(z)", 20.0, 2e37, "nan", "2.0000001e+37"), lambda z, xp: z * xp.tanh(log1p_exp(z, xp))),
        (
            "gelu",
            _pulled("jax.nn.gelu(z, approximate=False)", 20.0, 4e37, "nan", "4e+37"),
            lambda z, xp: z * xp.erfc(-z / xp.sqrt(2)) / 2,
        ),
    ):
        yield Defect(
            function,
            True,
            "jax",
            ALL,
            LINE,
            "what comes from above is multiplied by z, and only then by what is small: the product overflows first",
            shown,
            uses=differentiated(value, "jax"),
            by_chance=True,
        )
    yield steep_celu("jax", ALL, jax_shown("celu(alpha=-0.5)", "jax.nn.celu(z, -0.5)", -44.3614273, "float32", False))
    yield Defect(
        "celu",
        True,
        "jax",
        ALL,
        (-math.inf, 0.0),
        "what comes from above is multiplied by α and e^(z/α), then divided by α: with α < −1 the product overflows first",
        _pulled("jax.nn.celu(z, -2)", -87.33655548, -3.6e19, "-inf", "-3.3204318e+38"),
        uses=differentiated(_celu, "jax"),
        when=lambda alpha: alpha < -1,
        lost=True,
        by_chance=True,
    )


def _underflow() -> Iterator[Defect]:
    """Numbers that are lost on the way to a larger one."""
    yield Defect(
        "standardize",
        True,
        "jax",
        ("float32", "float64"),
        LINE,
        "the derivative of v^(−1/2) has v^(−3/2) in it, which underflows where the neurons are far apart",
        Shown(STANDARDIZED_LARGE, "9.094947153254554e-14", "2.9e-42"),
        uses=differentiated(_by_a_root, "jax"),
    )
    yield Defect(
        "celu",
        True,
        "jax",
        ALL,
        (-math.inf, 0.0),
        "what comes from above is multiplied by α and e^(z/α), then divided by α: with α < 1 the product underflows first",
        Shown(UNDERFLOWING, "-0.0", "-1.9113033e-38"),
        uses=differentiated(_celu, "jax"),
        when=lambda alpha: abs(alpha) < 1,
        by_chance=True,
    )


def _before_erfc() -> Iterator[Defect]:
    """gelu with erf, of which later versions made erfc."""
    for derivative in (False, True):
        shown = jax_shown("gelu", "jax.nn.gelu(z, approximate=False)", -8.0, "float64", derivative)
        cause = "Φ(z) is computed as (1 + erf(z/√2))/2, which cancels for negative z; erfc would not"
        uses = differentiated(lambda z, xp: z * (1 + xp.erf(z / xp.sqrt(2))) / 2, "jax")
        yield Defect("gelu", derivative, "jax", ("float32", "float64"), (-math.inf, 0.0), cause, shown, uses)
    shown = jax_shown("gelu", "jax.nn.gelu(z, approximate=False)", 3e38, "float32", False)
    cause = "2zΦ(z) overflows before it is halved"
    yield Defect("gelu", False, "jax", ("float32", "float64"), _sum_overflow, cause, shown)


FLOAT16 = "a processor that computes in float16"


def _by_processor() -> Iterator[Defect]:
    """What shows in float16 where a processor computes in it, and does not where each step is one of float32."""
    quotient, tanh = differentiated(lambda z, xp: z / (1 + abs(z)), "jax"), differentiated(gelu_tanh, "jax")
    for function, call, at, returns, right, uses in (
        ("softsign", "jax.nn.soft_sign(z)", 8.8984375, "0.01025390625", "0.010206261925422774", quotient),
        ("gelu_tanh", "jax.nn.gelu(z)", -3.556640625, "-0.00395965576171875", "-0.0019784583488561", tanh),
    ):
        cause = "the derivative cancels, of numbers that have been rounded to float16"
        shown = replace(jax_shown(function, call, at, "float16", True), returns=returns, right=right)
        yield Defect(function, True, "jax", ("float16",), LINE, cause, shown, uses=uses, seldom=True, needs=FLOAT16)


JAX_ACTIVATIONS = (
    *_not_finite(),
    *_derivatives(),
    *_accuracy(),
    *_overflow(),
    *_underflow(),
    *_before_erfc(),
    *_by_processor(),
)
