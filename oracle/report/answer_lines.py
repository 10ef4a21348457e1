"""An answer about code or a file in the terminal: its text, the outcome in its colour, what to look at in bold."""

from __future__ import annotations

from rich.text import Text

STYLES = {"right": "green", "wrong": "bold red", "unusable": "red", "inconclusive": "yellow"}
"""The colour of each outcome."""
MARKED = {"looks like:": "bold", "It is right as soon as": "bold", "note:": "dim"}
"""How lines are shown that begin so."""


def answer_lines(outcome: str, text: str) -> Text:
    """The lines of an answer, of which the first begins with the outcome."""
    result = Text()
    for i, line in enumerate(text.splitlines()):
        marked = (style for begin, style in MARKED.items() if line.strip().startswith(begin))
        result.append("\n" * bool(i))
        result.append(line, STYLES[outcome] if i == 0 else next(marked, ""))
    return result
