"""Formulas of the textbook with one slip in them, as wrong parts of δ and as wrong steps of the forward pass."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from nablacheck.oracle.explaining.claimed import fits
from nablacheck.oracle.explaining.parts import WrongPart, elementwise
from nablacheck.oracle.explaining.slips import slips, without_brackets
from nablacheck.oracle.explaining.textbook import GRADIENTS, NUMBERS, PRIMES, VALUES
from nablacheck.oracle.explaining.typed_formulas import computed, parsed
from nablacheck.reference.backprop import Pass

Array = Any


def _letters(t: Pass, l: int, entry: Any) -> dict[str, Any]:
    """The letters that stand in a formula of an entry at layer l; y and n at the output."""
    of_output = {"y": t.y, "n": t.problem.network.widths[l]} if l == t.L else {}
    return {"z": t.z[l], "pi": t.xp.pi, **NUMBERS.get(entry.family, {}), **entry.parameters, **of_output}


def _computed(node: Any, t: Pass, l: int, letters: dict[str, Any]) -> Array:
    return t.xp.like(computed(node, letters, t.xp), t.z[l])


def primes(t: Pass, l: int) -> Iterator[WrongPart]:
    """σ′(z^l) with one slip in its formula."""
    entry = t.problem.network.activations[l]
    if not elementwise(t, l):
        return

    def of(node: Any, t: Pass, l: int) -> Array:
        return _computed(node, t, l, {**_letters(t, l, entry), "a": t.a[l]})

    for text in PRIMES.get(entry.family, ()):
        letters = frozenset((*_letters(t, l, entry), "a"))
        if fits(t.xp.lift(of(parsed(text), t, l)), t.xp.lift(t.xp.like(t.prime(l), t.z[l]))):
            for slip in slips(text, letters):
                says = f"σ′(z^{{l}}) comes out as with {slip.says}"
                yield WrongPart(f"σ′ {slip.says}", says, lambda t, l, node=slip.node: of(node, t, l), late=True)  # type: ignore[misc]


def products(t: Pass, l: int) -> Iterator[WrongPart]:
    """δ^l as one formula, g for what is sent back, in which the brackets around or in σ′ are missing."""
    entry = t.problem.network.activations[l]
    if not elementwise(t, l) or l in t.problem.masks:
        return
    share = t.per_example(t.xp.like(1, t.z[l]))

    def of(node: Any, t: Pass, l: int) -> Array:
        sent = (t.nabla_a if l == t.L else t.w[l + 1].mT @ t.delta[l + 1]) / share
        return _computed(node, t, l, {**_letters(t, l, entry), "a": t.a[l], "g": sent}) * share

    for text in PRIMES.get(entry.family, ()):
        for slip in without_brackets(f"g*{text}" if _holds_together(parsed(text)) else f"g*({text})"):
            says = f"δ^{{l}} comes out as {slip.says}, with g for what is sent back"
            yield WrongPart(f"δ {slip.says}", says, lambda t, l, node=slip.node: of(node, t, l))  # type: ignore[misc]


def _holds_together(node: ast.expr) -> bool:
    """Whether a formula stands in a product without brackets."""
    return isinstance(node, ast.Call) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.Pow))


def gradients(t: Pass, l: int) -> Iterator[WrongPart]:
    """∇_a C with one slip in its formula."""
    cost = t.problem.network.cost
    mean = cost.parameters.get("mean", 0)

    def of(node: Any, t: Pass, l: int) -> Array:
        value = _computed(node, t, l, {**_letters(t, l, cost), "a": t.a[l]})
        return t.per_example(value / t.problem.network.widths[l] if mean else value)

    for text in GRADIENTS.get(cost.family, ()):
        letters = frozenset((*_letters(t, l, cost), "a"))
        if fits(t.xp.lift(of(parsed(text), t, l)), t.xp.lift(t.nabla_a)):
            for slip in slips(text, letters):
                says = f"∇_a C comes out as with {slip.says}"
                yield WrongPart(f"∇_a C {slip.says}", says, lambda t, l, node=slip.node: of(node, t, l), late=True)  # type: ignore[misc]


def values(entry: Any) -> Iterator[tuple[str, Callable[[Pass, int], Array]]]:
    """σ(z^l) of an entry with one slip in its formula: what it says, and what it gives."""

    def of(node: Any, t: Pass, l: int) -> Array:
        return _computed(node, t, l, _letters(t, l, entry))

    letters = frozenset(("z", "pi", *NUMBERS.get(entry.family, {}), *entry.parameters))
    for text in VALUES.get(entry.family, ()):
        for slip in slips(text, letters):
            yield slip.says, lambda t, l, node=slip.node: of(node, t, l)  # type: ignore[misc]
