"""Known defects of PyTorch's activations."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from nablacheck.oracle.ledger.defect import LINE, Defect, Shown
from nablacheck.oracle.ledger.formulas import differentiated, pulled_back, steep_celu, written
from nablacheck.oracle.ledger.shown import by_length, torch_shown
from nablacheck.reference.activations.piecewise import between
from nablacheck.reference.activations.smooth import GELU_CUBIC, log1p_exp, logistic, normal_density
from nablacheck.reference.arithmetic import Precision

Array = Any
Namespace = Any

ALL = ("float16", "bfloat16", "float32", "float64")
WIDE = ("float32", "float64")

SOFTPLUS_THRESHOLD = 20.0
FAR = 64.0
"""What tanh of it, and of all that is larger, differs from 1 by is far below the roundings of each format."""
SIXTH = float(np.float32(1 / 6))
ONEDNN_ERF_ERROR = 2.0**-20
"""16u in float32; scans found 12u with AVX-512 (a minimax polynomial), 1.5e-7 elsewhere is published (Abramowitz and
Stegun, *Handbook of Mathematical Functions*, 7.1.26)."""


def softplus(z: Array, xp: Namespace, beta: float, threshold: float) -> Array:
    """With the default threshold"""
    return xp.where(beta * z > SOFTPLUS_THRESHOLD, z, log1p_exp(beta * z, xp) / beta)


def softplus_prime(z: Array, xp: Namespace, beta: float, threshold: float) -> Array:
    """1 above the default threshold"""
    return xp.where(beta * z > SOFTPLUS_THRESHOLD, 1, logistic(beta * z, xp))


def softplus_vjp(z: Array, cotangent: Array, xp: Namespace, beta: float, threshold: float) -> Array:
    """c e^(βz) / (1 + e^(βz)) from left to right, and c above the threshold"""
    e = xp.exp(xp.minimum(beta * z, SOFTPLUS_THRESHOLD))
    return xp.where(beta * z > SOFTPLUS_THRESHOLD, cotangent, cotangent * e / (e + 1))


SOFTPLUS_OVERFLOW = """import torch
from torch.nn import functional as F
z = torch.tensor([5.0], requires_grad=True)
F.softplus(z).backward(torch.tensor([8e36]))
print(z.grad.item())"""


def erf_cdf(z: Array, xp: Namespace) -> Array:
    """(1 + erf(z/√2)) / 2, which cancels for negative z"""
    return (1 + xp.erf(z / xp.sqrt(2))) / 2


def coarse_cdf(z: Array, xp: Namespace) -> Array:
    """The same with the absolute error of oneDNN's polynomials for erf"""
    return (1 + xp.erf(z / xp.sqrt(2)) + xp.box(0.0, ONEDNN_ERF_ERROR)) / 2


def tanh_cdf(z: Array, xp: Namespace) -> tuple[Array, Array]:
    """(1 + tanh u) / 2, which cancels for negative z, and tanh u"""
    t = xp.tanh(xp.sqrt(2 / xp.pi) * (z + GELU_CUBIC * z * z * z))
    return (1 + t) / 2, t


def gelu_tanh_prime(z: Array, xp: Namespace) -> Array:
    """(1 + t)/2 + z/2 (1 − t²) u′"""
    cdf, t = tanh_cdf(z, xp)
    return cdf + z / 2 * (1 - t * t) * (xp.sqrt(2 / xp.pi) * (1 + 3 * GELU_CUBIC * z * z))


def mish_prime(z: Array, xp: Namespace) -> Array:
    """t + z σ(z) (1 − t²) with t = tanh(log(1 + e^z)), which is rounded to 1 long before e^z overflows"""
    t = xp.tanh(xp.log1p(xp.exp(xp.minimum(z, FAR))))
    return t + z * logistic(z, xp) * (1 - t * t)


def celu_prime(z: Array, xp: Namespace, alpha: float) -> Array:
    """(α/α̃) e^(z/α̃) where z is negative, with α̃ the float32 next to α"""
    near = float(np.float32(alpha))
    return xp.where(z > 0, 1, alpha / near * xp.exp(xp.minimum(z, 0) / near))


def _accuracy() -> Iterator[Defect]:
    """Numbers that lose more than rounding has to."""
    yield Defect(
        "softplus",
        True,
        "torch",
        ALL,
        LINE,
        "what comes from above is multiplied by e^(βz), then divided by 1 + e^(βz): the product overflows first",
        Shown(SOFTPLUS_OVERFLOW, "inf", "7.946457e+36"),
        uses=pulled_back(softplus_vjp),
        by_chance=True,
    )
    yield Defect(
        "celu",
        True,
        "torch",
        ("float64",),
        (-math.inf, 0.0),
        "1/α is taken of α in float32, whatever the dtype of the tensor: eight digits are left where float32 does not hold α",
        torch_shown("celu(alpha=0.7)", "F.celu(z, 0.7)", -0.125, "float64", True),
        uses=written(prime=celu_prime),
        when=lambda alpha: float(np.float32(alpha)) != alpha,
    )
    for derivative in (False, True):
        yield Defect(
            "softplus",
            derivative,
            "torch",
            ("float64",),
            LINE,
            "softplus is z and its derivative 1 where βz exceeds the default threshold 20: the truth differs by e^−20 ≈ 2e-9",
            torch_shown("softplus", "F.softplus(z)", 20.5, "float64", derivative),
            uses=written(softplus, softplus_prime),
            when=lambda beta, threshold: threshold == math.inf,
        )
        yield Defect(
            "gelu",
            derivative,
            "torch",
            ("float64",) if derivative else ("float64", "bfloat16"),
            (-math.inf, 0.0),
            "Φ(z) is computed as (1 + erf(z/√2))/2, which cancels for negative z; erfc would not",
            torch_shown("gelu", "F.gelu(z)", -8.0, "float64", derivative),
            uses=written(lambda z, xp: z * erf_cdf(z, xp), lambda z, xp: erf_cdf(z, xp) + z * normal_density(z, xp)),
        )
        yield Defect(
            "gelu",
            derivative,
            "torch",
            ("float32",),
            LINE,
            "a contiguous tensor goes through oneDNN, whose erf is a polynomial with an absolute error of 12u; a strided one "
            "does not, and both cancel in 1 + erf",
            torch_shown("gelu", "F.gelu(z)", -4.5, "float32", derivative),
            uses=written(lambda z, xp: z * coarse_cdf(z, xp), lambda z, xp: coarse_cdf(z, xp) + z * normal_density(z, xp)),
        )
        yield Defect(
            "gelu_tanh",
            derivative,
            "torch",
            WIDE,
            LINE if derivative else (-math.inf, 0.0),
            "(1 + tanh u)/2 cancels for negative z; 1/(1 + e^−2u) would not",
            torch_shown("gelu_tanh", 'F.gelu(z, approximate="tanh")', -5.0, "float64", derivative),
            uses=written(lambda z, xp: z * tanh_cdf(z, xp)[0], gelu_tanh_prime),
        )


def _derivatives() -> Iterator[Defect]:
    """The same of derivatives, where the function itself has its digits."""
    yield Defect(
        "tanhshrink",
        True,
        "torch",
        ALL,
        (-1.0, 1.0),
        "the derivative is 1 − (1 − tanh² z) where tanh² z is meant: near 0 nothing is left of it",
        torch_shown("tanhshrink", "F.tanhshrink(z)", 2.0**-30, "float64", True),
        uses=differentiated(lambda z, xp: z - xp.tanh(z), "torch"),
    )
    yield Defect(
        "softsign",
        True,
        "torch",
        ("bfloat16", "float32", "float64"),
        LINE,
        "z/(1 + |z|) is differentiated as a quotient, 1/(1 + |z|) − |z|/(1 + |z|)², which cancels for large z",
        torch_shown("softsign", "F.softsign(z)", 1e6, "float32", True),
        uses=differentiated(lambda z, xp: z / (1 + abs(z)), "torch"),
    )
    yield Defect(
        "hardsigmoid",
        True,
        "torch",
        ("float64",),
        (-3.0, 3.0),
        "the slope 1/6 is a float32 constant in float64 too",
        torch_shown("hardsigmoid", "F.hardsigmoid(z)", 1.0, "float64", True),
        uses=written(prime=lambda z, xp: between(z + 3, 0, 6, 1, xp) * SIXTH),
    )
    yield Defect(
        "mish",
        True,
        "torch",
        ("float64",),
        LINE,
        "1 − tanh² cancels in t + zσ(z)(1 − t²)",
        torch_shown("mish", "F.mish(z)", 19.0, "float64", True),
        uses=written(prime=mish_prime),
    )
    for function in ("softshrink", "hardshrink"):
        yield Defect(
            function,
            True,
            "torch",
            ALL,
            (0.0, 0.0),
            "with λ = 0 the function is the identity, and its derivative at 0 is 1; −λ ≤ z ≤ λ gets 0",
            torch_shown(f"{function}(lambd=0)", f"F.{function}(z, 0.0)", 0.0, "float32", True),
            uses=written(prime=lambda z, xp, lambd: xp.where(z > 0, 1, xp.where(z < 0, 1, 0))),
            when=lambda lambd: lambd == 0,
        )


def _overflow(p: Precision) -> tuple[float, float]:
    """From where 6z leaves the format"""
    return p.largest / 6.5, p.largest


def _square_overflow(p: Precision) -> tuple[float, float]:
    """From where z² leaves the format, nearly"""
    return math.sqrt(p.largest) / 4, p.largest


def _double_overflow(p: Precision) -> tuple[float, float]:
    """From where 2z leaves the format"""
    return p.largest / 2, p.largest


def _by_processor() -> Iterator[Defect]:
    """What oneDNN's kernels do on processors that have them: with AVX-512, say, and not with AVX2."""
    for span, at, returns, cause in (
        (_double_overflow, 3e38, "inf", "z (1 + erf) overflows above half of the largest number before it is halved"),
        ((math.inf, math.inf), math.inf, "nan", "the polynomial for erf of ∞ is NaN"),
    ):
        lines = torch_shown("gelu", "F.gelu(z)", at, "float32", False)
        yield Defect(
            "gelu",
            False,
            "torch",
            ("bfloat16", "float32"),
            span,
            f"oneDNN: {cause}",
            replace(lines, returns=returns, right=repr(at)),
            seldom=True,
        )
    yield Defect(
        "gelu",
        False,
        "torch",
        ("float32",),
        LINE,
        "oneDNN keeps the kernel chosen for a stride of 0 by the shape, and serves it to every later tensor of that shape",
        Shown(REMEMBERED, "False", "True"),
        varies=True,
    )


REMEMBERED = """import torch
from torch.nn import functional as F
z = torch.linspace(-8, 8, 64).reshape(1, 64)
F.gelu(z.as_strided((1, 64), (0, 1)))
after = F.gelu(z)
z = torch.nn.functional.pad(z, (0, 64))
print(torch.equal(after, F.gelu(z)[:, :64]))"""
"""Two rows of whole vectors, of which the second was never seen with a stride of 0."""


def _not_finite() -> Iterator[Defect]:
    """NaN and infinity where the truth is finite."""
    yield Defect(
        "hardswish",
        False,
        "torch",
        ("bfloat16", "float32", "float64"),
        _overflow,
        "z · 6 / 6 overflows above a sixth of the largest number",
        torch_shown("hardswish", "F.hardswish(z)", 1e38, "float32", False),
    )
    shown = torch_shown("celu(alpha=-0.5)", "F.celu(z, -0.5)", -44.3614273, "float32", False)
    yield steep_celu("torch", ("bfloat16", "float32", "float64"), shown)
    yield Defect(
        "gelu_tanh",
        True,
        "torch",
        ("bfloat16", "float32", "float64"),
        _square_overflow,
        "(1 − tanh²) is 0 and z² overflows: 0 · ∞",
        torch_shown("gelu_tanh", 'F.gelu(z, approximate="tanh")', 1e20, "float32", True),
        mirrored=True,
    )


VECTORISED = {
    "sigmoid": "torch.sigmoid(z)",
    "tanh": "torch.tanh(z)",
    "logsigmoid": "F.logsigmoid(z)",
    "tanhshrink": "F.tanhshrink(z)",
    "softsign": "F.softsign(z)",
    "softplus": "F.softplus(z)",
    "gelu": "F.gelu(z)",
    "gelu_tanh": 'F.gelu(z, approximate="tanh")',
    "silu": "F.silu(z)",
    "mish": "F.mish(z)",
    "elu": "F.elu(z)",
    "selu": "F.selu(z)",
    "celu": "F.celu(z)",
}
"""The functions that are made of exponentials and quotients."""


def _by_length() -> Iterator[Defect]:
    for function, call in VECTORISED.items():
        for derivative in (False, True):
            yield Defect(
                function,
                derivative,
                "torch",
                ALL,
                LINE,
                "the body of a vectorised loop rounds differently from its tail: the number depends on the length of the array",
                by_length(call, derivative),
                varies=True,
            )


TORCH_ACTIVATIONS = (*_not_finite(), *_accuracy(), *_derivatives(), *_by_processor(), *_by_length())
