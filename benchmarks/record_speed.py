"""Adds a run of `nablacheck bench speed --json FILE` to the history in docs/speed.json, under the commit that is checked out.

    python benchmarks/record_speed.py FILE

A second run of a commit takes the place of its first. Then `python docs/generators/speed_page.py` writes the page.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HISTORY = ROOT / "docs" / "speed.json"


def with_run(history: list[dict[str, Any]], run: dict[str, Any], commit: str, day: str) -> list[dict[str, Any]]:
    """The history, the oldest first, with a run of a commit; ValueError for one that was ended, or measured only a part."""
    if not run["complete"] or not run["settings"]:
        raise ValueError("the run was ended before it had measured everything; run it again.")
    kept = {key: run[key] for key in ("threads", "versions", "settings", "growth")}
    return [*(entry for entry in history if entry["commit"] != commit), {"commit": commit, "day": day, **kept}]


def main() -> None:
    """Reads the record, writes the history."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", type=Path)
    asked = parser.parse_args()
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    history = json.loads(HISTORY.read_text(encoding="utf-8")) if HISTORY.exists() else []
    run = json.loads(asked.record.read_text(encoding="utf-8"))
    whole = with_run(history, run, commit, datetime.now(UTC).date().isoformat())
    HISTORY.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
