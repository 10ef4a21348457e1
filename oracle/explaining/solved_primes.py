"""A number in σ′ that is another one: a slope, an α, a number that was added; it is solved for, not searched.

δ is what is sent back times known + c · unknown, which is linear in c whatever is seen of δ, so c is a quotient of two balls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nablacheck.oracle.explaining.claimed import Target, minus
from nablacheck.oracle.explaining.factors import ONE, Interval, number, ratio
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.explaining.parts import elementwise
from nablacheck.oracle.explaining.reasons import Reason
from nablacheck.oracle.explaining.sent_back import incoming_to
from nablacheck.reference.backprop import BOOK, Pass

Array = Any
Given = Callable[[Pass, int], Array]
BRANCHED = ("relu", "relu6", "leaky_relu", "prelu", "rrelu", "elu", "selu", "celu")
"""The families with one formula where z is positive, and another one where it is negative."""


@dataclass(frozen=True)
class LinearPrime:
    """σ′ as known + c · unknown, for a c that is to be found: its name, and what it says of {c}, {l} and {entry}."""

    name: str
    says: str
    known: Given
    unknown: Given
    applies: Callable[[Pass, int], bool] = elementwise


def _where(positive: Given, negative: Given) -> Given:
    return lambda t, l: t.xp.where(t.z[l] > 0, positive(t, l), negative(t, l))


def _zero(t: Pass, l: int) -> Array:
    return t.xp.like(0, t.z[l])


def _one(t: Pass, l: int) -> Array:
    return t.xp.like(1, t.z[l])


def _prime(t: Pass, l: int) -> Array:
    return t.prime(l)


def _e_to_z(t: Pass, l: int) -> Array:
    return t.xp.exp(t.xp.minimum(t.z[l], 0))


def _z(t: Pass, l: int) -> Array:
    return t.z[l]


def _a(t: Pass, l: int) -> Array:
    return t.a[l]


def _one_plus_a(t: Pass, l: int) -> Array:
    return t.a[l] + 1


def _branches(t: Pass, l: int) -> bool:
    """Whether σ is another formula where z is negative."""
    return elementwise(t, l) and t.problem.network.activations[l].family in BRANCHED


LINEAR: tuple[LinearPrime, ...] = (
    LinearPrime(
        "negative side",
        "σ′(z^{l}) is {c} where z^{l} is negative (a slope of {c}), which is not what {entry} has there",
        _where(_prime, _zero),
        _where(_zero, _one),
        _branches,
    ),
    LinearPrime(
        "negative side times",
        "σ′(z^{l}) is {c} times that of {entry} where z^{l} is negative (as with another α)",
        _where(_prime, _zero),
        _where(_zero, _prime),
        _branches,
    ),
    LinearPrime(
        "negative side e^z",
        "σ′(z^{l}) is {c} · e^z where z^{l} is negative, which is not what {entry} has there",
        _where(_prime, _zero),
        _where(_zero, _e_to_z),
        _branches,
    ),
    LinearPrime(
        "negative side a",
        "σ′(z^{l}) is {c} · a^{l} where z^{l} is negative, which is not what {entry} has there",
        _where(_prime, _zero),
        _where(_zero, _a),
        _branches,
    ),
    LinearPrime(
        "negative side z",
        "σ′(z^{l}) is {c} · z^{l} where z^{l} is negative, which is not what {entry} has there",
        _where(_prime, _zero),
        _where(_zero, _z),
        _branches,
    ),
    LinearPrime(
        "negative side 1 + a",
        "σ′(z^{l}) is {c} · (1 + a^{l}) where z^{l} is negative, which is not what {entry} has there",
        _where(_prime, _zero),
        _where(_zero, _one_plus_a),
        _branches,
    ),
    LinearPrime(
        "positive side",
        "σ′(z^{l}) is {c} where z^{l} is positive, which is not what {entry} has there",
        _where(_zero, _prime),
        _where(_one, _zero),
        _branches,
    ),
    LinearPrime(
        "positive side z",
        "σ′(z^{l}) is {c} · z^{l} where z^{l} is positive, which is not what {entry} has there",
        _where(_zero, _prime),
        _where(_z, _zero),
        _branches,
    ),
    LinearPrime("added", "{c} was added to σ′(z^{l})", _prime, _one),
)


def solved_primes(t: Pass, equation: str, l: int, targets: Sequence[Target]) -> Iterator[Reason]:
    """The reasons in which one number of σ′ is another one than it should be."""
    applicable = [linear for linear in LINEAR if linear.applies(t, l) and l not in t.problem.masks]
    sent = incoming_to(t, l) if applicable else None
    for linear in applicable:
        known, unknown = (t.xp.lift(sent * part(t, l)) for part in (linear.known, linear.unknown))
        interval = Interval()
        for view, target in targets:
            if interval:
                interval &= ratio(minus(target, view(known)), view(unknown))
        c = number(interval)
        if c is not None:
            yield _reason(linear, c, t, equation, l)


def _reason(linear: LinearPrime, c: float, t: Pass, equation: str, l: int) -> Reason:
    def gives(t: Pass, l: int) -> Array:
        return incoming_to(t, l) * (linear.known(t, l) + linear.unknown(t, l) * c)

    entry, layer = t.problem.network.activations[l], "L" if equation == "BP1" else "l"
    numbers = ", ".join(f"{name} {value:g}" for name, value in entry.parameters.items())
    says = linear.says.format(
        c=f"{c:g}".replace("-", "−"), l=layer, entry=f"{entry.family}, {numbers}," if numbers else entry.name
    )
    mistake = Mistake(f"sigma prime, {linear.name} {c:g}", equation, says.replace(" 1 · ", " "), BOOK.bp2)
    return Reason((mistake,), ONE, t.xp.lift(gives(t, l)), of_prime=True, gives=gives)
