"""What a run, a sweep, a training or a campaign comes to, in a sentence."""

from __future__ import annotations


def outcome_line(wrong: int, decided: int, one: str, several: str) -> str:
    """How many are wrong, called `one` or `several`; or that all is explained; or that there was nothing to explain."""
    if wrong:
        return f"{wrong} {one if wrong == 1 else several} that nothing explains."
    return "Nothing unexplained." if decided else "Nothing was decided, which is no pass."


def in_verdicts(count: int) -> str:
    """In how many verdicts something was met."""
    return f"in {count:,} verdict{'s' * (count != 1)}"
