"""What somebody else's code says and gives, as a sentence of ours can quote it: in one line that prints, and not too long."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

LONGEST = 300
"""Letters of a foreign text that a message quotes."""
ADDRESS = r" at 0x[0-9a-fA-F]+"
"""Where in memory a value is, which Python writes for one that says nothing of itself."""


def raised(error: BaseException) -> str:
    """The kind of an exception and what it says, as the end of a sentence."""
    text = said(error)
    end = "" if text.endswith((".", "?", "!", "…")) else "."
    return f"{type(error).__name__}: {text}{end}"


def said(error: BaseException) -> str:
    """What an exception says, in one line that prints; that it says nothing where its own text fails or is empty."""
    return _line(str, error, "") or "(without a text)"


def shown(value: object) -> str:
    """How a value of somebody's writes itself, in one line that prints; the name of its class where that fails."""
    return re.sub(ADDRESS, "", _line(repr, value, f"a {type(value).__name__}"))


def _line(write: Callable[[Any], str], value: object, otherwise: str) -> str:
    try:
        text = " ".join(str(write(value)).split())
    except BaseException:  # the code that writes it is foreign, too
        return otherwise
    return printable(text)


def printable(text: object) -> str:
    """A text of somebody's, which may be the name of a file, as a message can quote it."""
    line = "".join(letter if letter.isprintable() else "?" for letter in str(text))
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"
