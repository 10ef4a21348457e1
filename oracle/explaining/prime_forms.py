"""What people write for σ′ with the right pieces put together wrongly: the square, the product rule or a term forgotten.

The pieces are those of the layer's own σ, so that a form is named for any activation that has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nablacheck.oracle.explaining.evaluated import prime_of
from nablacheck.oracle.explaining.parts import WrongPart, elementwise
from nablacheck.reference.activations.piecewise import SELU_ALPHA, SELU_SCALE
from nablacheck.reference.activations.smooth import swish
from nablacheck.reference.backprop import Pass

Array = Any
QUICK = 1.702
"""The number of the sigmoid that is near Φ (Hendrycks and Gimpel 2016)."""
GATED = ("silu", "swish", "gelu", "gelu_tanh", "mish", "hardswish")
"""The families whose σ(z) is z times something, by which the product rule is meant."""


def _gated(t: Pass, l: int) -> bool:
    return elementwise(t, l) and t.problem.network.activations[l].family in GATED


def _gate(t: Pass, l: int) -> Array:
    """g of σ(z) = z g(z)"""
    return t.a[l] / t.z[l]


def _rest(t: Pass, l: int) -> Array:
    """z g′(z) of σ′(z) = g(z) + z g′(z)"""
    return t.prime(l) - _gate(t, l)


def _smooth(t: Pass, l: int) -> bool:
    return elementwise(t, l) and not t.problem.network.activations[l].kinks


ROOTS: tuple[WrongPart, ...] = (
    WrongPart(
        "square of sigma prime forgotten",
        "√σ′(z^{l}) was used for σ′(z^{l}): a square is forgotten in it (as 1/cosh z for 1/cosh² z)",
        lambda t, l: t.xp.sqrt(t.prime(l)),
        _smooth,
    ),
    WrongPart(
        "σ′ to the power 3/2",
        "σ′(z^{l}) has a power too many: it is multiplied with its square root",
        lambda t, l: t.prime(l) * t.xp.sqrt(t.prime(l)),
        _smooth,
    ),
)
PRODUCTS: tuple[WrongPart, ...] = (
    WrongPart(
        "first term of the product rule alone",
        "a^{l}/z^{l} was used for σ′(z^{l}): of the product rule for z g(z) only the first term, g, is there",
        _gate,
        _gated,
    ),
    WrongPart(
        "second term of the product rule alone",
        "of the product rule for σ(z) = z g(z) only the second term, z g′(z), is there; g(z) is missing in σ′(z^{l})",
        _rest,
        _gated,
    ),
    WrongPart(
        "z missing in the product rule",
        "z is missing in the product rule: σ′(z^{l}) is g + g′ where it is g + z g′, for σ(z) = z g(z)",
        lambda t, l: _gate(t, l) + _rest(t, l) / t.z[l],
        _gated,
    ),
    WrongPart(
        "derivative of the gate alone",
        "g′(z) was used for σ′(z^{l}), where σ(z) = z g(z): the product rule is forgotten",
        lambda t, l: _rest(t, l) / t.z[l],
        _gated,
    ),
    WrongPart(
        "product rule with a minus",
        "the second term of the product rule has the wrong sign: σ′(z^{l}) is g − z g′ where it is g + z g′",
        lambda t, l: _gate(t, l) - _rest(t, l),
        _gated,
    ),
    WrongPart(
        "product of the two terms",
        "the two terms of the product rule, g and z g′, were multiplied in σ′(z^{l}) where they are added",
        lambda t, l: _gate(t, l) * _rest(t, l),
        _gated,
    ),
    WrongPart(
        "a for z in the product rule",
        "σ(z) stands for z in the product rule: σ′(z^{l}) is g + σ g′ where it is g + z g′, for σ(z) = z g(z)",
        lambda t, l: _gate(t, l) + _gate(t, l) * _rest(t, l),
        _gated,
    ),
    WrongPart(
        "a for the first term of the product rule",
        "σ(z) stands for g(z) in the product rule: σ′(z^{l}) is σ + z g′ where it is g + z g′, for σ(z) = z g(z)",
        lambda t, l: t.a[l] + _rest(t, l),
        _gated,
    ),
    WrongPart(
        "a for the first term of the product rule, z missing",
        "σ′(z^{l}) is σ + g′ where it is g + z g′, for σ(z) = z g(z)",
        lambda t, l: t.a[l] + _rest(t, l) / t.z[l],
        _gated,
    ),
)


def _of_sigmoid(form: Callable[[Array, Array, Array, Any], Array]) -> Callable[[Pass, int], Array]:
    """A form in βz, β σ(z) and the sigmoid of βz, of swish with its β; β is 1 where there is none."""

    def gives(t: Pass, l: int) -> Array:
        beta = t.problem.network.activations[l].parameters.get("beta", 1.0)
        z, a = (t.z[l], t.a[l]) if beta == 1 else (t.z[l] * beta, t.a[l] * beta)
        return form(z, a, t.xp.sigmoid(z), t.xp)

    return gives


def _normal(form: Callable[[Array, Array, Array, Any], Array]) -> Callable[[Pass, int], Array]:
    """A form in z, Φ(z) and the density φ(z) of the normal distribution."""

    def gives(t: Pass, l: int) -> Array:
        z, xp = t.z[l], t.xp
        density = xp.exp(z * z * -0.5) / xp.sqrt(xp.pi * 2)
        return form(z, (xp.erf(z / xp.sqrt(xp.lift(2.0))) + 1) * 0.5, density, xp)

    return gives


CUBE = 0.044715
"""What stands before z³ in the approximation of gelu."""


def _by_tanh(form: Callable[[Array, Array, Array, Any], Array]) -> Callable[[Pass, int], Array]:
    """A form in z, tanh(u) and √(2/π) of the approximation of gelu, with u = √(2/π)(z + 0.044715 z³)."""

    def gives(t: Pass, l: int) -> Array:
        z, xp = t.z[l], t.xp
        k = xp.sqrt(2 / xp.pi)
        return form(z, xp.tanh(k * (z + z * z * z * CUBE)), k, xp)

    return gives


def _selu(scale: float, alpha: float) -> Callable[[Pass, int], Any]:
    """selu′ with other numbers in it."""
    return lambda t, l: scale * t.xp.where(t.z[l] > 0, 1, alpha * t.xp.exp(t.xp.minimum(t.z[l], 0)))


def _near_gelu(t: Pass, l: int) -> Array:
    return prime_of(swish(beta=QUICK), t, t.z[l])


QUICK_GELU = WrongPart("quick gelu", f"σ′ is that of z σ({QUICK} z), which is near gelu", _near_gelu)
INNER = "u′(z) = √(2/π)(1 + 3 · 0.044715 z²)"
OF_SILU = (
    WrongPart(
        "a for the sigmoid in 1 − σ",
        "a = z σ(z) stands for σ(z) in σ′(z^{l}) = σ(z)(1 + z(1 − σ(z))) of silu: 1 − a for 1 − σ(z)",
        _of_sigmoid(lambda z, a, s, xp: s * (z * (1 - a) + 1)),
    ),
    WrongPart(
        "a(1 − a) for the second term",
        "a = z σ(z) stands for σ(z) in the second term of the product rule: z a(1 − a) for z σ(z)(1 − σ(z))",
        _of_sigmoid(lambda z, a, s, xp: s + z * a * (1 - a)),
    ),
    WrongPart(
        "a + a(1 − g)",
        "z σ(z) stands for σ(z) in the first term of the product rule: a + a(1 − σ(z)) for σ(z) + a(1 − σ(z))",
        _of_sigmoid(lambda z, a, s, xp: a + a * (1 - s)),
    ),
    WrongPart(
        "g + 1 − a",
        "the second term of σ′(z^{l}) has the wrong sign: a − σ(z)(1 − a) for a + σ(z)(1 − a), of silu",
        _of_sigmoid(lambda z, a, s, xp: a - s * (1 - a)),
    ),
    WrongPart(
        "a + 1 − a",
        "1 − σ(z) is missing in the second term of the product rule: σ′(z^{l}) is σ(z) + z σ(z), with the sigmoid σ",
        _of_sigmoid(lambda z, a, s, xp: a + s),
    ),
)
OF_FAMILIES: Mapping[str, tuple[WrongPart, ...]] = {
    "gelu": (
        QUICK_GELU,
        WrongPart(
            "density without its root",
            "1/√(2π) is missing in φ(z) of σ′(z^{l})",
            _normal(lambda z, p, d, xp: p + z * d * xp.sqrt(xp.pi * 2)),
        ),
        WrongPart(
            "density without a half",
            "½ is missing in the exponent of φ(z) in σ′(z^{l})",
            _normal(lambda z, p, d, xp: p + z * xp.exp(z * z * -1.0) / xp.sqrt(xp.pi * 2)),
        ),
        WrongPart("density for the rest", "φ(z) alone was used for σ′(z^{l})", _normal(lambda z, p, d, xp: d)),
        WrongPart("Φ without its half", "½ is missing in Φ(z) of σ′(z^{l})", _normal(lambda z, p, d, xp: p * 2 + z * d)),
    ),
    "gelu_tanh": (
        QUICK_GELU,
        WrongPart(
            "inner derivative missing",
            f"the inner derivative {INNER} is missing in σ′(z^{{l}}): the chain rule is forgotten",
            _by_tanh(lambda z, h, k, xp: (h + 1) * 0.5 + z * (1 - h * h) * 0.5),
        ),
        WrongPart(
            "3 missing in the inner derivative",
            f"the 3 of z³ is missing in the inner derivative {INNER} of σ′(z^{{l}})",
            _by_tanh(lambda z, h, k, xp: (h + 1) * 0.5 + z * (1 - h * h) * 0.5 * k * (z * z * CUBE + 1)),
        ),
        WrongPart(
            "inner derivative of the cube missing",
            f"of the inner derivative {INNER} only √(2/π) is there in σ′(z^{{l}})",
            _by_tanh(lambda z, h, k, xp: (h + 1) * 0.5 + z * (1 - h * h) * 0.5 * k),
        ),
        WrongPart(
            "root missing in the inner derivative",
            f"√(2/π) is missing in the inner derivative {INNER} of σ′(z^{{l}})",
            _by_tanh(lambda z, h, k, xp: (h + 1) * 0.5 + z * (1 - h * h) * 0.5 * (z * z * (3 * CUBE) + 1)),
        ),
        WrongPart(
            "square of tanh missing",
            "the square is missing in 1 − tanh²(u) of σ′(z^{l})",
            _by_tanh(lambda z, h, k, xp: (h + 1) * 0.5 + z * (1 - h) * 0.5 * k * (z * z * (3 * CUBE) + 1)),
        ),
        WrongPart(
            "half missing in the second term",
            "½ is missing in the second term of σ′(z^{l})",
            _by_tanh(lambda z, h, k, xp: (h + 1) * 0.5 + z * (1 - h * h) * k * (z * z * (3 * CUBE) + 1)),
        ),
    ),
    "selu": (
        WrongPart("selu without its scale", "σ′ of selu lacks its scale λ", _selu(1.0, SELU_ALPHA)),
        WrongPart("selu without its alpha", "σ′ of selu lacks its α where z^{l} is negative", _selu(SELU_SCALE, 1.0)),
        WrongPart("selu scaled twice", "σ′ of selu has its scale λ twice", _selu(SELU_SCALE * SELU_SCALE, SELU_ALPHA)),
    ),
    "silu": OF_SILU,
    "swish": OF_SILU,
    "softplus": (
        WrongPart(
            "e^z for softplus",
            "σ′(z^{l}) is e^z σ(z): the denominator of e^z/(1 + e^z) is 1 + e^(−z)",
            _of_sigmoid(lambda z, a, s, xp: xp.exp(z) * s),
        ),
        WrongPart(
            "1/(1 + e^z) squared",
            "σ′(z^{l}) is that of the sigmoid: one derivative too many",
            _of_sigmoid(lambda z, a, s, xp: s * (1 - s)),
        ),
    ),
    "softsign": (
        WrongPart(
            "|z| without its bars",
            "σ′(z^{l}) is 1/(1 + z)² where it is 1/(1 + |z|)²: the bars of |z| are missing",
            lambda t, l: 1 / ((t.z[l] + 1) * (t.z[l] + 1)),
        ),
        WrongPart("z² for |z|", "σ′(z^{l}) is 1/(1 + z²) where it is 1/(1 + |z|)²", lambda t, l: 1 / (t.z[l] * t.z[l] + 1)),
        WrongPart(
            "a for z in softsign",
            "σ′(z^{l}) is 1/(1 + |a|)² where it is 1/(1 + |z|)²",
            lambda t, l: 1 / ((abs(t.a[l]) + 1) * (abs(t.a[l]) + 1)),
        ),
        WrongPart("1 − |a|", "σ′(z^{l}) is 1/(1 + |z|) = 1 − |a|, without its square", lambda t, l: 1 - abs(t.a[l])),
    ),
    "tanh": (
        WrongPart("cosh for its inverse", "σ′(z^{l}) is cosh² z where it is 1/cosh² z", lambda t, l: 1 / (1 - t.a[l] * t.a[l])),
        WrongPart("1/(1 + z²)", "σ′(z^{l}) is 1/(1 + z²), as of the arc tangent", lambda t, l: 1 / (t.z[l] * t.z[l] + 1)),
        WrongPart(
            "1 − tanh z²", "σ′(z^{l}) is 1 − tanh(z²) where it is 1 − tanh² z", lambda t, l: 1 - t.xp.tanh(t.z[l] * t.z[l])
        ),
        WrongPart("1 − |a|", "σ′(z^{l}) is 1 − |a| where it is 1 − a²", lambda t, l: 1 - abs(t.a[l])),
        WrongPart("σ′ at 2z", "σ′(z^{l}) was taken at 2z", lambda t, l: t.prime_at(l, t.z[l] * 2)),
        WrongPart("σ′ at z/2", "σ′(z^{l}) was taken at z/2", lambda t, l: t.prime_at(l, t.z[l] * 0.5)),
    ),
    "sigmoid": (
        WrongPart(
            "e^z for e^−z",
            "σ′(z^{l}) is e^z/(1 + e^(−z))² where it is e^(−z)/(1 + e^(−z))²: a sign is lost",
            lambda t, l: t.xp.exp(t.z[l]) * t.a[l] * t.a[l],
        ),
        WrongPart(
            "slope of Keras's hard sigmoid",
            "σ′(z^{l}) is 0.2 where |z| < 2.5 and 0 elsewhere, as of the hard sigmoid of Keras 2",
            lambda t, l: t.xp.where(abs(t.z[l]) < 2.5, 0.2, 0),
        ),
        WrongPart("a(1 − 2a)", "σ′(z^{l}) is a(1 − 2a) where it is a(1 − a)", lambda t, l: t.a[l] * (1 - t.a[l] * 2)),
        WrongPart("a(2 − a)", "σ′(z^{l}) is a(2 − a) where it is a(1 − a)", lambda t, l: t.a[l] * (2 - t.a[l])),
    ),
}
"""What goes wrong in the formula of an activation, by its family."""


KINKS = (1.0, 0.5, -1.0, -0.5, 0.1, 2.0, 0.01, 0.001)
"""Where the kink of a piecewise linear σ is put by mistake."""


def _moved(at: float) -> WrongPart:
    return WrongPart(
        f"kink at {at:g}",
        f"σ′(z^{{l}}) changes where z^{{l}} is {at:g}".replace("-", "−") + ", not where it is 0: the threshold is another one",
        lambda t, l: t.prime_at(l, t.z[l] - at),
        lambda t, l: elementwise(t, l) and t.problem.network.activations[l].family in ("relu", "leaky_relu", "prelu", "rrelu"),
    )


MOVED = tuple(_moved(at) for at in KINKS)


def forms(t: Pass, l: int) -> Iterator[WrongPart]:
    """What is typed for σ′ of a layer from the pieces of its own σ."""
    yield from (*PRODUCTS, *OF_FAMILIES.get(t.problem.network.activations[l].family, ()), *MOVED, *ROOTS)
