"""Known defects at ±∞: functions whose limit there is finite, and for which the frameworks return NaN."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

from nablacheck.oracle.ledger.defect import Defect, Shown
from nablacheck.oracle.ledger.shown import jax_shown, torch_shown
from nablacheck.reference.arithmetic import PRECISIONS

AtInfinity = tuple[str, str, bool, bool, bool, str]

TORCH = (
    # function, call, derivative, at −∞, at +∞
    ("softsign", "F.softsign(z)", False, True, True, "∞/∞"),
    ("softsign", "F.softsign(z)", True, True, True, "∞/∞"),
    ("gelu", "F.gelu(z)", False, True, False, "−∞ · 0"),
    ("gelu", "F.gelu(z)", True, True, True, "∞ · 0 in zφ(z)"),
    ("gelu_tanh", 'F.gelu(z, approximate="tanh")', False, True, False, "−∞ · 0"),
    ("gelu_tanh", 'F.gelu(z, approximate="tanh")', True, True, True, "∞ · 0 in z(1 − tanh²)"),
    ("silu", "F.silu(z)", False, True, False, "−∞ · 0"),
    ("silu", "F.silu(z)", True, True, True, "∞ · 0 in z(1 − σ(z))"),
    ("mish", "F.mish(z)", False, True, False, "−∞ · 0"),
    ("mish", "F.mish(z)", True, True, True, "∞ · 0 in z(1 − tanh²)"),
    ("hardswish", "F.hardswish(z)", False, True, False, "−∞ · 0"),
)

JAX = (
    # function, call, derivative, at −∞, at +∞
    ("softsign", "jax.nn.soft_sign(z)", False, True, True, "∞/∞"),
    ("softsign", "jax.nn.soft_sign(z)", True, True, True, "∞/∞"),
    ("gelu", "jax.nn.gelu(z, approximate=False)", False, True, False, "−∞ · 0"),
    ("gelu", "jax.nn.gelu(z, approximate=False)", True, True, True, "∞ · 0 in zφ(z)"),
    ("gelu_tanh", "jax.nn.gelu(z)", False, True, False, "−∞ · 0"),
    ("gelu_tanh", "jax.nn.gelu(z)", True, True, True, "∞ · 0 in z(1 − tanh²)"),
    ("silu", "jax.nn.silu(z)", False, True, False, "−∞ · 0"),
    ("silu", "jax.nn.silu(z)", True, True, True, "∞ · 0 in z(1 − σ(z))"),
    ("mish", "jax.nn.mish(z)", False, True, False, "−∞ · 0"),
    ("mish", "jax.nn.mish(z)", True, True, True, "∞ · 0 in z(1 − tanh²)"),
    ("hardswish", "jax.nn.hard_swish(z)", False, True, False, "−∞ · 0"),
    ("squareplus", "jax.nn.squareplus(z)", False, True, False, "−∞ + ∞"),
    ("squareplus", "jax.nn.squareplus(z)", True, True, True, "∞ · 0"),
    ("sparse_plus", "jax.nn.sparse_plus(z)", True, True, True, "∞ · 0 in the branch that is not chosen"),
)

SLOPES = {
    "torch": (("leaky_relu", "F.leaky_relu(z, 0.0)"), ("prelu", "F.prelu(z, torch.tensor([0.0]))")),
    "jax": (("leaky_relu", "jax.nn.leaky_relu(z, 0.0)"),),
}
"""Functions with a slope for negative z, with a call in which it is 0."""


def _defects(library: str, rows: Iterable[AtInfinity], shown: Callable[..., Shown]) -> Iterator[Defect]:
    every = tuple(PRECISIONS)
    for function, call, derivative, below, above, product in rows:
        for there, at in ((below, -math.inf), (above, math.inf)):
            if there:
                cause = f"{product} is NaN, where the limit is finite"
                lines = shown(function, call, at, "float32", derivative)
                yield Defect(function, derivative, library, every, (at, at), cause, lines)
    for function, call in SLOPES[library]:
        yield Defect(
            function,
            False,
            library,
            every,
            (-math.inf, -math.inf),
            "with slope 0, slope · z is 0 · −∞",
            shown(f"{function}(slope=0)", call, -math.inf, "float32", False),
            when=lambda slope: slope == 0,
        )


AT_INFINITY = (*_defects("torch", TORCH, torch_shown), *_defects("jax", JAX, jax_shown))
