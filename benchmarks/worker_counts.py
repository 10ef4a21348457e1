"""One process against two, and four: the same findings and totals, and how much sooner they are there.

python benchmarks/worker_counts.py --problems 8192 --adapters torch

prints the seconds of each by the clock, importing and compiling among them. Exit 1 where anything that is counted differs, or
two processes take more than 3/5 of the time of one, which is asked of a machine that does nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import click

ASKED = 3 / 5
COUNTS = (1, 2, 4)


def timed(folder: Path, workers: int, options: list[str]) -> tuple[float, Any]:
    """The seconds of a campaign with so many processes, and what it has come to."""
    record = folder / f"{workers}.json"
    line = [sys.executable, "-m", "nablacheck", "campaign", "start", str(folder / str(workers)), "-j", str(workers), *options]
    start = time.perf_counter()
    done = subprocess.run([*line, "--json", str(record)], stdout=subprocess.DEVNULL, check=False)
    spent = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise SystemExit(f"{workers} processes: exit {done.returncode}")
    said = json.loads(record.read_text(encoding="utf-8"))
    return spent, [said["tables"], [{**one, "file": "", "script": ""} for one in said["reduced"]]]


@click.command()
@click.option("--problems", default=8192, show_default=True, help="In all, in each dtype.")
@click.option("--pool", default=16, show_default=True, help="Architectures.")
@click.option("--adapters", default="torch", show_default=True, help="By comma.")
@click.option("--most", default=4, show_default=True, help="The largest number of processes.")
def main(problems: int, pool: int, adapters: str, most: int) -> None:
    """Time processes."""
    options = ["--problems", str(problems), "--pool", str(pool), "--adapters", adapters]
    with tempfile.TemporaryDirectory() as place:
        found = {workers: timed(Path(place), workers, options) for workers in COUNTS if workers <= most}
    seconds, right = found[1]
    same = all(come_to == right for _, come_to in found.values())
    for workers, (spent, _) in found.items():
        click.echo(f"{workers} processes: {spent:.1f} s, {spent / seconds:.2f} of the time of one")
    click.echo(f"on {os.cpu_count()} cores; findings and totals are {'the same' if same else 'NOT the same'}")
    sys.exit(0 if same and found[2][0] <= ASKED * seconds else 1)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one thread each: what is timed is the number of processes
    main()
