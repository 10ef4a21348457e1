"""The known defects of released frameworks, in a line each and as JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from nablacheck.oracle.ledger.defect import LINE, Defect
from nablacheck.oracle.ledger.reproduce import gone
from nablacheck.reference.releases import age, recorded, running


def defect_line(defect: Defect) -> str:
    """A defect in a line: where, which function, why."""
    low, high = defect.ends(defect.dtypes[-1])
    at = low == high or defect.swallows
    where = "everywhere" if (low, high) == LINE else f"at {low:g}" if at else f"from {low:.4g} to {high:.4g}"
    return f"{defect.library} {defect.versions} ({', '.join(defect.dtypes)}), {where}: {defect.says}"


def reproduced_lines(shown: Collection[tuple[Defect, str]]) -> Iterator[str]:
    """What does not show itself any more, and how much does."""
    absent = gone(shown)
    for defect, text in absent:
        returns, right = defect.shown.returns, defect.shown.right
        yield f"{defect_line(defect)}\n  its reproducer printed {text}, not {returns}; right is {right}"
    yield f"{len(shown) - len(absent)} of the {len(shown)} defects of the installed versions show themselves."


def unrecorded_line(package: str, release: str, base: str, changed: str) -> str:
    """What a release that is not recorded comes to, and how to record it."""
    if not base:
        return f"{package} {release}: nothing is recorded of {package}; `nablacheck ledger --record` writes it."
    newest = recorded(package).order()[-1]
    newer = age(release) > age(newest)
    where = f"is newer than what is recorded ({newest})" if newer else f"is not recorded, and {base} is"
    return f"{package} {release} {where}: {changed}; `nablacheck ledger --record` writes {'them' if ',' in changed else 'it'}."


def unexcused_lines(unrecorded: Iterable[str]) -> Iterator[str]:
    """Of each package whose installed release is not recorded, that no known defect of it excuses anything."""
    for package in unrecorded:
        yield (
            f"{package} {running(package)} is not recorded, so no known defect of {package} excuses anything: "
            "`nablacheck ledger --reproduce` says what changed, `nablacheck ledger --record` writes it."
        )


def as_json(defects: Iterable[Defect], shown: Iterable[tuple[Defect, str]]) -> dict[str, Any]:
    """Each defect in each dtype, and what the reproducers printed that were run."""
    printed = [{"defect": defect.says, "framework": defect.library, "printed": text} for defect, text in shown]
    return {"entries": [_entry(defect, dtype) for defect in defects for dtype in defect.dtypes], "reproduced": printed}


def _entry(defect: Defect, dtype: str) -> dict[str, Any]:
    """A defect in one dtype as a JSON object."""
    low, high = defect.ends(dtype)
    return {
        "function": defect.function,
        "derivative": defect.derivative,
        "framework": defect.library,
        "mode": "native",
        "dtype": dtype,
        "versions": defect.versions,
        "from": low,
        "to": high,
        "returns": defect.shown.returns,
        "right": defect.shown.right,
        "cause": defect.cause,
        "upstream": defect.upstream,
        "varies": defect.varies,
        "seldom": defect.seldom,
        "reproducer": defect.shown.lines,
    }
