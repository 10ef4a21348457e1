"""Derivative rules of the frameworks, each with a few lines that show which one a release has.

The answers of every recorded release are in `reference/records/`: `nablacheck ledger --record` asks a new one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nablacheck.reference.pullbacks import SMOOTH, Pullbacks
from nablacheck.reference.releases import here


@dataclass(frozen=True)
class DerivativeRule:
    """What is asked, in words, and the lines that print the answer."""

    says: str
    lines: str


def _asking(*lines: str) -> Callable[..., DerivativeRule]:
    """A way to ask: lines in which {function} is what is differentiated, {at} where, and {above} what comes from above."""

    def asked(says: str, function: str, at: str = "0.0", above: str = "1.0") -> DerivativeRule:
        return DerivativeRule(says, "\n".join(lines).format(function=function, at=at, above=above))

    return asked


_of_torch = _asking(
    "import torch",
    "from torch.nn import functional as F",
    "x = torch.tensor({at}, requires_grad=True)",
    "({function}).backward(torch.tensor({above}))",
    "print(x.grad.tolist())",
)

_of_jax = _asking(
    "import jax",
    "from jax import numpy as jnp",
    "pull = jax.vjp({function}, jnp.float32({at}))[1]",
    "print(float(pull(jnp.float32({above}))[0]))",
)

_of_autograd = _asking(
    "import numpy as np",
    "from autograd import make_vjp, numpy as anp",
    "pull, value = make_vjp({function})(np.float32({at}))",
    "print(float(pull(np.float32({above}))))",
)

_of_tensorflow = _asking(
    "import tensorflow as tf",
    "x = tf.Variable({at})",
    "with tf.GradientTape() as tape:",
    "    value = ({function})(x)",
    "print(float(tape.gradient(value, x, tf.constant({above}))))",
)

_of_paddle = _asking(
    "import paddle",
    "x = paddle.to_tensor({at}, stop_gradient=False)",
    "value = ({function})(x)",
    "print(float(paddle.grad([value], [x], [paddle.to_tensor({above})])[0]))",
)

_of_mlx = _asking(
    "import mlx.core as mx",
    "mx.set_default_device(mx.cpu)",
    "_, slopes = mx.vjp({function}, [mx.array({at})], [mx.array({above})])",
    "print(slopes[0].item())",
)

_of_casadi = _asking(
    "import casadi as ca",
    'x, above = ca.MX.sym("x"), ca.MX.sym("above")',
    "back = ca.Function('f', [x, above], [ca.jtimes(({function})(x), x, above, True)])",
    "print(float(back({at}, {above})))",
)


def _of_jax_in_float64(says: str, value: str) -> DerivativeRule:
    lines = ["import jax", "from jax import numpy as jnp", 'jax.config.update("jax_enable_x64", True)', f"print({value})"]
    return DerivativeRule(says, "\n".join(lines))


_SUM_OF_DELTA = """import jax
from jax import numpy as jnp
def cost(b, taps):
    z = jnp.zeros((3, 2)) + b + taps
    centred = z - z.sum(axis=0) / 3
    return jnp.abs(centred / jnp.sqrt((centred * centred).sum(axis=0) / 3 + 1 / 65536)).sum()
nabla_b, delta = jax.jit(jax.grad(cost, argnums=(0, 1)))(jnp.zeros((3, 1)), jnp.zeros((3, 2)))
print(int((nabla_b[:, 0] != delta.sum(axis=1)).any()))"""
"""Rows of equal z, where δ is what rounding leaves of 0: two loops that compute it do not leave the same."""

_A_AND_WHAT_READS_IT = """import jax
from jax import numpy as jnp
def forward(x, b):
    a = jnp.maximum(x, 0)
    return a, a + b
program = jax.jit(forward).lower(jnp.ones((3, 2)), jnp.ones((3, 1))).compile().as_text()
print(int(program.count(" maximum(") > 1))"""


ABS, TIE, AT_BOUND = "|x|′ at 0", "max(x, y)′ by x at x = y", "the derivative of clamp at its bound"
SECOND = "max(x, y)′ by y at x = y"
DIVISOR = "the derivative of 1e20/y at 1e20"
MASK = "what comes back of a NaN to the one that max does not choose"
OF_WHERE = "what comes back of a NaN to the one that where does not choose"
EXPM1 = "expm1′ at −20"
TANH = "tanh″ at 1e-9"
ANEW = "whether XLA computes δ once more for the ∇b that it returns beside it"
OF_A_LINK = "whether XLA computes a once more for the a + b that it returns beside it"

RULES: Mapping[str, tuple[DerivativeRule, ...]] = {
    "torch": (
        _of_torch(ABS, "abs(x)"),
        _of_torch(TIE, "torch.maximum(x, torch.tensor(0.0))"),
        _of_torch(AT_BOUND, "x.clamp(min=0.0)"),
        _of_torch(DIVISOR, "1e20 / x", "1e20"),
        _of_torch(MASK, "torch.maximum(x, torch.tensor(1.0))", above='float("nan")'),
        _of_torch(EXPM1, "torch.expm1(x)", "-20.0"),
        _of_torch("fmax(x, y)′ by x at x = y", "torch.fmax(x, torch.tensor(0.0))"),
        _of_torch(
            "the derivative of margin_ranking_loss at its edge",
            "F.margin_ranking_loss(x, torch.zeros(1), torch.ones(1))",
            "[0.0]",
        ),
        _of_torch("the derivative of clamp at both bounds", "x.clamp(-1.0, 1.0).sum()", "[-1.0, 1.0]"),
        DerivativeRule("cosh of 89 in float32", "import torch\nprint(torch.cosh(torch.full((16,), 89.0))[0].item())"),
        DerivativeRule("sinh of 89 in float32", "import torch\nprint(torch.sinh(torch.full((16,), 89.0))[0].item())"),
    ),
    "jax": (
        _of_jax(ABS, "abs"),
        _of_jax(TIE, "lambda x: jnp.maximum(x, 0)"),
        _of_jax(AT_BOUND, "lambda x: jnp.clip(x, 0)"),
        _of_jax(DIVISOR, "lambda x: jnp.float32(1e20) / x", "1e20"),
        _of_jax(MASK, "lambda x: jnp.maximum(x, 1)", above='float("nan")'),
        _of_jax(EXPM1, "jnp.expm1", "-20.0"),
        _of_jax(TANH, "jax.grad(jnp.tanh)", "1e-9"),
        _of_jax("hypot(x, 0)′ at 0", "lambda x: jnp.hypot(x, 0)"),
        _of_jax("hypot(x, x)′ at 1e30", "lambda x: jnp.hypot(x, x)", "1e30"),
        _of_jax("sinc′ at 0", "jnp.sinc"),
        _of_jax("arcsinh′ at 1e20", "jnp.arcsinh", "1e20"),
        _of_jax_in_float64("log1p of −0.375 in float64", "float(jnp.log1p(-0.375))"),
        DerivativeRule(ANEW, _SUM_OF_DELTA),
        DerivativeRule(OF_A_LINK, _A_AND_WHAT_READS_IT),
    ),
    "tensorflow-cpu": (
        _of_tensorflow(ABS, "tf.abs"),
        _of_tensorflow(TIE, "lambda x: tf.maximum(x, 0.0)"),
        _of_tensorflow(SECOND, "lambda x: tf.maximum(0.0, x)"),
        _of_tensorflow(AT_BOUND, "lambda x: tf.clip_by_value(x, 0.0, 1.0)"),
        _of_tensorflow(DIVISOR, "lambda x: 1e20 / x", "1e20"),
        _of_tensorflow(MASK, "lambda x: tf.maximum(x, 1.0)", above='float("nan")'),
        _of_tensorflow(EXPM1, "tf.math.expm1", "-20.0"),
    ),
    "paddlepaddle": (
        _of_paddle(ABS, "paddle.abs"),
        _of_paddle(TIE, "lambda x: paddle.maximum(x, paddle.to_tensor(0.0))"),
        _of_paddle(SECOND, "lambda x: paddle.maximum(paddle.to_tensor(0.0), x)"),
        _of_paddle(AT_BOUND, "lambda x: paddle.clip(x, 0.0, 1.0)"),
        _of_paddle(DIVISOR, "lambda x: 1e20 / x", "1e20"),
        _of_paddle(MASK, "lambda x: paddle.maximum(x, paddle.to_tensor(1.0))", above='float("nan")'),
        _of_paddle(OF_WHERE, "lambda x: paddle.where(x > 1, x, paddle.to_tensor(0.0))", above='float("nan")'),
        _of_paddle(EXPM1, "paddle.expm1", "-20.0"),
    ),
    "mlx": (
        _of_mlx(ABS, "mx.abs"),
        _of_mlx(TIE, "lambda x: mx.maximum(x, 0.0)"),
        _of_mlx(SECOND, "lambda x: mx.maximum(0.0, x)"),
        _of_mlx(AT_BOUND, "lambda x: mx.clip(x, 0.0, 1.0)"),
        _of_mlx(DIVISOR, "lambda x: 1e20 / x", "1e20"),
        _of_mlx(MASK, "lambda x: mx.maximum(x, 1.0)", above='float("nan")'),
        _of_mlx(OF_WHERE, "lambda x: mx.where(x > 1, x, 0.0)", above='float("nan")'),
        _of_mlx(EXPM1, "mx.expm1", "-20.0"),
    ),
    "casadi": (
        _of_casadi(ABS, "ca.fabs"),
        _of_casadi(TIE, "lambda x: ca.fmax(x, 0)"),
        _of_casadi(SECOND, "lambda x: ca.fmax(0, x)"),
        _of_casadi(DIVISOR, "lambda x: 1e160 / x", "1e160"),
        _of_casadi(MASK, "lambda x: ca.fmax(x, 1)", above='float("nan")'),
        _of_casadi(OF_WHERE, "lambda x: ca.if_else(x > 1, x, 0)", above='float("nan")'),
        _of_casadi(EXPM1, "ca.expm1", "-40.0"),
    ),
    "autograd": (
        _of_autograd(ABS, "abs"),
        _of_autograd(TIE, "lambda x: anp.maximum(x, 0)"),
        _of_autograd(AT_BOUND, "lambda x: anp.clip(x, 0, 1)"),
        _of_autograd(DIVISOR, "lambda x: np.float32(1e20) / x", "1e20"),
        _of_autograd(MASK, "lambda x: anp.maximum(x, 1)", above='"nan"'),
        _of_autograd(EXPM1, "anp.expm1", "-20.0"),
        _of_autograd("fmax(x, y)′ by x at x = y", "lambda x: anp.fmax(x, 0)"),
    ),
}
"""By package what is asked. What has a name above tells how our formulas are differentiated; the rest is for the record."""


def answered(package: str, says: str, otherwise: float) -> float:
    """What the installed release of a package has for a rule, or the one before it; `otherwise` where nobody was asked."""
    lines = next((rule.lines for rule in RULES[package] if rule.says == says), None)
    text = here(package, lines) if lines else None
    return otherwise if text is None else float(text)


def _of_second(package: str) -> float | None:
    """What the second of two equal numbers gets, where that was asked."""
    share = answered(package, SECOND, math.nan)
    return None if math.isnan(share) else share


def pullbacks(package: str) -> Pullbacks:
    """How the installed release of a package differentiates formulas."""
    return Pullbacks(
        abs=answered(package, ABS, SMOOTH.abs),
        maximum=answered(package, TIE, SMOOTH.maximum),
        maximum_second=_of_second(package),
        divides_by_square=answered(package, DIVISOR, 1) == 0,
        masks_by_multiplying=math.isnan(answered(package, MASK, 0)),
        where_by_multiplying=math.isnan(answered(package, OF_WHERE, 0)),
        takes_exp_for_expm1=answered(package, EXPM1, 0) != 0,
        tanh_by_factors=answered(package, TANH, 1) == 0,
    )


PULLBACKS: Mapping[str, Pullbacks] = {package: pullbacks(package) for package in RULES}
"""By library, as the installed release has them."""
