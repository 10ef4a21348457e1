"""Commands as they are typed, with the files of --with: without these they find no adapters and formulas of somebody's own."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

AGAIN, ALONE, WITHOUT = "see it again: ", "try it alone: ", "or without nablacheck's command: "
COMMANDS = (AGAIN, ALONE, WITHOUT)
"""What a line with a command begins with."""


def brought_by(files: Iterable[str]) -> str:
    """The options that bring these files, behind others."""
    return "".join(f" --with {shlex.quote(file)}" for file in files)


def replayed(file: str, files: Iterable[str]) -> str:
    """How a finding is computed again from its file; nothing where there is none."""
    return f"nablacheck replay {shlex.quote(file)}{brought_by(files)}" if file else ""


def resumed(folder: Path, files: Iterable[str]) -> str:
    """How a campaign goes on."""
    return f"nablacheck campaign resume {shlex.quote(str(folder))}{brought_by(files)}"
