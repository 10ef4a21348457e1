"""Writes the table of conventions into docs/is-my-backpropagation-right.md, from oracle/checking/habits.py.

python docs/generators/conventions_table.py
"""

from __future__ import annotations

import re
from pathlib import Path

from nablacheck.oracle.checking.habits import HABITS

PAGE = Path(__file__).parent.parent / "is-my-backpropagation-right.md"
DECLARED = re.compile(r"[a-z_0-9]+=(?:'[^']*'|[^ ,()]+(?:,[0-9]+)*)(?: [a-z_0-9]+=(?:'[^']*'|[^ ,()]+))*")
TABLE = re.compile(r"(?<=\| your code \| say \|\n\|---\|---\|\n)(?:\|.*\n)+")


def table() -> str:
    """A line for each habit."""
    lines = ((code.replace("|", r"\|"), DECLARED.sub(lambda found: f"`{found[0]}`", say)) for code, say in HABITS)
    return "".join(f"| {code} | {say} |\n" for code, say in lines)


if __name__ == "__main__":
    PAGE.write_text(TABLE.sub(lambda _: table(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
