"""An answer about code or a file in the terminal: its text, the outcome in its colour, what to look at in bold."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

STYLES = {"right": "green", "wrong": "bold red", "unusable": "red", "inconclusive": "yellow"}
"""The colour of each outcome."""
INDENT = 4
"""Blanks before what is left of a line that was broken."""
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


def hanging(text: Text, width: int) -> Text:
    """The lines broken between words where they are longer than a terminal is wide; what follows is set in."""
    console = Console(width=width)
    broken = [part for line in text.split("\n", allow_blank=True) for part in _broken(line, console, width)]
    return Text("\n").join(broken)


def _broken(line: Text, console: Console, width: int) -> list[Text]:
    indent = " " * (len(line.plain) - len(line.plain.lstrip()) + INDENT)
    first, *rest = line.wrap(console, width)
    if not rest:
        return [line]
    following = line[len(first.plain) :]
    following = following[len(following.plain) - len(following.plain.lstrip()) :]
    return [first, *(Text(indent) + part for part in following.wrap(console, width - len(indent)))]
