"""What changed between two releases of a package, in lines and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from nablacheck.oracle.ledger.changes import ACCURACY, GONE, KINK, MOVED, NEW, OTHER, RULE, Change

TITLES = {
    GONE: "gone",
    NEW: "new",
    OTHER: "still there, in other numbers",
    KINK: "taken at the kinks",
    RULE: "derivative or value",
    ACCURACY: "largest error, in unit roundoffs",
}
"""What the lines of a kind begin with."""


def change_lines(found: Sequence[Change]) -> Iterator[str]:
    """A line each, in the order of the kinds."""
    for kind, title in TITLES.items():
        for change in found:
            if change.kind == kind:
                yield f"{title}: {change.says}: {change.before} → {change.after}"


def summary(found: Sequence[Change], new: int = 0) -> str:
    """How many are gone, new and moved, in words: `3 defects are gone, 1 is new, 2 kinks moved`."""
    count = Counter(change.kind for change in found)
    added, moved = count[NEW] + new, {kind: count[kind] for kind in MOVED}
    parts = [
        f"{count[GONE]} defect{_s(count[GONE])} {_are(count[GONE])} gone" if count[GONE] else "",
        f"{added} {_are(added)} new" if added else "",
        f"{moved[KINK]} kink{_s(moved[KINK])} moved" if moved[KINK] else "",
        f"{moved[RULE]} rule{_s(moved[RULE])} moved" if moved[RULE] else "",
    ]
    same = "no defect is gone or new, no kink and no rule moved" if found else "nothing changed"
    return ", ".join(filter(None, parts)) or same


def _s(number: int) -> str:
    return "" if number == 1 else "s"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def changes_as_json(package: str, one: str, other: str, found: Sequence[Change]) -> dict[str, Any]:
    """The same as a JSON object."""
    return {"package": package, "from": one, "to": other, "changes": [asdict(change) for change in found]}
