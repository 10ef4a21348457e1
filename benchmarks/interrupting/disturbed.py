"""One campaign that is disturbed: its clients, and what they may say."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nablacheck.oracle.campaign.campaigns import MANIFEST

PLANTED = str(Path(__file__).resolve().parents[2] / "tests" / "helpers" / "planted_adapter.py")
"""An adapter in NumPy with a defect that seldom shows, so that findings are among the totals."""
WITH = ["--with", PLANTED, "--minimise", "60"]
START = ["--problems", "4096", "--pool", "4", "--seed", "31", "--adapters", "seldom", *WITH]
FOUND, REFUSED = 1, 2
"""The exit codes of a campaign that found the planted defect, and of a client that cannot go on."""
PATIENCE = 240.0
"""Seconds for a campaign of a few seconds, on a machine that others use too."""


@dataclass(frozen=True)
class Disturbed:
    """One campaign in its folder, the moment of the disturbance in seconds, what chooses the rest, and who works."""

    folder: Path
    moment: float
    rng: np.random.Generator
    workers: tuple[str, ...] = ("-j", "2")

    @property
    def share(self) -> float:
        """A share of something that is no time."""
        return float(self.rng.random())

    def by(self, *workers: str) -> Disturbed:
        """The same with others who work."""
        return replace(self, workers=workers)

    def client(self, command: str) -> subprocess.Popen[str]:
        """A client that starts or resumes it."""
        line = [sys.executable, "-m", "nablacheck", "campaign", command, str(self.folder)]
        options = START if command == "start" else WITH
        return subprocess.Popen([*line, *options, *self.workers], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def begun(self) -> subprocess.Popen[str]:
        """A client at work on a new campaign, at the moment of the disturbance."""
        client = self.client("start")
        time.sleep(self.moment)
        return client

    def resumed(self) -> str:
        """What is printed by those who go on until it is done: whoever was killed before the folder was there begins it."""
        client = self.client("resume" if (self.folder / MANIFEST).exists() else "start")
        said, _ = client.communicate(timeout=PATIENCE)
        return said if client.returncode == FOUND else f"{said}\nexit {client.returncode}, not {FOUND}"


def faults(said: str) -> list[str]:
    """What is wrong with what the last client printed."""
    return [said] if "Traceback" in said or f", not {FOUND}" in said else []
