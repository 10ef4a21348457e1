"""σ′ of another activation than that of the layer: of every one that is registered, with each of its variants."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from nablacheck.oracle.explaining.evaluated import prime_of
from nablacheck.oracle.explaining.parts import WrongPart
from nablacheck.oracle.explaining.written_in_a import IN_A
from nablacheck.reference.activations import ACTIVATIONS, Activation
from nablacheck.reference.activations.rows import log_softmax
from nablacheck.reference.backprop import Pass


@cache
def entries() -> tuple[tuple[str, Activation], ...]:
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
    variants = {name for name, _ in strangers} - set(ACTIVATIONS)
    for name, entry in strangers:
        yield WrongPart(f"sigma prime of {name}", _says(name, own), _at_z(entry), late=name in variants)
    for name, entry in strangers:
        if name in IN_A:
            yield _in_a(name, own)
        elif entry.prime:
            says = f"{_says(name, own)}; it was applied to a^{{l}}"
            yield WrongPart(f"sigma prime of {name} at a", says, _at_a(entry), late=name in variants)


def _says(name: str, own: Activation) -> str:
    return f"σ′ is that of {name}, the layer is {own.name}"


def _in_a(name: str, own: Activation) -> WrongPart:
    """The form of another σ′ that is written with a, with the a of the layer."""
    form = IN_A[name]
    if own.prime:
        says = f"{_says(name, own)}; it is written {form.written} with the a^{{l}} of the layer"
    else:
        says = f"{form.written} was used for σ′(z^{{l}}), as of {name}, with the a^{{l}} of {own.name}"
    return WrongPart(f"sigma prime of {name} in a", says, lambda t, l: form.of(t.a[l], t.a[l], t.xp))


def _at_z(entry: Activation) -> Any:
    return lambda t, l: prime_of(entry, t, t.z[l])


def _at_a(entry: Activation) -> Any:
    return lambda t, l: prime_of(entry, t, t.a[l])
