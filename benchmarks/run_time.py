"""How long `nablacheck run` takes beside an earlier commit: side by side, the same problems, the same counts.

    python benchmarks/run_time.py REF [--problems 8] [--rounds 2] [-j 2]

Both run in turns, so that what else the machine does meets both. It prints the ratio of the times of the clock and of the
processors, and exits with 1 where a row of the table differs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("reference", "adapters", "oracle")


def packaged(tree: Path, place: Path) -> Path:
    """A folder for PYTHONPATH in which the package of a checkout stands whole."""
    package = place / "nablacheck"
    package.mkdir(parents=True)
    for path in [*(tree / "src" / "nablacheck").iterdir(), *(tree / part for part in PARTS)]:
        (package / path.name).symlink_to(path)
    return place


def timed(path: Path, options: Sequence[str], record: Path) -> tuple[float, float, object]:
    """Seconds of the clock and of the processors, and the rows that were found."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "nablacheck", "run", *options, "--json", str(record)]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(path)}, check=True, stdout=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime - before.ru_utime, json.loads(record.read_text(encoding="utf-8"))["rows"]


def say(line: str) -> None:
    """At once, also in a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Runs both, and says how they compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ref")
    parser.add_argument("--problems", default="8")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--adapters", default="torch,torch-composed,jax,jax-composed,finite-differences")
    parser.add_argument("-j", dest="processes", default="2")
    asked = parser.parse_args()
    options = ["--problems", asked.problems, "--adapters", asked.adapters]
    with tempfile.TemporaryDirectory(prefix="nablacheck-") as folder:
        place = Path(folder)
        subprocess.run(["git", "worktree", "add", "--detach", "-q", place / "old", asked.ref], cwd=ROOT, check=True)
        try:
            old, new = packaged(place / "old", place / "old path"), packaged(ROOT, place / "new path")
            return compared(old, new, options, asked.processes, asked.rounds, place)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", place / "old"], cwd=ROOT, check=True)


def compared(old: Path, new: Path, options: Sequence[str], processes: str, rounds: int, place: Path) -> int:
    """1 where the rows differ."""
    ratios, same = [], True
    for i in range(rounds):
        before = timed(old, options, place / f"old {i}.json")
        after = timed(new, [*options, "-j", processes], place / f"new {i}.json")
        ratios.append(after[0] / before[0])
        same = same and before[2] == after[2]
        clock, work = (f"{before[k]:.1f} s, now {after[k]:.1f} s: {after[k] / before[k]:.2f}" for k in (0, 1))
        say(f"clock {clock}; processors {work}; rows {'equal' if before[2] == after[2] else 'DIFFER'}")
    say(f"median ratio {statistics.median(ratios):.2f}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
