"""Writes docs/frameworks.md, what frameworks take for granted, from the record: python docs/generators/frameworks_page.py"""

from __future__ import annotations

from pathlib import Path

from nablacheck.oracle.measuring.conventions_measured import Cell, conventions, frameworks

PAGE = Path(__file__).resolve().parent.parent / "frameworks.md"
INTRODUCTION = """# What frameworks take for granted

You port a network from one framework to another, no formula is another one, and the gradient is. This page has what ten
frameworks do where a book leaves it open, or where they leave the book: which derivative they take at a kink, what they add
inside of a logarithm, over what they take a mean, which format wins when two meet, in which format sums are kept, what becomes
of NaN and ∞, and what a compiler changes.

Nothing here was read in a manual. Each answer was printed by a few lines of Python, which `--json FILE` has beside it:

```sh
nablacheck list --conventions --frameworks torch,jax
```

That asks two frameworks, as a porter would. Whoever is installed is asked anew, in a process of its own; of the others the
record is shown. Without `--frameworks` all of them are there.
"""
NOTE = "Derivatives are those of reverse mode, in float32 where nothing else is said."


def page() -> str:
    """The page."""
    cells = list(conventions(measure=False))
    titles = {framework.key: framework.title for framework in frameworks()}
    versions = {cell.framework: cell.version.partition("+")[0] for cell in cells}
    asked = ", ".join(f"{titles[key]} {version}" for key, version in versions.items())
    parts = [
        INTRODUCTION.rstrip(),
        f"\nAsked were {asked}. Derivatives are those of reverse mode, in float32 where nothing else is said.",
    ]
    for group in dict.fromkeys(cell.group for cell in cells):
        mine = [cell for cell in cells if cell.group == group]
        keys = [key for key in titles if any(cell.framework == key for cell in mine)]
        parts.append(f"\n## {group[0].upper()}{group[1:]}\n")
        parts.append("| | " + " | ".join(titles[key] for key in keys) + " |")
        parts.append("|---" * (len(keys) + 1) + "|")
        parts += [_row(question, mine, keys) for question in dict.fromkeys(cell.question for cell in mine)]
    return "\n".join([*parts, ""])


def _row(question: str, cells: list[Cell], keys: list[str]) -> str:
    answers = {cell.framework: cell.answer for cell in cells if cell.question == question}
    return f"| {question.replace('|', chr(92) + '|')} | " + " | ".join(answers.get(key, "–") for key in keys) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
