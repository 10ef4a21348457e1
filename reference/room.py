"""How much memory there is, and one sentence for what takes more."""

from __future__ import annotations

import os

from nablacheck.reference.errors import InputError

NUMBER = 8
"""The bytes of a number, as it is drawn and judged."""
DRAWN, JUDGED = 3, 27
"""So many arrays as large as the weights are held at once while a network is judged, as measured of 1000-1000-1000-1000."""


def memory() -> float:
    """The bytes of memory of this machine, or ∞ where nobody says."""
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):
        return float("inf")


def check_room(what: str, weights: int, to_do: str, arrays: int) -> None:
    """InputError where so many arrays of the weights, which are those of `what`, are more than this machine has room for."""
    if (needed := arrays * NUMBER * weights) > memory():
        raise InputError(
            f"{what} has {weights:,} weights; to {to_do} them takes about {needed // 2**30:,} GB, more than this machine has: "
            "give smaller ones."
        )
