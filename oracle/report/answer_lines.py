"""Lines in a terminal: none is wider than it, a command can still be copied, and an answer has its outcome in its colour."""

from __future__ import annotations

import re

from rich.console import Console
from rich.text import Text

from nablacheck.oracle.campaign.command_lines import COMMANDS

STYLES = {"right": "green", "wrong": "bold red", "unusable": "red", "inconclusive": "yellow"}
"""The colour of each outcome."""
INDENT = 4
"""Blanks before what is left of a line that was broken."""
MARKED = {"looks like:": "bold", "It is right as soon as": "bold", "note:": "dim"}
"""How lines are shown that begin so."""
WORD = r"""(?:'[^']*'|"[^"]*"|[^\s'"])+"""
"""A word of a command, which may have blanks in quotes."""
GOES_ON = " \\"
"""The end of a line of a command that is not its last."""


def answer_lines(outcome: str, text: str) -> Text:
    """The lines of an answer, of which the first begins with the outcome."""
    result = Text()
    for i, line in enumerate(text.splitlines()):
        marked = (style for begin, style in MARKED.items() if line.strip().startswith(begin))
        result.append("\n" * bool(i))
        result.append(line, STYLES[outcome] if i == 0 else next(marked, ""))
    return result


def hanging(text: Text, width: int) -> Text:
    """The lines broken between words where they are longer than a terminal is wide; what follows is set in.

    A command is broken as a shell takes it, and never inside of a word.
    """
    console = Console(width=width)
    broken = [part for line in text.split("\n", allow_blank=True) for part in _broken(line, console, width)]
    return Text("\n").join(broken)


def _broken(line: Text, console: Console, width: int) -> list[Text]:
    indent = " " * (len(line.plain) - len(line.plain.lstrip()) + INDENT)
    first, *rest = line.wrap(console, width)
    if not rest:
        return [line]
    for says in COMMANDS:
        if line.plain.startswith(says):
            return [Text(part) for part in _of_command(says, line.plain.removeprefix(says), indent, width - len(GOES_ON))]
    following = line[len(first.plain) :]
    following = following[len(following.plain) - len(following.plain.lstrip()) :]
    return [first, *(Text(indent) + part for part in following.wrap(console, width - len(indent)))]


def _of_command(says: str, command: str, indent: str, width: int) -> list[str]:
    """The lines of a command as a shell puts them together, behind what is said before it."""
    lines = [says.rstrip()]
    for word in re.findall(WORD, command):
        if len(f"{lines[-1]} {word}") > width:
            lines.append(indent + word)
        else:
            lines[-1] += f" {word}"
    return [part + GOES_ON * (part != says.rstrip()) for part in lines[:-1]] + lines[-1:]
