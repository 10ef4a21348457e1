"""How many problems a minute: the way of a campaign beside the naive loop, which has a fresh shape each time."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nablacheck.adapters import Adapter
from nablacheck.oracle.campaign.campaigns import Campaign
from nablacheck.oracle.campaign.crosscheck import verdicts
from nablacheck.oracle.campaign.plans import CampaignPlan
from nablacheck.oracle.campaign.workers import Beside
from nablacheck.oracle.generating.problems import numbered

KIB = 1024
Track = Callable[..., Iterable[object]]
"""Goes through the work and shows how far it is."""
LIMIT = 3600.0
"""Seconds for a part."""


@dataclass(frozen=True)
class Throughput:
    """Problems, each on every adapter in every dtype, and the seconds that they took; compiling is in them.

    Seconds by the clock, and those that processors were `busy` with it, which others at work on the machine change little; of a
    campaign importing the frameworks is in them.
    """

    adapters: tuple[str, ...]
    dtypes: tuple[str, ...]
    processes: int
    architectures: int
    problems: int
    seconds: float
    naive_adapters: tuple[str, ...]
    naive_problems: int
    naive_seconds: float
    largest_process_mb: float
    busy: float
    naive_busy: float

    @property
    def a_minute(self) -> float:
        """Problems a minute."""
        return 60 * self.problems / self.seconds

    @property
    def naive_a_minute(self) -> float:
        """The same of the naive loop."""
        return 60 * self.naive_problems / self.naive_seconds

    @property
    def times(self) -> float:
        """How many times as fast it is."""
        return self.a_minute / self.naive_a_minute

    @property
    def busy_each(self) -> float:
        """Milliseconds of a processor for a problem."""
        return 1000 * self.busy / self.problems

    @property
    def naive_busy_each(self) -> float:
        """The same of the naive loop."""
        return 1000 * self.naive_busy / self.naive_problems


def measured(plan: CampaignPlan, processes: int, naive: Sequence[Adapter], seconds: float, track: Track) -> Throughput:
    """A campaign in a folder that is thrown away, then the naive loop for so many seconds, and for one problem at least."""
    before = _busy_beside()
    with tempfile.TemporaryDirectory() as folder, Beside(processes, ()) as workers:
        mine = Campaign.begun(Path(folder) / "campaign", plan)
        for name in plan.adapters:
            workers.load(name)
        todo, start = mine.wanted, time.perf_counter()
        deque(track(mine.go_on(workers, todo, LIMIT), total=len(todo), description="shards on adapters"), maxlen=0)
        spent = time.perf_counter() - start
    busy = _busy_beside() - before
    count, start, mine_before = 0, time.perf_counter(), time.process_time()
    while not count or time.perf_counter() - start < seconds:
        for adapter in naive:
            for dtype in plan.dtypes:
                whole = numbered(plan.seed, count, dtype, 1).problem
                deque(verdicts(whole, adapter, explain=False, traced=True), maxlen=0)
        count += 1
    return Throughput(
        plan.adapters,
        plan.dtypes,
        processes,
        min(plan.pool, plan.shards),
        plan.shards * plan.problems,
        spent,
        tuple(adapter.name for adapter in naive),
        count,
        time.perf_counter() - start,
        _largest_mb(),
        busy,
        time.process_time() - mine_before,
    )


def _busy_beside() -> float:
    """Seconds that processors were busy with processes beside this one that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _largest_mb() -> float:
    """The largest memory that a process beside this one has had; Linux counts in KiB, macOS in bytes, others not at all."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return float(peak // (KIB * KIB if sys.platform == "darwin" else KIB))
