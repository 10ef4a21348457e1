"""The table of a graded folder: one line a submission."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from nablacheck.oracle.report.answer_lines import STYLES


def grades(submissions: Iterable[Mapping[str, Any]]) -> Table:
    """Submission, verdict, mistake or reason, and seconds."""
    result = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    result.add_column("submission", overflow="fold")
    result.add_column("verdict", no_wrap=True)
    result.add_column("mistake or reason", overflow="fold")
    result.add_column("seconds", justify="right", no_wrap=True)
    for row in submissions:
        verdict = Text(row["verdict"], style=STYLES[row["verdict"]])
        result.add_row(_plain(row["name"]), verdict, _plain(reason(row)), f"{row['seconds']:.1f}")
    return result


def whose(record: Mapping[str, Any]) -> str:
    """Whose exercise it was, and what was not graded."""
    graded, left = len(record["submissions"]), len(record["not_graded"])
    stopped = f"{graded} of {graded + left} are graded; then it was stopped. " if left else ""
    if record["exercise"] is not None:
        return f"{stopped}The exercise holds for every submission; one that declares another is unusable."
    return f"{stopped}Each chose its own exercise, maybe an easier one; --exercise FILE sets one."


def reason(row: Mapping[str, Any]) -> str:
    """What was probably typed, else the first line of the explanation; where all is right, what it declares."""
    if row["verdict"] == "right":
        return _declared(row["declares"])
    found = [row["mistake"]] if row["mistake"] else []
    if row["scale"]:
        found.append(f"times {row['scale']:g}")
    return ", ".join(found) or str(row["explanation"]).partition("\n")[0]


def _declared(declares: Mapping[str, str]) -> str:
    return f"declares {', '.join(f'{name}={value}' for name, value in declares.items())}" if declares else ""


def _plain(text: str) -> Text:
    """Text as it stands: no markup, and nothing that moves the cursor."""
    return Text("".join(letter if letter.isprintable() else "?" for letter in text))
