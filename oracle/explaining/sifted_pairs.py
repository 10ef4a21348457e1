"""The pairs of parts whose product may be δ; thousands of products are looked at with one array."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np

from nablacheck.oracle.explaining.parts import WrongPart
from nablacheck.reference.arithmetic import Ball, Balls
from nablacheck.reference.backprop import Pass, VectorJacobian

Array = Any
Pair = tuple[WrongPart, WrongPart]
AT_ONCE = 2**18
"""Numbers that are computed with at once."""


class Sieve(Protocol):
    """What is known of an equation before a hypothesis about it is looked at closely."""

    @property
    def open(self) -> bool:
        """Whether two mistakes at once are still looked for."""

    @property
    def simple(self) -> bool:
        """Whether something plain explains it, so that slips are not looked for."""

    def lets_through(self, balls: Ball) -> Array:
        """Which of many balls, along leading axes, may be what was given, times a constant."""


def sifted(
    t: Pass,
    l: int,
    firsts: Sequence[WrongPart],
    seconds: Sequence[WrongPart],
    value: Callable[[int, WrongPart], Array],
    sieve: Sieve,
) -> Iterator[Pair]:
    """The pairs that a sieve lets through, in the order of their parts, each of which has its `value` in its place."""
    if not firsts:
        return
    each = [part for part in seconds if not isinstance(value(1, part), VectorJacobian)]
    mixing = [part for part in seconds if isinstance(value(1, part), VectorJacobian)]
    n = t.problem.network.widths
    shape = n[l], t.problem.batch
    together = max(1, AT_ONCE // (max(len(each), 1) * n[l] * max(t.problem.batch, n[l - 1])))
    for i in range(0, len(firsts), together):
        some = firsts[i : i + together]
        sent = stacked([t.xp.lift(value(0, part)) for part in some], shape)
        found = []
        if each:
            products = sent[:, None] * stacked([t.xp.lift(value(1, part)) for part in each], shape)[None]
            found += [(some[i], each[j]) for i, j in np.argwhere(sieve.lets_through(products)).tolist()]
        for part in mixing:
            passes = sieve.lets_through(t.xp.lift(sent * value(1, part)))
            found += [(some[i], part) for i in np.flatnonzero(passes).tolist()]
        order = {part.name: place for place, part in enumerate(seconds)}
        yield from sorted(found, key=lambda pair: (some.index(pair[0]), order[pair[1].name]))


def stacked(given: Sequence[Array], shape: tuple[int, ...]) -> Ball:
    """Balls of one shape, one behind the other along a new first axis."""
    mid, rad, size = (
        np.stack([np.broadcast_to(getattr(ball, part), shape) for ball in given]) for part in ("mid", "rad", "size")
    )
    model: Balls = given[0].model
    return model.whole(Ball(mid, rad, size, model))
