"""What may happen with the workers of a Dask scheduler: the scheduler is killed, or the client is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interrupting.disturbed import FOUND, PATIENCE, REFUSED, Disturbed, faults

WORKERS = 2


@dataclass(frozen=True)
class Started:
    """A scheduler and its workers, processes of their own; `file` tells clients where it is."""

    file: Path
    processes: list[subprocess.Popen[bytes]]

    def kill_scheduler(self) -> None:
        """With signal 9; its workers notice for themselves."""
        os.killpg(self.processes[0].pid, signal.SIGKILL)


@contextmanager
def cluster(place: Path) -> Iterator[Started]:
    """A scheduler whose workers have come."""
    from distributed import Client

    place.mkdir(parents=True)
    started = Started(place / "scheduler.json", [])

    def start(which: str, *options: str) -> None:
        line = [sys.executable, "-m", f"distributed.cli.dask_{which}", "--scheduler-file", str(started.file), "--no-dashboard"]
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        started.processes.append(subprocess.Popen([*line, *options], cwd=place, **quiet))

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0")
        end = time.monotonic() + PATIENCE
        while not started.file.exists() and time.monotonic() < end:
            time.sleep(1 / 8)
        for _ in range(WORKERS):
            start("worker", "--nthreads", "1", "--death-timeout", "30")
        with Client(scheduler_file=str(started.file), set_as_default=False) as client:
            client.wait_for_workers(WORKERS, timeout=PATIENCE)
        yield started
    finally:
        for process in started.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def the_scheduler_is_killed(one: Disturbed) -> list[str]:
    """The client says so in a sentence; with another scheduler it goes on."""
    with cluster(one.folder.with_name(f"{one.folder.name}-first")) as first:
        client = one.by("--cluster", str(first.file)).begun()
        first.kill_scheduler()
        said, _ = client.communicate(timeout=PATIENCE)
    wrong = []
    if client.returncode != FOUND and (client.returncode != REFUSED or len(said.splitlines()) != 1):
        wrong.append(f"exit {client.returncode}: {said}")
    with cluster(one.folder.with_name(f"{one.folder.name}-second")) as second:
        return wrong + faults(one.by("--cluster", str(second.file)).resumed())


def the_client_of_a_cluster_is_killed(one: Disturbed) -> list[str]:
    """With signal 9, while the workers are at its work; the next client finds them there."""
    with cluster(one.folder.with_name(f"{one.folder.name}-dask")) as workers:
        mine = one.by("--cluster", str(workers.file))
        client = mine.begun()
        client.kill()
        client.communicate()
        return faults(mine.resumed())
