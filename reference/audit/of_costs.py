"""The audit of a cost: nabla_a is the gradient of value where outputs and targets are allowed, and kinks are declared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from nablacheck.reference.arithmetic import Array
from nablacheck.reference.audit.derivatives import Statement, faults, language, short, told_apart
from nablacheck.reference.audit.points import EIGHTHS, POWERS, reals, within
from nablacheck.reference.audit.switches import XP, Comparer, Formula, Switch, between, switches, thresholds
from nablacheck.reference.costs import Cost
from nablacheck.reference.costs.cost import MIDDLE
from nablacheck.reference.reverse import Node

BASE = np.array([[0.0], [0.8125], [0.5]])
ALONG = np.array([[1.0], [-0.5], [0.25]])
"""Outputs on a line, BASE + x · ALONG: in [0, 1] for x in [0, 1]; two of them are never the same float."""
TARGETS = np.array([[0.25], [0.0], [1.0]])
"""From which a cost makes the targets that it allows."""
REALS = 24


def audit_cost(entry: Cost) -> Iterator[str]:
    """What is wrong with a cost, a sentence each, with the point that shows it."""
    for name, (low, high) in (("outputs", entry.outputs), ("targets", entry.targets)):
        if not low < high:
            yield f"its {name} are ({low:g}, {high:g}); the first must be the smaller."
            return
    kinked = (MIDDLE,) if entry.kinked else ()
    a = _scattered(entry)
    language({"value": entry.value, "nabla_a": lambda a, y, xp: entry.nabla_a(a, y, xp, *kinked)}, a, _targets(entry, a, 0))
    yield from chain(_kinks(entry), _gradient(entry))


def _gradient(entry: Cost) -> Iterator[str]:
    """At three outputs, where each output and each target is another number; then beside and between thresholds on a line."""
    a = _off_kinks(entry, _scattered(entry))
    for turn in range(2):
        yield from _faults(entry, a, _targets(entry, a, turn))
    y = entry.made(TARGETS)

    def compared(x: Array, tape: Comparer) -> None:
        at = Node(x * XP.lift(ALONG) + XP.lift(BASE), tape)
        _value(entry, y, at, tape)
        entry.gradient(at, XP.lift(np.broadcast_to(y, at.shape)), tape)

    x = between(thresholds(compared, _on_the_line(entry)))
    a = BASE + ALONG * x
    low, high = entry.outputs
    a = a[:, ((a > low) & (a < high)).all(axis=0)]
    if a.size:
        yield from _faults(entry, a, np.broadcast_to(y, a.shape))


def _faults(entry: Cost, a: Array, y: Array) -> Iterator[str]:
    claim = Statement("nabla_a", partial(_value, entry, y), partial(_stated, entry, y), partial(_point, a, y))
    return faults(claim, a)


def _scattered(entry: Cost) -> Array:
    """Outputs that the cost allows, each in each of three rows."""
    x = within(entry.outputs, np.concatenate([EIGHTHS[::4], POWERS, -POWERS, reals((REALS,))]))
    return np.stack([np.roll(x, 7 * j) for j in range(3)])


def _targets(entry: Cost, a: Array, turn: int) -> Array:
    return entry.made(np.broadcast_to(np.roll(TARGETS, turn, axis=0), a.shape))


def _off_kinks(entry: Cost, a: Array) -> Array:
    """Of a cost with kinks only columns of full mantissas, which are on none."""
    return a[:, (a * 64 % 1 != 0).all(axis=0)] if entry.kinked else a


def _value(entry: Cost, y: Array, a: Array, xp: Any) -> Array:
    return entry.value(a, xp.lift(np.broadcast_to(y, a.shape)), xp)


def _stated(entry: Cost, y: Array, a: Array, value: Array, xp: Any) -> Array:
    return entry.gradient(a, xp.lift(y), xp)


def _point(a: Array, y: Array, j: int, k: int) -> str:
    return f"{_example(a[:, k], y[:, k])}, entry {j}"


def _example(a: Array, y: Array) -> str:
    words = (f"({', '.join(f'{number:.6g}' for number in part)})" for part in (a, y))
    return "a = {}, y = {}".format(*words)


# --- kinks ------------------------------------------------------------------------------------------------------------


def _kinks(entry: Cost) -> Iterator[str]:
    """Along a line of outputs."""
    y = entry.made(TARGETS)

    for switch in switches(Formula(partial(_value, entry, y), BASE, ALONG), _on_the_line(entry)):
        a = BASE + ALONG * switch.at
        if not switch.smooth and not entry.kinked:
            p, q = told_apart(*switch.sides[1][2:])
            where = _example(a.ravel(), y.ravel())
            yield (
                f"along a line its derivative jumps, from {p} to {q}, at {where}: a cost with kinks has kinked=True, and a "
                "nabla_a with a fourth argument, how far from the left to the right derivative it is at a kink."
            )
        if not switch.smooth and entry.kinked:
            yield from _one_sided(entry, switch, a, y)


def _on_the_line(entry: Cost) -> Array:
    """The x at which the outputs are inside their domain."""
    low, high = entry.outputs
    x = within((0.0, 1.0), EIGHTHS) if np.isfinite([low, high]).any() else EIGHTHS
    a = BASE + ALONG * x
    return x[((a > low) & (a < high)).all(axis=0)]


def _one_sided(entry: Cost, switch: Switch, a: Array, y: Array) -> Iterator[str]:
    """nabla_a with 0 and 1 for its fourth argument gives the derivatives on the two sides, in one order or the other.

    Or the same number between them for both: then the formula says itself what is taken there.
    """
    if not switch.tied:
        return  # the kink is next to the float
    with XP.working():
        first, last = ((entry.gradient(XP.lift(a), XP.lift(y), XP, end) * XP.lift(ALONG)).sum().item() for end in (0.0, 1.0))
    _, prime = switch.sides
    fixed = first == last and not (abs(first - prime[2]) + abs(last - prime[3]) > abs(prime[3] - prime[2]))
    if not fixed and any(switch.leaves(first, last)) and any(switch.leaves(last, first)):
        where = _example(a.ravel(), y.ravel())
        yield (
            f"nabla_a with 0 and 1 for its fourth argument gives {short(first)} and {short(last)} along a line at {where}, "
            f"where the derivative of value jumps from {short(prime[2])} to {short(prime[3])}."
        )
