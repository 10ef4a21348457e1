"""What explains a whole claim, on all of its networks: for each broken equation the reasons that hold everywhere, said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from nablacheck.oracle.explaining.diagnosis import Diagnosis
from nablacheck.oracle.explaining.factors import said
from nablacheck.oracle.explaining.mistakes import KNOWN, Mistake
from nablacheck.oracle.explaining.quotients import WORDS
from nablacheck.oracle.explaining.reasons import Key, Reason
from nablacheck.oracle.explaining.slots import Slot
from nablacheck.oracle.explaining.walked import Walked
from nablacheck.reference.backprop import BOOK

ORDER = ("BP1", "BP2", "BP3", "BP4")
ENOUGH = 3
"""More reasons than this for one equation are not looked for."""
AVERAGED = {"BP3": "bias averaged", "BP4": "weights averaged"}


@dataclass(frozen=True, eq=False)
class BrokenEquation:
    """A broken equation at a layer, where it is shown, and every reason that holds on all networks, the plainest first."""

    slot: Slot
    reasons: tuple[Reason, ...]

    @property
    def place(self) -> tuple[str, int]:
        """The equation and the layer."""
        return self.slot.equation, self.slot.layer

    @property
    def letter(self) -> str:
        """The letter that the equation gives."""
        name = {"BP3": "∇b", "BP4": "∇w"}.get(self.slot.equation, "δ")
        return f"{name}^{self.slot.layer}"

    @property
    def reason(self) -> Reason | None:
        """The reason to name, if there is one."""
        return self.reasons[0] if self.reasons else None


def findings(walks: Sequence[Walked]) -> list[BrokenEquation]:
    """The broken equations from the output back, as the first network shows them, single examples first."""
    ordered = sorted(walks, key=lambda walked: walked.claimed.problem.batch)
    places = {(slot.equation, slot.layer) for walked in ordered for slot in walked.broken}
    found = []
    for place in sorted(places, key=lambda place: (-place[1], ORDER.index(place[0]))):
        slots = [walked.slots[place] for walked in ordered if place in walked.slots]
        broken = [slot for slot in slots if not slot.right]
        kept = next((reasons for slot in _each_explained_otherwise(broken) if (reasons := _everywhere(slot, slots))), ())
        found.append(BrokenEquation(broken[0], kept))
    return _alike(found)


def _each_explained_otherwise(broken: Sequence[Slot]) -> Iterator[Slot]:
    """The first and the last, and of the others those that have a reason which none before has."""
    yield broken[0]
    yield broken[-1]
    known = {*broken[0].reasons, *broken[-1].reasons}
    for slot in broken[1:-1]:
        if not known.issuperset(slot.reasons):
            known.update(slot.reasons)
            yield slot


def _everywhere(slot: Slot, slots: Sequence[Slot]) -> tuple[Reason, ...]:
    """The reasons of a slot that hold on every network; a batch may show what an example by itself does not."""
    some = (reason for reason in (slot.reasons and slot.searched).values() if reason.mistakes or not reason.factor.one)
    kept = (reason for reason in some if all(other is slot or other.holds(reason) for other in slots))
    return tuple(islice(kept, ENOUGH))


def _alike(found: list[BrokenEquation]) -> list[BrokenEquation]:
    """The findings with those reasons first that most layers have in common."""
    common: Counter[tuple[str, Key]] = Counter((f.slot.equation, reason.key) for f in found for reason in f.reasons)
    return [
        BrokenEquation(
            f.slot,
            tuple(sorted(f.reasons, key=lambda reason, f=f: (-common[f.slot.equation, reason.key], reason.rank))),  # type: ignore[misc]
        )
        for f in found
    ]


def diagnosis(found: Sequence[BrokenEquation]) -> Diagnosis | None:
    """The name for the whole, where every broken equation has a reason; None where one has none."""
    if not found or any(f.reason is None for f in found):
        return None
    return named(found)


def named(found: Sequence[BrokenEquation]) -> Diagnosis:
    """A name for the equations that have a reason."""
    scale, groups = None, dict[tuple[str, Key], tuple[Reason, list[int]]]()
    for f in found:
        if f.reason:
            groups.setdefault((f.slot.equation, f.reason.key), (_with_rival(f.reasons), []))[1].append(f.slot.layer)
    made = []
    for (equation, _), (reason, layers) in groups.items():
        whole = equation == "BP1"
        if whole and not reason.factor.one:
            scale = reason.factor.name, reason.factor.value
        made += [(mistake, frozenset(layers)) for mistake in _mistakes(equation, reason, layers, whole)]
    return Diagnosis(tuple(made), scale)


RIVALS = {
    "diagonal of softmax at the output": "error times y, alone",
    "softmax without its diagonal": "error times 1 − y, alone",
    "predicted class": "output rounded",
    "predicted class, alone": "output rounded, alone",
}
"""Mistakes that may give the same numbers on every network; then both are said."""


def _with_rival(reasons: Sequence[Reason]) -> Reason:
    """The reason to name, which also says its rival where that holds as well."""
    first, names = reasons[0], {mistake.name: mistake for reason in reasons[1:] for mistake in reason.mistakes}
    told = [
        replace(mistake, says=f"{mistake.says} (or, with the same numbers: {names[rival].says})")
        if (rival := RIVALS.get(mistake.name)) in names
        else mistake
        for mistake in first.mistakes
    ]
    return replace(first, mistakes=tuple(told))


def _mistakes(equation: str, reason: Reason, layers: list[int], whole: bool) -> Iterator[Mistake]:
    """The mistakes of a reason; below the output a factor is one too."""
    yield from reason.mistakes
    factor = reason.factor
    if factor.one or whole:
        return
    if not reason.mistakes and factor.name == "1/m" and equation in AVERAGED:
        yield KNOWN[AVERAGED[equation]]
        return
    letter = {"BP2": "δ", "BP3": "∇b", "BP4": "∇w"}[equation]
    at = f"^{layers[0]}" if len(layers) == 1 else "^l"
    times = said(factor.name)
    if reason.mistakes:
        says = "1/m is missing" if factor.name == "m" else f"times {times}"
    else:
        sign = "the sign is wrong: " if factor.name == "-1" else ""
        why = ": the sum over the examples, not the mean" if factor.name == "m" and equation in AVERAGED else ""
        why = f": {WORDS[factor.name]}" if factor.name in WORDS else why
        says = f"{sign}{letter}{at} is {times} times what {equation} says{why}"
    yield Mistake(f"{letter} times {factor.name}", equation, says, BOOK.bp3)
