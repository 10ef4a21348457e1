"""The audit of an activation: its value is in its range, its kinks are declared, its derivative is that of its value."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from nablacheck.reference.activations import Activation
from nablacheck.reference.arithmetic import Array
from nablacheck.reference.audit.derivatives import Statement, faults, language, short, simplest, told_apart
from nablacheck.reference.audit.points import columns, line, reals
from nablacheck.reference.audit.switches import ROUNDED, XP, Comparer, Formula, Switch, at_point, between, switches, thresholds
from nablacheck.reference.reverse import Node

ROWS, COLUMNS = 4, 12
"""Of the numbers on which an activation that mixes neurons is audited."""


def audit_activation(entry: Activation) -> Iterator[str]:
    """What is wrong with an activation, a sentence each, with the point that shows it."""
    low, high = entry.range
    if (entry.prime is None) == (entry.vjp is None):
        yield "it has " + ("both prime and vjp" if entry.prime else "neither prime nor vjp") + "; give one of them."
    elif not low < high:
        yield f"its range is ({low:g}, {high:g}); the first must be the smaller."
    elif entry.vjp:
        z = columns(ROWS, COLUMNS)
        language({"value": lambda z, a, g, xp: entry.value(z, xp), "vjp": entry.vjp}, z, z, z)
        yield from chain(_range(entry, z), _shift(entry, z), *(faults(claim, z) for claim in _products(entry, z)))
    else:
        z = line(*entry.kinks)
        language({"value": lambda z, a, xp: entry.value(z, xp), "prime": entry.prime}, z[None, :], z[None, :])  # type: ignore[dict-item]
        yield from chain(_range(entry, z[None, :]), _kinks(entry, z), _derivative(entry, np.append(z, _between(entry, z))))


# --- one by one -------------------------------------------------------------------------------------------------------


def _derivative(entry: Activation, z: Array) -> Iterator[str]:
    """The derivative outside of kinks; in two rows of numbers of like size, so that a value that mixes neurons shows itself."""
    z = z[~np.isin(z, list(entry.kinks))]
    z = z[np.argsort(-abs(z), kind="stable")]
    rows = np.append(z, z[-1:])[: z.size + z.size % 2].reshape(-1, 2).T
    return faults(Statement("prime", entry.value, entry.prime, lambda j, k: f"z = {float(rows[j, k])!r}"), rows)  # type: ignore[arg-type]


def _between(entry: Activation, z: Array) -> Array:
    """Points beside and between the thresholds of value and prime."""

    def compared(x: Array, tape: Comparer) -> None:
        at = Node(x, tape)
        a = entry.value(at, tape)
        entry.prime(at, a if isinstance(a, Node) else at, tape)  # type: ignore[misc]

    return np.setdiff1d(between(thresholds(compared, z)), z)


def _range(entry: Activation, z: Array) -> Iterator[str]:
    outside: Any = True
    xp: Any
    for xp in (XP, ROUNDED):
        with xp.working():
            a = xp.like(entry.value(xp.lift(z), xp), xp.lift(z))
            low, high = ((a < entry.range[0]).certain, (a > entry.range[1]).certain)
        outside = outside & ((np.isfinite(entry.range[0]) & low) | (np.isfinite(entry.range[1]) & high))
    for j, k in simplest(outside, z):
        with XP.working():
            value = XP.like(entry.value(XP.lift(z), XP), XP.lift(z))[j, k]
        ends = ", ".join(f"{end:g}" for end in entry.range)
        yield f"value is {short(value)} at z = {_column(z, j, k)}, outside of its range ({ends})."


def _kinks(entry: Activation, z: Array) -> Iterator[str]:
    """Each jump of the derivative is declared, with the derivatives on both sides, and nothing else is."""
    formula = Formula(entry.value)
    found = switches(formula, z)
    for switch in found:
        declared = [kink for kink in entry.kinks if switch.is_at(kink)]
        if not switch.smooth and not declared:
            yield _undeclared(switch)
        if switch.smooth and not declared and (torn := switch.torn()):
            p, q = told_apart(*torn)
            yield (
                f"automatic differentiation of value gives {p} at z = {switch.at!r}, where its derivative is {q}: two of its "
                "branches meet there: of a maximum or minimum each gets half, of abs a side that a framework picks, of where "
                "what is chosen."
            )
    for kink, sides in entry.kinks.items():
        switch = next((switch for switch in found if switch.is_at(kink)), None) or at_point(formula, kink)
        yield from (
            _one_sided(entry, switch, kink, sides)
            if switch.jumps
            else (f"kinks has z = {kink!r}, where neither value nor its derivative jumps; leave it out.",)
        )


def _undeclared(switch: Switch) -> str:
    value, prime = (told_apart(part[2], part[3]) for part in switch.sides)
    what, (p, q) = ("value", value) if switch.jump[0] else ("the derivative of value", prime)
    say = f"{{{switch.at!r}: ({prime[0]}, {prime[1]})}}"
    return f"{what} jumps at z = {switch.at!r}, from {p} to {q}: kinks must say {say}."


def _one_sided(entry: Activation, switch: Switch, kink: float, sides: tuple[float, float]) -> Iterator[str]:
    """Whether each declared number is the limit of the derivative, or a float that rounding makes of it."""
    for side, declared, wrong in zip((0, 1), sides, switch.leaves(*sides), strict=True):
        exact = switch.sides[1][2 + side]
        if wrong and abs(exact - declared) > switch.rounding[1][side]:
            p, q = told_apart(declared, exact)
            where = "on the left" if side == 0 else "on the right"
            yield f"kinks gives {p} for the derivative {where} of z = {kink!r}, where that of value is {q}."


# --- by layer ---------------------------------------------------------------------------------------------------------


def _column(z: Array, j: int, k: int) -> str:
    """A point in words: a number, or a column with the entry that is meant."""
    if z.shape[0] == 1:
        return repr(float(z[j, k]))
    return f"({', '.join(f'{number:.6g}' for number in z[:, k])}), entry {j}"


def _products(entry: Activation, z: Array) -> Iterator[Statement]:
    """The product with the Jacobian, for each unit vector and a vector of reals."""
    assert entry.vjp is not None
    for cotangent in (*np.eye(ROWS), reals((ROWS + 1,))[1:]):
        g = np.broadcast_to(cotangent[:, None], z.shape)
        shown = f"cotangent ({', '.join(f'{number:.6g}' for number in cotangent)})"
        stated = partial(_product, entry, g)
        yield Statement("vjp", entry.value, stated, lambda j, k, shown=shown: f"z = {_column(z, j, k)}, {shown}", g)  # type: ignore[misc]


def _product(entry: Activation, cotangent: Array, z: Array, a: Array, xp: Any) -> Array:
    return entry.vjp(z, a, xp.lift(cotangent), xp)  # type: ignore[misc]


class _Shifted(type(XP)):  # type: ignore[misc]
    """Certified arithmetic whose `max` is another number: a shift must not matter."""

    def max(self, x: Any, axis: int) -> Any:
        """The largest entry along an axis, and 1."""
        return super().max(x, axis) + 1


def _shift(entry: Activation, z: Array) -> Iterator[str]:
    with XP.working():
        at = XP.lift(z)
        plain, moved = (XP.like(entry.value(at, xp), at) for xp in (XP, _Shifted(XP.bits)))
        apart = ~(plain == moved).possible
    for j, k in simplest(apart, z):
        yield (
            f"value depends on what xp.max gives, at z = {_column(z, j, k)}: no derivative is taken through xp.max, which may "
            "only be a shift that cancels."
        )
