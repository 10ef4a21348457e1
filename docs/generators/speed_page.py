"""Writes the tables of docs/speed.md from the last run in docs/speed.json: `python docs/generators/speed_page.py`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from nablacheck.oracle.report.contest_tables import exponent_lines, markdown

DOCS = Path(__file__).resolve().parent.parent
PAGE, HISTORY = DOCS / "speed.md", DOCS / "speed.json"


def written(page: str, history: list[dict[str, Any]]) -> str:
    """The page with what stands between its marks replaced."""
    last = history[-1]
    versions = ", ".join(f"{name} {number}" for name, number in last["versions"].items())
    parts = {
        "run": f"Commit `{last['commit']}`, {last['day']}, {versions}.",
        "ratios": markdown(last["settings"]),
        "exponents": "\n".join(f"- {line}" for line in exponent_lines(last["growth"])),
    }
    for name, text in parts.items():
        marks = rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)"
        page = re.sub(marks, lambda found, text=text: f"{found[1]}{text}{found[2]}", page, flags=re.DOTALL)
    return page


def main() -> None:
    """Writes the page."""
    history = json.loads(HISTORY.read_text(encoding="utf-8"))
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), history), encoding="utf-8")


if __name__ == "__main__":
    main()
