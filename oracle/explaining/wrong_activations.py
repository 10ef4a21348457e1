"""What may be typed for σ(z^l)."""

from __future__ import annotations

from collections.abc import Iterator

from nablacheck.oracle.explaining import typed
from nablacheck.oracle.explaining.evaluated import own_prime, own_value, prime_of, value_of
from nablacheck.oracle.explaining.forward_steps import Step
from nablacheck.oracle.explaining.parts import as_wide, bent, in_the_layer, rounded, to_decimals
from nablacheck.reference.activations import ACTIVATIONS, Activation, rows, smooth
from nablacheck.reference.backprop import Pass


def _own(t: Pass, l: int) -> Activation:
    return t.problem.network.activations[l]


COMMON_ACTIVATIONS: tuple[Step, ...] = (
    Step(
        "sigma twice",
        "σ was applied twice: a^l = σ(σ(z^l))",
        a=lambda t, l: own_value(t, l, own_value(t, l, t.z[l])),
        own=lambda t, l: own_prime(t, l, own_value(t, l, t.z[l])),
    ),
    Step(
        "sigma of −z",
        "σ(−z^l) was computed for σ(z^l): the sign of z^l is lost",
        a=lambda t, l: own_value(t, l, -t.z[l]),
        own=lambda t, l: own_prime(t, l, -t.z[l]),
        applies=bent,
    ),
)
_BY_EXPONENTIALS = in_the_layer(smooth.sigmoid, rows.softmax, rows.softmin, rows.log_softmax)
RARE_ACTIVATIONS: tuple[Step, ...] = (
    *(
        Step(
            f"z times {c:g}",
            f"σ(z^l) was computed at {says}",
            a=lambda t, l, c=c: own_value(t, l, t.z[l] * c),  # type: ignore[misc]
            own=lambda t, l, c=c: own_prime(t, l, t.z[l] * c),  # type: ignore[misc]
        )
        for c, says in (
            (2.0, "2 z^l where it has z^l"),
            (0.5, "z^l/2 where it has z^l"),
            (10.0, "10 z^l where it has z^l"),
            (0.1, "z^l/10 where it has z^l"),
        )
    ),
    *(
        Step(
            f"z times {c:g} throughout",
            f"σ was computed at {says}, and σ′ with it: a slope (or temperature) that σ(z^l) does not have",
            a=lambda t, l, c=c: own_value(t, l, t.z[l] * c),  # type: ignore[misc]
            own=lambda t, l, c=c: own_prime(t, l, t.z[l] * c),  # type: ignore[misc]
            inner=c,
        )
        for c, says in ((2.0, "2 z^l"), (0.5, "z^l/2"), (10.0, "10 z^l"), (0.1, "z^l/10"))
    ),
    *(
        Step(
            f"σ {says}",
            f"a^l is {says} where it is σ(z^l)",
            a=lambda t, l, of=of: of(own_value(t, l, t.z[l])),  # type: ignore[misc]
            chosen=True,
        )
        for says, of in (
            ("2σ(z^l)", lambda a: 2 * a),
            ("σ(z^l)/2", lambda a: a / 2),
            ("−σ(z^l)", lambda a: -a),
            ("σ(z^l)²", lambda a: a * a),
            ("1 − σ(z^l)", lambda a: 1 - a),
            ("1 + σ(z^l)", lambda a: 1 + a),
        )
    ),
    Step(
        "base 2",
        "2^z was used where σ(z^l) has e^z",
        a=lambda t, l: own_value(t, l, t.z[l] * t.xp.log(t.xp.lift(2.0))),
        applies=_BY_EXPONENTIALS,
    ),
    Step(
        "base 10",
        "10^z was used where σ(z^l) has e^z",
        a=lambda t, l: own_value(t, l, t.z[l] * t.xp.log(t.xp.lift(10.0))),
        applies=_BY_EXPONENTIALS,
    ),
    Step(
        "activation added to its input",
        "a^{l-1} was added to a^l, as in a residual layer",
        a=lambda t, l: own_value(t, l, t.z[l]) + t.a[l - 1],
        applies=as_wide(0, -1),
    ),
)


def from_elsewhere(entry: Activation, here: str, says: str) -> Step:
    """σ and σ′ as another library or book has them under the name that an entry has here."""
    return Step(
        f"sigma is {entry.name}",
        says,
        a=lambda t, l: value_of(entry, t, t.z[l]),
        own=lambda t, l: prime_of(entry, t, t.z[l]),
        applies=lambda t, l: _own(t, l) is ACTIVATIONS[here],
    )


def another(entry: Activation) -> Step:
    """The σ of another entry, with the σ′ of the one that is declared."""
    return Step(
        f"sigma is {entry.name}",
        f"σ(z^l) is {entry.name}, and σ′(z^l) is that of what is declared",
        a=lambda t, l: value_of(entry, t, t.z[l]),
        applies=lambda t, l: _own(t, l) is not entry,
        chosen=True,
    )


def rounded_to(decimals: int) -> Step:
    """σ(z^l) rounded to some decimals."""
    return Step(
        f"activation rounded to {decimals}",
        f"a^l is rounded {to_decimals(decimals)}",
        a=lambda t, l: rounded(own_value(t, l, t.z[l]), decimals),
    )


def with_slips(entry: Activation) -> Iterator[Step]:
    """σ(z^l) of an entry with a slip in its formula."""
    for says, gives in typed.values(entry):
        yield Step(
            f"σ {says}",
            f"σ(z^l) comes out as with {says}",
            a=gives,
            applies=lambda t, l: _own(t, l) is entry,
            chosen=True,
            once=True,
        )
