"""What went wrong with a weight decay: what was given less what the equation says is a multiple of w, and tells which."""

from __future__ import annotations

from collections.abc import Iterator

from nablacheck.oracle.explaining.claimed import Claimed, predicts
from nablacheck.oracle.explaining.factors import ONE, Factor, ratio
from nablacheck.oracle.explaining.hypotheses import minus, right
from nablacheck.oracle.explaining.mistakes import Mistake
from nablacheck.oracle.explaining.reasons import Reason
from nablacheck.reference.backprop import BOOK, Pass


def decayed(t: Pass, equation: str, l: int, claimed: Claimed) -> Iterator[Reason]:
    """What went wrong with the weight decay: missing, of another size or sign, of the gradient, of what has none."""
    letter = "∇b" if equation == "BP3" else "∇w"
    declared = claimed.decays.get(letter, 0.0)
    parameter = letter[1:]
    base, raw = right(t, equation, l), claimed.raw(letter, l)
    penalised = (letter, l) in claimed.penalty
    if letter == "∇b" and claimed.shared:
        base = base.sum(axis=-2, keepdims=True)

    def reason(name: str, says: str) -> Reason:
        return Reason((Mistake(name, "BP4", says, BOOK.bp4),), ONE, None)

    if declared:
        if predicts(base, raw):
            name = "weight decay missing" if letter == "∇w" else "weight decay on the weights alone"
            yield reason(name, f"{letter} lacks λ{parameter}")
        if (1 + declared) in ratio(raw, base):
            yield reason("weight decay of the gradient", f"λ{letter} was added where λ{parameter} belongs")
    elif penalised and predicts(base, raw):
        yield reason("l1 missing", f"{letter} lacks λ sign({parameter})")
    p = claimed.xp.lift(claimed.parameter(letter, l))
    found = claimed.factors.within(ratio(minus(raw, base), p))
    of_lambda = {name: factor for name, factor in found.items() if "lambda" in name}
    for name, factor in (of_lambda or found).items():
        yield reason(*_of_decay(letter, parameter, name, factor, declared, claimed))
    sign = claimed.xp.where(base > 0, 1, claimed.xp.where(base < 0, -1, 0))
    for name, factor in claimed.factors.within(ratio(minus(raw, base), sign)).items():
        added = f"{factor.value:g} sign({letter}) was added"
        yield reason(f"l1 of the gradient, {name}", f"{added}{f' where λ sign({parameter}) belongs' if penalised else ''}")
    for name, factor in claimed.factors.within(ratio(minus(raw, base), claimed.xp.where(p > 0, 1, -1))).items():
        yield reason(
            f"l1, {name}",
            f"{letter} is off by exactly {factor.value:g} sign({parameter}): declare l1={factor.value:g} or take it out",
        )


def _of_decay(letter: str, parameter: str, name: str, factor: Factor, declared: float, claimed: Claimed) -> tuple[str, str]:
    """How a multiple of w, or of b, that was added is called."""
    of_weights = claimed.decays.get("∇w", 0.0)
    if letter == "∇b" and not declared and of_weights and name == "lambda":
        return "weight decay on the biases", "λb was added to ∇b"
    known = {
        "2lambda": ("weight decay doubled", f"{letter} has 2λ{parameter} where λ/2 Σ{parameter}² gives λ{parameter}"),
        "lambda/m": ("weight decay averaged", f"{letter} has λ{parameter}/m where λ/2 Σ{parameter}² gives λ{parameter}"),
        "lambda/2": ("weight decay halved", f"{letter} has λ{parameter}/2 where λ/2 Σ{parameter}² gives λ{parameter}"),
        "-lambda": ("weight decay subtracted", f"the decay has the wrong sign: {letter} has −λ{parameter}"),
        "m*lambda": ("weight decay times m", f"{letter} has mλ{parameter} where λ/2 Σ{parameter}² gives λ{parameter}"),
    }
    if declared and name in known:
        return known[name]
    if declared or letter == "∇b":
        return f"decay of {letter}, {name}", f"{letter} has {name} {parameter} = {factor.value:g} {parameter} in it"
    on = "" if letter == "∇w" else " and l2_on_biases=True"
    return (
        f"weight decay undeclared, {name}",
        f"∇w is off by exactly {factor.value:g} w: declare l2={factor.value:g}{on} or take it out",
    )
