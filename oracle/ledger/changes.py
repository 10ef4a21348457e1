"""What changed between two recorded releases of a package: defects that are gone or new, kinks and rules that moved."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nablacheck.adapters.derivative_rules import RULES
from nablacheck.adapters.kinks_by_release import KINKS_OF
from nablacheck.oracle.ledger import LEDGER, Defect
from nablacheck.reference.errors import unknown
from nablacheck.reference.releases import Record, age, recorded

ERROR_OF = "the error of "
"""How the question about the accuracy of a function begins; function and dtype follow."""
GONE, NEW, OTHER, KINK, RULE, ACCURACY = "gone", "new", "other numbers", "kink", "rule", "accuracy"
MOVED = (KINK, RULE)


@dataclass(frozen=True)
class Change:
    """What differs between two releases: its kind, what it is, and the two answers."""

    kind: str
    says: str
    before: str
    after: str


def changes(package: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """What changed between the answers of two releases, as far as both were asked."""
    defects = {defect.shown.lines: defect for defect in LEDGER if defect.comes_with == package}
    rules = {rule.lines: rule.says for rule in RULES.get(package, ())}
    for question in (*defects, *rules, *sorted(before.keys() - defects.keys() - rules.keys())):
        one, other = before.get(question), after.get(question)
        if one is None or other is None or one == other:
            continue
        if question in defects:
            if not defects[question].everywhere:
                continue  # what differs from machine to machine
            yield from _of_defect(defects[question], one, other)
        elif question in rules:
            yield Change(RULE, rules[question], one, other)
        elif question.startswith(KINKS_OF):
            yield from _of_kinks(question.removeprefix(KINKS_OF), json.loads(one), json.loads(other))
        elif question.startswith(ERROR_OF):
            yield Change(ACCURACY, question.removeprefix(ERROR_OF), one, other)


def _of_defect(defect: Defect, one: str, other: str) -> Iterator[Change]:
    """One that is gone or new, or shows itself in another number."""
    had, has = defect.is_shown_by(one), defect.is_shown_by(other)
    if had or has:
        kind = OTHER if had and has else GONE if had else NEW
        yield Change(kind, f"{defect.library}: {defect.says}", one, other)


def _of_kinks(family: str, one: Mapping[str, str], other: Mapping[str, str]) -> Iterator[Change]:
    """The members of a family that moved, together where they moved alike."""
    moved: dict[tuple[str, str], list[str]] = {}
    for member in one.keys() & other.keys():
        if one[member] != other[member]:
            moved.setdefault((one[member], other[member]), []).append(member)
    for (before, after), members in sorted(moved.items()):
        yield Change(KINK, family if len(members) == len(one) else f"{family}({'; '.join(sorted(members))})", before, after)


def between(package: str, one: str, other: str) -> list[Change]:
    """What changed between two recorded releases; InputError for one that is not recorded."""
    record = recorded(package)
    asked = [record.asked(release_of(record, release)) for release in (one, other)]
    return list(changes(package, *asked))


def release_of(record: Record, given: str) -> str:
    """The recorded release that is meant, by its number or by the first of its numbers; InputError where there is none."""
    order = record.order()
    same = [release for release in order if age(release) == age(given)]
    begins = [release for release in order if release.startswith((f"{given}.", f"{given} "))]
    if not (same or begins):
        raise unknown(f"release of {record.package}", given, order)
    return (same or begins)[-1]
