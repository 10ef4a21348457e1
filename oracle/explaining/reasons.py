"""What explains an equation that is broken: mistakes and a factor, and how much it takes to believe them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from nablacheck.oracle.explaining.factors import UNUSUAL, Factor
from nablacheck.oracle.explaining.hypotheses import Names
from nablacheck.oracle.explaining.mistakes import KNOWN, Mistake
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import Equation


class Key(NamedTuple):
    """What explains an equation, by its names: mistakes, and a factor."""

    mistakes: Names
    factor: str


@dataclass(frozen=True)
class Reason:
    """What explains an equation on one network: mistakes, a factor, the δ that follows, and whether σ′ is meant.

    `gives` is what the equation gives with the mistake on any network, where that needs no name to be looked up. `narrowed`
    says that it is a rounding on the way, of which sums over a batch show no more than that they are near.
    """

    mistakes: tuple[Mistake, ...]
    factor: Factor
    ball: Ball | None = None
    of_prime: bool = False
    gives: Equation | None = None
    narrowed: bool = False

    @property
    def key(self) -> Key:
        """It by its names."""
        return Key(tuple(mistake.name for mistake in self.mistakes), self.factor.name)

    @property
    def rank(self) -> tuple[int, int]:
        """How many things went wrong, and how unusual the factor is."""
        unusual = sum(UNUSUAL for mistake in self.mistakes if mistake.name not in KNOWN)
        return len(self.mistakes) + (not self.factor.one), self.factor.cost + unusual


def simplest(reasons: Iterator[Reason]) -> dict[Key, Reason]:
    """The reasons with the fewest mistakes in them, by their names, those with the plainest factor first."""
    found: dict[Key, Reason] = {}
    for reason in reasons:
        found.setdefault(reason.key, reason)
    least = min((reason.rank[0] for reason in found.values()), default=0)
    kept = [reason for reason in found.values() if reason.rank[0] == least]
    return {reason.key: reason for reason in sorted(kept, key=lambda reason: reason.rank)}
