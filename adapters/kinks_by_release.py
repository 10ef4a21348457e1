"""What a framework takes for derivatives at kinks: where releases differ, the way that the record of the installed one tells.

The answer of a release is, by member of a family, the derivatives at the kinks of an activation (`0: 0.01; 6: 0`), or of a cost
how far what is taken is from the left to the right derivative (`0.5`). `nablacheck ledger --record` asks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nablacheck.reference.backprop import Kinks
from nablacheck.reference.releases import Record, recorded, running

Way = Any
"""What stands in a kink table for a family: of a cost a number, of an activation numbers by kink, or a function giving them."""
Answer = Mapping[str, str]
"""By the parameters of a member what it takes."""
KINKS_OF = "what is taken at the kinks of "
"""How the question begins; the family follows."""


@dataclass(frozen=True)
class Ways:
    """The ways of several releases, the oldest first."""

    of: tuple[Way, ...]


def of_release(package: str, table: Mapping[str, Way | Ways]) -> Kinks:
    """The kink table of the installed release of a package; of one that is not recorded, that of the one before it."""
    record = recorded(package)
    release = record.before(running(package))
    return {family: _chosen(ways, _answer(record, family, release)) for family, ways in table.items()}


def _answer(record: Record, family: str, release: str | None) -> Answer:
    text = record.answer(KINKS_OF + family, release) if release else None
    return json.loads(text) if text else {}


def _chosen(ways: Way | Ways, answer: Answer) -> Way:
    """The way that says what the release answered; where none does, the answer itself, and else the newest way."""
    known = ways.of if isinstance(ways, Ways) else (ways,)
    agreeing = [way for way in known if all(_agrees(way, member, taken) for member, taken in answer.items())]
    return agreeing[-1] if agreeing else _as_answered(answer, known[-1])


def _agrees(way: Way, member: str, taken: str) -> bool:
    if isinstance(way, float):
        return float(taken) == way
    table, found = way_of(way, parameters(member)), at(taken)
    return all(found[kink] == value for kink, value in table.items() if kink in found)


def _as_answered(answer: Answer, otherwise: Way) -> Way:
    """What was answered, member by member; of members that were not asked, what the newest way says."""
    if isinstance(otherwise, float):
        return float(next(iter(answer.values())))
    members = [(parameters(member), at(taken)) for member, taken in answer.items()]

    def way(**given: float) -> Mapping[float, float]:
        return next((taken for member, taken in members if member == given), way_of(otherwise, given))

    return way


def way_of(way: Way, given: Mapping[str, float]) -> Mapping[float, float]:
    """What a way says of a member of an activation's family."""
    table: Mapping[float, float] = way(**given) if callable(way) else way
    return table


def parameters(member: str) -> dict[str, float]:
    """The parameters of a member, from `slope=0.25`."""
    return {name: float(value) for name, _, value in (part.partition("=") for part in member.split(", ") if part)}


def at(taken: str) -> dict[float, float]:
    """The derivative by kink, from `0: 0.01; 6: 0`."""
    return {float(kink): float(value) for kink, _, value in (part.partition(": ") for part in taken.split("; "))}


def said(taken: Mapping[float, float]) -> str:
    """The reverse of it."""
    return "; ".join(f"{kink + 0.0!r}: {value + 0.0!r}" for kink, value in sorted(taken.items()))
