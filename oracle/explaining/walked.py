"""What a walk from the output back has seen: its equations, and δ as the user has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nablacheck.oracle.explaining.claimed import Claimed
from nablacheck.oracle.explaining.slots import Searches, Slot
from nablacheck.reference.arithmetic import Ball
from nablacheck.reference.backprop import Pass


@dataclass(eq=False)
class Walked:
    """The equations of a claim, output first, each with its layer; and δ as the user has it, where it is known."""

    claimed: Claimed
    t: Pass
    slots: dict[tuple[str, int], Slot] = field(default_factory=dict)
    tried: Searches = field(default_factory=Searches)
    lost: int = 0
    """The layer below which nothing is known, because δ is not; 0 where all is."""

    @property
    def broken(self) -> list[Slot]:
        """The equations that are broken, in the order of the walk."""
        return [slot for slot in self.slots.values() if not slot.right]

    @property
    def delta(self) -> Mapping[int, Ball]:
        """δ by layer."""
        return self.t.delta
