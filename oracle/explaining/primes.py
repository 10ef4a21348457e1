"""The second part of δ: σ′(z^l), and what is typed in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np

from nablacheck.oracle.explaining import typed
from nablacheck.oracle.explaining.parts import (
    DECIMALS,
    Applies,
    WrongPart,
    as_wide,
    both,
    cast,
    elementwise,
    hidden,
    of_log_softmax,
    of_softmax,
    of_softmin,
    rounded,
    to_decimals,
)
from nablacheck.oracle.explaining.prime_forms import forms
from nablacheck.reference.activations import ACTIVATIONS
from nablacheck.reference.activations.rows import log_softmax
from nablacheck.reference.arithmetic import FLOAT
from nablacheck.reference.backprop import Pass, VectorJacobian, derivative

Array = Any
RIGHT = WrongPart("", "", lambda t, l: t.prime(l))
ONE = WrongPart("no prime", "σ′(z^{l}) is missing", lambda t, l: 1)

# σ′ as a product of two places in which a may stand, or z by mistake
IN_A: Mapping[str, Callable[[Any, Any, Any], Any]] = {
    "sigmoid": lambda p, q, xp: p * (1 - q),
    "tanh": lambda p, q, xp: 1 - p * q,
    "softplus": lambda p, q, xp: 1 - xp.exp(-p),
    "softsign": lambda p, q, xp: (1 - abs(p)) * (1 - abs(q)),
    "elu": lambda p, q, xp: xp.where(p > 0, 1, 1 + q),
    "logsigmoid": lambda p, q, xp: 1 - xp.exp(p),
}
WRITTEN: Mapping[str, str] = {
    "sigmoid": "a(1 − a)",
    "tanh": "1 − a²",
    "softplus": "1 − e^(−a)",
    "softsign": "(1 − |a|)²",
    "elu": "1 or 1 + a",
    "logsigmoid": "1 − e^a",
}
"""How that is written."""
"""σ′ of an entry written with a = σ(z), by its family and with its parameters at their defaults."""


def _in_a(t: Pass, l: int) -> Any:
    entry = t.problem.network.activations[l]
    return IN_A.get(entry.family)


def _has_form(t: Pass, l: int) -> bool:
    return _in_a(t, l) is not None


def _written(t: Pass, l: int, p: Any, q: Any) -> Any:
    return _in_a(t, l)(p, q, t.xp)


def _on_z(t: Pass, l: int) -> Any:
    """The entry's own formula, with z in every place where it has a."""
    entry = t.problem.network.activations[l]
    return t.xp.like(entry.prime(t.z[l], t.z[l], t.xp), t.z[l])  # type: ignore[misc]


def form_on_z(t: Pass, l: int) -> Array | None:
    """The form of σ′ that is written with a, with z in every place of it; None where σ′ has no such form."""
    if _has_form(t, l):
        return _written(t, l, t.z[l], t.z[l])
    return _on_z(t, l) if _reads_a(t, l) else None


def _reads_a(t: Pass, l: int) -> bool:
    """Whether the entry's own formula is written with a."""
    return elementwise(t, l) and _reads(t.problem.network.activations[l])


@cache
def _reads(entry: Any) -> bool:
    z = np.array([-1.25, -0.25, 0.25, 1.25])
    return not np.array_equal(entry.prime(z, z, FLOAT), entry.prime(z, entry.value(z, FLOAT), FLOAT))


def _unmasked(t: Pass, l: int) -> Any:
    """σ′(z^l) without the mask of the layer."""
    entry, z = t.problem.network.activations[l], t.z[l]
    return derivative(entry, z, t.xp.like(entry.value(z, t.xp), z), t.xp, t.kinks)


def _dropped(t: Pass, l: int) -> bool:
    return l in t.problem.masks


def _tanh(t: Pass, l: int) -> bool:
    return t.problem.network.activations[l].range == (-1, 1) and elementwise(t, l)


def _unit(t: Pass, l: int) -> bool:
    return t.problem.network.activations[l].range == (0, 1) and elementwise(t, l)


def _bent(t: Pass, l: int) -> bool:
    """Whether a^l and z^l are two things."""
    return elementwise(t, l) and t.problem.network.activations[l] is not ACTIVATIONS["identity"]


def _same_width(other: int) -> Any:
    return both(as_wide(0, other), lambda t, l: elementwise(t, l) and l + other in t.z and elementwise(t, l + other))


FORMS: tuple[WrongPart, ...] = (
    WrongPart("mask forgotten", "the mask of layer {l} is missing on the way back", _unmasked, _dropped),
    WrongPart(
        "masked a for a",
        "a^{l} with its mask stands for a^{l} in σ′: σ′ takes a^{l} before the mask, which comes in beside it",
        lambda t, l: _written(t, l, t.a[l], t.a[l]) * t.xp.lift(t.problem.masks[l].astype(t.problem.dtype)),
        both(_dropped, _has_form),
    ),
    WrongPart(
        "masked a for a, mask forgotten",
        "a^{l} with its mask stands for a^{l} in σ′, and the mask is missing on the way back",
        lambda t, l: _written(t, l, t.a[l], t.a[l]),
        both(_dropped, _has_form),
    ),
    WrongPart(
        "gradient rectified",
        "what is sent back was set to 0 where it is negative itself, not where z^{l} is",
        lambda t, l: VectorJacobian(lambda g: t.xp.maximum(g, 0)),
        elementwise,
    ),
    WrongPart(
        "gradient rectified too",
        "what is sent back was set to 0 where it is negative, besides ⊙ σ′(z^{l})",
        lambda t, l: VectorJacobian(lambda g: t.xp.maximum(g, 0) * t.prime(l)),
        elementwise,
    ),
    WrongPart(
        "sigma prime of a",
        "σ′(a^{l}) was used where {eq} says σ′(z^{l})",
        lambda t, l: t.prime_at(l, t.a[l]),
        elementwise,
    ),
    WrongPart(
        "form of a applied to z",
        "the form of σ′ that is written with a^{l} was applied to z^{l}",
        _on_z,
        _reads_a,
    ),
    WrongPart(
        "form of a applied to z, by hand",
        "the form of σ′ that is written with a^{l} was applied to z^{l}",
        lambda t, l: _written(t, l, t.z[l], t.z[l]),
        _has_form,
    ),
    WrongPart(
        "z for the second a",
        "z^{l} stands for the second a^{l} in σ′",
        lambda t, l: _written(t, l, t.a[l], t.z[l]),
        _has_form,
    ),
    WrongPart(
        "z for the first a",
        "z^{l} stands for the first a^{l} in σ′",
        lambda t, l: _written(t, l, t.z[l], t.a[l]),
        _has_form,
    ),
    WrongPart(
        "error for a",
        "a^L − y stands for a^L in σ′ (as where y was subtracted in place)",
        lambda t, l: _written(t, l, t.a[l] - t.y, t.a[l] - t.y),
        both(_has_form, lambda t, l: l == t.L),
    ),
    WrongPart("sigma for sigma prime", "σ(z^{l}) was used for σ′(z^{l})", lambda t, l: t.a[l], elementwise),
    WrongPart("z for sigma prime", "z^{l} was used for σ′(z^{l})", lambda t, l: t.z[l], elementwise),
    WrongPart("1 − a", "1 − a^{l} was used for σ′(z^{l})", lambda t, l: 1 - t.a[l], elementwise),
    WrongPart("1 + a", "1 + a^{l} was used for σ′(z^{l})", lambda t, l: 1 + t.a[l], elementwise),
    WrongPart("a²", "(a^{l})² was used for σ′(z^{l})", lambda t, l: t.a[l] * t.a[l], elementwise),
    WrongPart("1 + a²", "1 + (a^{l})² was used for σ′(z^{l})", lambda t, l: 1 + t.a[l] * t.a[l], elementwise),
    WrongPart("(1 − a)²", "(1 − a^{l})² was used for σ′(z^{l})", lambda t, l: (1 - t.a[l]) * (1 - t.a[l]), elementwise),
    WrongPart("1 − 2a", "1 − 2a^{l} was used for σ′(z^{l})", lambda t, l: 1 - 2 * t.a[l], elementwise),
    WrongPart("a(1 + a)", "a^{l}(1 + a^{l}) was used for σ′(z^{l})", lambda t, l: t.a[l] * (1 + t.a[l]), elementwise),
    WrongPart(
        "a(a − 1)²", "a^{l}(1 − a^{l})² was used for σ′(z^{l})", lambda t, l: t.a[l] * (1 - t.a[l]) * (1 - t.a[l]), _unit
    ),
    WrongPart("a²(1 − a)", "(a^{l})²(1 − a^{l}) was used for σ′(z^{l})", lambda t, l: t.a[l] * t.a[l] * (1 - t.a[l]), _unit),
    WrongPart(
        "a(1 − a²)", "a^{l}(1 − (a^{l})²) was used for σ′(z^{l})", lambda t, l: t.a[l] * (1 - t.a[l] * t.a[l]), elementwise
    ),
    WrongPart(
        "a/z",
        "a^{l}/z^{l} was used for σ′(z^{l})",
        lambda t, l: t.a[l] / t.z[l],
        elementwise,
    ),
    WrongPart("e^−z", "e^(−z^{l}) was used for σ′(z^{l})", lambda t, l: t.xp.exp(-t.z[l]), elementwise),
    WrongPart("e^z", "e^(z^{l}) was used for σ′(z^{l})", lambda t, l: t.xp.exp(t.z[l]), elementwise),
    WrongPart("1 − z²", "1 − (z^{l})² was used for σ′(z^{l})", lambda t, l: 1 - t.z[l] * t.z[l], _bent),
    WrongPart("z(1 − z)", "z^{l}(1 − z^{l}) was used for σ′(z^{l})", lambda t, l: t.z[l] * (1 - t.z[l]), _bent),
    WrongPart(
        "the other branch",
        "the other branch of σ′ was used: σ′(−z^{l}) for σ′(z^{l})",
        lambda t, l: t.prime_at(l, -t.z[l]),
        elementwise,
    ),
    WrongPart("sigma prime at 0", "σ′(0) was used for σ′(z^{l})", lambda t, l: t.prime_at(l, 0 * t.z[l]), elementwise),
    WrongPart("sigma prime twice", "σ′(z^{l}) was multiplied with twice", lambda t, l: t.prime(l) * t.prime(l), elementwise),
    WrongPart("divided by sigma prime", "{eq} was divided by σ′(z^{l})", lambda t, l: 1 / t.prime(l), elementwise),
    WrongPart("1 − sigma prime", "1 − σ′(z^{l}) was used for σ′(z^{l})", lambda t, l: 1 - t.prime(l), elementwise),
    WrongPart("sigma twice", "σ′(z^{l}) was multiplied with a^{l} as well", lambda t, l: t.prime(l) * t.a[l], elementwise),
    WrongPart("z twice", "σ′(z^{l}) was multiplied with z^{l} as well", lambda t, l: t.prime(l) * t.z[l], elementwise),
    WrongPart(
        "sigma prime of the layer above",
        "σ′(z^{l+1}) was used where {eq} says σ′(z^{l})",
        lambda t, l: t.prime(l + 1),
        both(hidden, _same_width(1)),
    ),
    WrongPart(
        "sigma prime of the layer below",
        "σ′(z^{l-1}) was used where {eq} says σ′(z^{l})",
        lambda t, l: t.prime(l - 1),
        _same_width(-1),
    ),
    WrongPart(
        "sigma prime at the activation below",
        "σ′(a^{l-1}) was used where {eq} says σ′(z^{l})",
        lambda t, l: t.prime_at(l, t.a[l - 1]),
        both(elementwise, as_wide(0, -1)),
    ),
    WrongPart(
        "activation below for a",
        "a^{l-1} stands for a^{l} in σ′",
        lambda t, l: _written(t, l, t.a[l - 1], t.a[l - 1]),
        both(_has_form, as_wide(0, -1)),
    ),
    WrongPart(
        "activation above for a",
        "a^{l+1} stands for a^{l} in σ′",
        lambda t, l: _written(t, l, t.a[l + 1], t.a[l + 1]),
        both(_has_form, hidden, as_wide(0, 1)),
    ),
    WrongPart(
        "sigma prime without the bias",
        "σ′ was taken at w^{l} a^{l-1}, without the bias",
        lambda t, l: t.prime_at(l, t.w[l] @ t.a[l - 1]),
        both(elementwise, lambda t, l: bool(np.any(t.problem.network.b[l]))),
    ),
)


def _along(of: Callable[[Array, Array, Array], Array]) -> Callable[[Pass, int], VectorJacobian]:
    """A vector-Jacobian product as a formula in a, g and a sum over the neurons of the layer."""
    return lambda t, l: VectorJacobian(lambda g: of(t.a[l], g, (t.a[l] * g).sum(axis=-2, keepdims=True)))


def _of_probabilities(sigma: str, sign: int, applies: Applies) -> tuple[WrongPart, ...]:
    """Wrong forms of a ⊙ (g − Σ a g), the Jacobian of softmax, or of minus that, of softmin."""
    s = "−" if sign < 0 else ""
    right = f"{s}a ⊙ (g − Σ a g)"
    return (
        WrongPart(
            f"diagonal of {sigma}",
            f"only the diagonal {s}a(1 − a) of {sigma}'s Jacobian was used",
            lambda t, l: t.a[l] * (1 - t.a[l]) * sign,
            applies,
        ),
        WrongPart(
            f"{sigma} without its sum",
            f"{sigma}'s Jacobian lacks its sum: {s}a ⊙ g for {right}",
            lambda t, l: t.a[l] * sign,
            applies,
        ),
        WrongPart(
            f"{sigma} with its sum alone",
            f"of {sigma}'s Jacobian only the sum is there: {'' if s else '−'}a Σ a g for {right}",
            _along(lambda a, g, total: a * total * -sign),
            applies,
        ),
        WrongPart(
            f"{sigma} with a plus",
            f"{sigma}'s Jacobian has a plus for its minus: "
            + (f"diag(a) + aaᵀ, so a ⊙ (g + Σ a g) for {right}" if sign > 0 else f"−a ⊙ (g + Σ a g) for {right}"),
            _along(lambda a, g, total: a * (g + total) * sign),
            applies,
        ),
        WrongPart(
            f"{sigma} without its diagonal",
            f"of {sigma}'s Jacobian the diagonal {s}a(1 − a) is missing",
            _along(lambda a, g, total: a * (a * g - total) * sign),
            applies,
        ),
        WrongPart(
            f"{sigma} without its a",
            f"{sigma}'s Jacobian lacks a factor a: {'Σ a g − g' if s else 'g − Σ a g'} for {right}",
            _along(lambda a, g, total: (g - total) * sign),
            applies,
        ),
        WrongPart(
            f"{sigma} with a plain sum",
            f"{sigma}'s Jacobian has Σ g where it should have Σ a g",
            _along(lambda a, g, total: a * (g - g.sum(axis=-2, keepdims=True)) * sign),
            applies,
        ),
        WrongPart(
            f"{sigma} summed over the examples",
            f"the sum in {sigma}'s Jacobian goes over the examples, not over the neurons",
            _along(lambda a, g, total: a * (g - (a * g).sum(axis=-1, keepdims=True)) * sign),
            applies,
        ),
        WrongPart(
            f"{sigma} with a square",
            f"{s}a² was used for {sigma}'s Jacobian",
            lambda t, l: t.a[l] * t.a[l] * sign,
            applies,
        ),
    )


MIXED: tuple[WrongPart, ...] = (
    *_of_probabilities("softmax", 1, of_softmax),
    *_of_probabilities("softmin", -1, of_softmin),
    WrongPart(
        "log-softmax with its output",
        "log-softmax's Jacobian has its output where it should have softmax: g − a Σ g for g − e^a Σ g",
        _along(lambda a, g, total: g - a * g.sum(axis=-2, keepdims=True)),
        of_log_softmax,
    ),
    WrongPart(
        "log-softmax with its sum alone",
        "of log-softmax's Jacobian only −e^a Σ g is there",
        lambda t, l: VectorJacobian(lambda g: -t.xp.exp(t.a[l]) * g.sum(axis=-2, keepdims=True)),
        of_log_softmax,
    ),
    WrongPart(
        "log-softmax without its sum",
        "log-softmax's Jacobian has e^a where it should have e^a Σ g",
        lambda t, l: VectorJacobian(lambda g: g - t.xp.exp(t.a[l]) * g),
        of_log_softmax,
    ),
)


def _rounded(decimals: int) -> WrongPart:
    return WrongPart(
        f"sigma prime rounded to {decimals}",
        f"σ′(z^{{l}}) is rounded {to_decimals(decimals)}",
        lambda t, l: rounded(t.prime(l), decimals),
        elementwise,
    )


def _through(dtype: str) -> WrongPart:
    return WrongPart(
        f"sigma prime in {dtype}",
        f"σ′(z^{{l}}) passes through {dtype}: cast nothing, or declare dtype={dtype}",
        lambda t, l: cast(t.prime(l), dtype),
        lambda t, l: elementwise(t, l) and np.dtype(dtype).itemsize < t.problem.dtype.itemsize,
    )


def _of_differences(decimals: int, sides: int) -> WrongPart:
    """σ′ as a quotient of differences, with a step of 1/10, 1/100 and so on, to both sides or to one."""

    def gives(t: Pass, l: int) -> Array:
        entry, z, xp = t.problem.network.activations[l], t.z[l], t.xp
        h = xp.lift(1 / 10**decimals)
        below = z - h if sides == 2 else z
        return (xp.like(entry.value(z + h, xp), z) - xp.like(entry.value(below, xp), z)) / (h * sides)

    h = f"{1 / 10**decimals:g}"
    says = f"(σ(z + h) − σ(z − h))/2h with h = {h}" if sides == 2 else f"(σ(z + h) − σ(z))/h with h = {h}"
    return WrongPart(f"difference quotient {h}, {sides}", f"σ′(z^{{l}}) is a difference quotient, {says}", gives, _bent)


SHARP = 6
"""Of the steps of a quotient so many; with smaller ones the rounding of σ is all that is seen, and it may be any rounding."""
COARSE: tuple[WrongPart, ...] = (
    *map(_rounded, DECIMALS),
    *map(_through, ("float32", "float16")),
    *(_of_differences(decimals, sides) for decimals in DECIMALS[:SHARP] for sides in (2, 1)),
)


def every(t: Pass, l: int) -> Iterator[WrongPart]:
    """All that is typed in the place of σ′ of a layer."""
    yield ONE
    yield from forms(t, l)
    yield from (*FORMS, *MIXED)
    yield from others(t, l)
    yield from COARSE
    yield from typed.primes(t, l)


@cache
def entries() -> tuple[tuple[str, Any], ...]:
    """Every registered activation with each of its variants; the plainest first."""
    plain = [(name, ACTIVATIONS[name]) for name in ACTIVATIONS]
    families = ACTIVATIONS.families.values()
    more = [(name, ACTIVATIONS[name]) for family in families for name in family.variants() if name != family.name]
    return (*plain, *more)


def others(t: Pass, l: int) -> Iterator[WrongPart]:
    """σ′ of every other registered activation: at z, and at a where it is written with a.

    That of log-softmax is left out: g − e^a Σ g is g where Σ g is 0, and else what a cross-entropy gives under softmax.
    """
    own = t.problem.network.activations[l]
    strangers = [(name, entry) for name, entry in entries() if entry is not own and entry is not log_softmax]
    says = "σ′ is that of {}, the layer is {}"
    variants = {name for name, _ in strangers} - set(ACTIVATIONS)
    for name, entry in strangers:
        yield WrongPart(f"sigma prime of {name}", says.format(name, own.name), _at_z(entry), late=name in variants)
    for name, entry in strangers:
        form = IN_A.get(name)
        given = f"{says.format(name, own.name)}; it was applied to a^{{l}}"
        if form:
            whose = f"{says.format(name, own.name)}; it is written {WRITTEN[name]} with the a^{{l}} of the layer"
            written = (
                whose
                if own.prime
                else f"{WRITTEN[name]} was used for σ′(z^{{l}}), as of {name}, with the a^{{l}} of {own.name}"
            )
            yield WrongPart(f"sigma prime of {name} in a", written, _at_a(form))
        elif entry.prime:
            yield WrongPart(f"sigma prime of {name} at a", given, _at_the_output(entry), late=name in variants)


def _at_z(entry: Any) -> Any:
    return lambda t, l: derivative(entry, t.z[l], t.xp.like(entry.value(t.z[l], t.xp), t.z[l]), t.xp, {})


def _at_a(form: Any) -> Any:
    return lambda t, l: form(t.a[l], t.a[l], t.xp)


def _at_the_output(entry: Any) -> Any:
    return lambda t, l: derivative(entry, t.a[l], t.xp.like(entry.value(t.a[l], t.xp), t.a[l]), t.xp, {})
