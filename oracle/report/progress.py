"""How far the work is, of everything that takes a while: a bar in a terminal, a line now and then in a pipe."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import timedelta

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from nablacheck.reference.interruption import left_to_the_main_thread

EVERY = 10.0
"""Seconds between two lines."""


def progress(console: Console) -> Progress:
    """What is done, how many there are, and the time that is left; it goes to standard error where output is piped.

    A bar leaves nothing behind. Where nobody sees a bar, a log or a pipe, a line is printed every ten seconds.
    """
    shown = console if live(console) else Console(stderr=True)
    return Bar(shown) if live(shown) else Lines(shown)


def live(console: Console) -> bool:
    """Whether a bar can move there."""
    return console.is_terminal and not console.is_dumb_terminal


class Bar(Progress):
    """One line that moves."""

    def __init__(self, console: Console) -> None:
        said, times = TextColumn("{task.description}"), (TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
        super().__init__(said, BarColumn(20), MofNCompleteColumn(), *times, console=console, transient=True)

    def start(self) -> None:
        """Starts the thread that moves it, which takes no signals."""
        with left_to_the_main_thread():
            super().start()


class Lines(Progress):
    """A line after every ten seconds in which something was finished."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(console=console, get_time=clock, auto_refresh=False, disable=True)
        self._said = clock()

    def stop(self) -> None:
        """Nothing moves, so nothing is to be stopped; rich before 14 ends with an empty line here."""

    def advance(self, task_id: TaskID, advance: float = 1) -> None:
        """Counts what was finished, and says so from time to time."""
        super().advance(task_id, advance)
        now = self.get_time()
        if now - self._said >= EVERY:
            self._said = now
            self.console.print(in_words(self._tasks[task_id]), highlight=False, markup=False, soft_wrap=True)


def in_words(task: Task) -> str:
    """A task in words."""
    done, passed = task.completed, task.elapsed or 0.0
    if not task.total:
        return f"{task.description}: {done:g} done in {_clock(passed)}"
    left = passed * (task.total - done) / done if done else math.inf
    return f"{task.description}: {done:g} of {task.total:g} done in {_clock(passed)}, about {_clock(left)} left"


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds))) if math.isfinite(seconds) else "?"
