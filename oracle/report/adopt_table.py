"""The answers of an examination as a table, and what to mend first."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table

from nablacheck.oracle.campaign.examination import FAILED, LEFT_OUT, Answer

STYLES = {FAILED: "bold red", LEFT_OUT: "dim"}


def table(name: str, answers: Sequence[Answer]) -> Table:
    """One line a question, in the order in which they should be mended."""
    result = Table(title=f"Examination of {name}", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("question", "outcome"):
        result.add_column(heading)
    for answer in answers:
        result.add_row(answer.question, answer.outcome, style=STYLES.get(answer.outcome, ""))
    return result


def verdict(name: str, answers: Sequence[Answer]) -> str:
    """What to mend first, with what was seen, and how many questions failed besides."""
    failed = [answer for answer in answers if answer.outcome == FAILED]
    if not failed:
        asked = sum(answer.outcome != LEFT_OUT for answer in answers)
        return f"{name} passes all {asked} questions that were asked."
    first, *others = failed
    also = f"\n\nfailed as well, perhaps of the same cause: {', '.join(answer.question for answer in others)}" if others else ""
    return f"mend first: {first.question}: {first.mend}.\n{first.says}{also}"
