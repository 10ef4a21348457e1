"""What was returned in the place of a^L: another letter of the pass, as where an array was changed in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from nablacheck.oracle.explaining.claimed import Claimed, predicts
from nablacheck.oracle.explaining.diagnosis import Diagnosis
from nablacheck.oracle.explaining.forward_passes import EQUATION
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.explaining.thresholds import threshold, winners
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import BOOK, Pass, forward, output_error

Array = Any
IN_PLACE = " (as where the array of a^L was changed in place)"


def in_its_place(claims: Sequence[tuple[Claimed, Array]]) -> Diagnosis | None:
    """What each output that was returned is in place of a^L; None where nothing is so in all claims."""
    common: list[str] | None = None
    for claimed, output in claims:
        t = forward(Pass(claimed.problem, claimed.xp))
        with t.xp.working():
            given = t.xp.lift(output)
            found = [says for says, ball in _letters(t) if ball.shape == given.shape and predicts(ball, given)]
        common = found if common is None else [says for says in common if says in found]
    if not common:
        return None
    L = claims[0][0].problem.network.L
    return Diagnosis(
        ((Mistake("another letter returned", EQUATION, f"{common[0]} was returned for a^L", BOOK.a), frozenset({L})),)
    )


def _letters(t: Pass) -> Iterator[tuple[str, Ball]]:
    """What else there is at the output, by its name."""
    L = t.L
    a, y, xp = t.a[L], t.y, t.xp
    for says, value in (
        ("z^L", t.z[L]),
        (f"a^L − y{IN_PLACE}", a - y),
        (f"(a^L − y)/m{IN_PLACE}", t.per_example(a - y)),
        ("δ^L", output_error(t)),
        ("∇_a C", t.nabla_a),
        ("y", y),
        ("1 − a^L", 1 - a),
        ("σ′(z^L)", t.prime(L) if t.problem.network.activations[L].prime else y),
        ("the predicted class (1 for the largest output, 0 for the others)", winners(t, a)),
        ("a^L rounded to 0 or 1", threshold(t, a, 0, 1)),
        ("e^(a^L)", xp.exp(a)),
        ("ln a^L", xp.log(a)),
        ("the activation a^{L-1} of the layer before", t.a[L - 1]),
        ("the mean of a^L over the examples", a.sum(axis=-1, keepdims=True) / t.m + 0 * a),
    ):
        yield says, xp.lift(xp.like(value, a) if not hasattr(value, "shape") else value)
