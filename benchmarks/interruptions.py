"""Campaigns that are disturbed at random moments: what they come to is what an undisturbed one comes to.

python benchmarks/interruptions.py --count 20 --seed 0
python benchmarks/interruptions.py --kind "a truncated part" --count 1 --seed 7

A worker is killed, the client is killed, a second client comes, a part loses its end; then `resume` goes on until it is done.
Moments, workers, parts and lengths follow from the seed, moments as shares of the time that the undisturbed campaign takes.
Exit 1 where a total differs, or something is said that should not be, with a line for each.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from nablacheck.oracle.campaign.campaigns import MANIFEST, Campaign
from nablacheck.oracle.campaign.finishing import found
from nablacheck.oracle.campaign.reading import tables

PLANTED = str(Path(__file__).resolve().parents[1] / "tests" / "helpers" / "planted_adapter.py")
"""An adapter in NumPy with a defect that seldom shows, so that findings are among the totals."""
WITH = ["--with", PLANTED, "-j", "2", "--minimise", "1"]
START = ["--problems", "4096", "--pool", "4", "--seed", "31", "--adapters", "seldom", *WITH]
FOUND, REFUSED = 1, 2
"""The exit codes of a campaign that found the planted defect, and of a client that is refused."""
PATIENCE = 120.0
"""Seconds for a campaign of a few seconds."""


@dataclass(frozen=True)
class Disturbed:
    """One campaign in its folder, the moment of the disturbance in seconds, and what chooses the rest."""

    folder: Path
    moment: float
    rng: np.random.Generator

    def begun(self) -> subprocess.Popen[str]:
        """A client at work on a new campaign, at the moment of the disturbance."""
        client = _client("start", self.folder, START)
        time.sleep(self.moment)
        return client

    def resumed(self) -> str:
        """What is printed by those who go on until it is done: whoever was killed before the folder was there begins it."""
        there = (self.folder / MANIFEST).exists()
        client = _client("resume", self.folder, WITH) if there else _client("start", self.folder, START)
        said, _ = client.communicate(timeout=PATIENCE)
        return said if client.returncode == FOUND else f"{said}\nexit {client.returncode}, not {FOUND}"


def _client(command: str, folder: Path, options: list[str]) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "nablacheck", "campaign", command, str(folder), *options]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def a_worker_is_killed(one: Disturbed) -> list[str]:
    """The client goes on with another; where it ended before it had any work, it is begun again."""
    client = one.begun()
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(client.pid)], capture_output=True, text=True, check=False)
    workers = [int(line.split()[0]) for line in listed.stdout.splitlines() if "spawn_main" in line]
    if workers:
        os.kill(workers[one.rng.integers(len(workers))], signal.SIGKILL)
    said, _ = client.communicate(timeout=PATIENCE)
    if client.returncode == FOUND:
        return []
    if client.returncode == REFUSED and "signal 9" in said:  # while it imported the adapter
        return _faults(one.resumed())
    return [f"exit {client.returncode}: {said}"]


def the_client_is_killed(one: Disturbed) -> list[str]:
    """With signal 9, so that it cannot end its workers."""
    client = one.begun()
    client.kill()
    client.communicate()
    return _faults(one.resumed())


def a_second_client_comes(one: Disturbed) -> list[str]:
    """It is refused as long as the first is at work."""
    client = one.begun()
    second = _client("resume", one.folder, WITH)
    told, _ = second.communicate(timeout=PATIENCE)
    said, _ = client.communicate(timeout=PATIENCE)
    wrong = [] if client.returncode == FOUND else [f"the first: exit {client.returncode}: {said}"]
    late = second.returncode == FOUND  # the first had finished already
    if not late and (second.returncode != REFUSED or len(told.splitlines()) != 1):
        wrong.append(f"the second: exit {second.returncode}: {told}")
    return wrong


def a_truncated_part(one: Disturbed) -> list[str]:
    """A part that loses its end is named and done again."""
    client = one.begun()
    client.kill()
    client.communicate()
    parts = sorted((one.folder / "parts").glob("[0-9]*"))
    if not parts:
        return _faults(one.resumed())
    part = parts[one.rng.integers(len(parts))]
    os.truncate(part, one.rng.integers(part.stat().st_size))
    said = one.resumed()
    named = f"damaged, and done again: {part.name}" in said
    return _faults(said) + ([] if named else [f"{part.name} is not named: {said}"])


def _faults(said: str) -> list[str]:
    """What is wrong with what the last client printed."""
    return [said] if "Traceback" in said or f", not {FOUND}" in said else []


KINDS: dict[str, Callable[[Disturbed], list[str]]] = {
    "a worker is killed": a_worker_is_killed,
    "the client is killed": the_client_is_killed,
    "a second client comes": a_second_client_comes,
    "a truncated part": a_truncated_part,
}


def totals(folder: Path) -> dict[str, Any]:
    """Everything that a campaign counted, its findings by kind among them."""
    answers, mine = tables(folder), Campaign.there(folder)
    findings: dict[str, int] = {}
    for finding, times in found(mine)[0]:
        key = str((finding.dtype, finding.sign, finding.broken))
        findings[key] = findings.get(key, 0) + times
    return {**answers.of, "kinds": findings, "parts": [len(mine.finished), len(mine.wanted)]}


@click.command()
@click.option("--count", default=20, show_default=True, help="Moments of each kind.")
@click.option("--seed", default=0, show_default=True, help="Same seed, same moments.")
@click.option("--kind", type=click.Choice(list(KINDS)), help="This kind alone.")
def main(count: int, seed: int, kind: str | None) -> None:
    """Disturb campaigns."""
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        start = time.monotonic()
        undisturbed = Disturbed(Path(place) / "undisturbed", 0.0, np.random.default_rng(seed))
        said = undisturbed.resumed()
        seconds, right = time.monotonic() - start, totals(undisturbed.folder)
        click.echo(f"undisturbed: {seconds:.1f} s, {sum(right['kinds'].values())} findings; " + " ".join(_faults(said)))
        for k, (name, disturb) in enumerate(KINDS.items()):
            for i in range(count if kind in (None, name) else 0):
                rng = np.random.default_rng([seed, k, i])
                one = Disturbed(Path(place) / f"{k}-{i}", float(rng.random()) * seconds, rng)
                faults = disturb(one)
                if (come_to := totals(one.folder)) != right:
                    faults.append(f"other totals: {[name for name in right if right[name] != come_to[name]]}")
                wrong += bool(faults)
                for fault in faults:
                    click.echo(f"{name}, {i}, after {one.moment:.2f} s: {fault}")
            click.echo(f"{name}: {count if kind in (None, name) else 0} moments, {wrong} wrong so far")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
