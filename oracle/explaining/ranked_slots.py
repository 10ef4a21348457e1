"""How many mistakes it takes to believe that some equations are broken, and how unusual they are."""

from __future__ import annotations

from nablacheck.oracle.explaining.reasons import Key
from nablacheck.oracle.explaining.slots import Slot

UNEXPLAINED = 100
"""More mistakes than anything is explained by."""


def rank(slots: list[Slot], most: int | None = None, made_above: frozenset[tuple[str, Key]] = frozenset()) -> tuple[int, int]:
    """The rank of several equations; as soon as it must have more mistakes than `most`, no further one is explained.

    What was `made_above` counts nothing.
    """
    mistakes = unusual = 0
    for i, slot in enumerate(slots):
        left = [one for one in slots[i:] if not any(equation == one.equation for equation, _ in made_above)]
        if most is not None and mistakes + len(left) > most:
            return most + 1, 0
        one = _of_one(slot, made_above)
        mistakes, unusual = mistakes + one[0], unusual + one[1]
    return mistakes, unusual


def _of_one(slot: Slot, made_above: frozenset[tuple[str, Key]]) -> tuple[int, int]:
    if not slot.reasons:
        return UNEXPLAINED, 0
    reasons = slot.reasons.values()
    return min((0 if (slot.equation, one.key) in made_above else one.rank[0], one.rank[1]) for one in reasons)
