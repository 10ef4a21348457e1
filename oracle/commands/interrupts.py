"""Signals that end a command as exceptions, so that what was finished is written first."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import _exit as leave  # the real one: while a user's code runs, that of the module is another
from types import FrameType

AT_ONCE = 0.25
"""Seconds within which a further signal is the same request: `timeout` sends its signal to the process and to the group."""

ENDING = {name: signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}
"""The signals that end a command."""
PATIENCE = 2
"""How many of them end it with its record; code that goes on after each is left at the next."""


class Terminated(BaseException):
    """SIGTERM or SIGHUP arrived; like KeyboardInterrupt, past every `except Exception`."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def interruptible() -> Iterator[None]:
    """Raises KeyboardInterrupt on SIGINT, Terminated on SIGTERM and SIGHUP; a signal that is ignored stays ignored.

    Code that swallows what is raised is left at once when it is asked a third time.

    Python has signals in the main thread alone; elsewhere nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    last, asked = -math.inf, 0

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal last, asked
        before, last = last, time.monotonic()
        if last - before < AT_ONCE:
            return
        asked += 1
        if asked > PATIENCE:
            leave(128 + number)
        raise KeyboardInterrupt if number == signal.SIGINT else Terminated(number)

    numbers = [number for number in ENDING.values() if signal.getsignal(number) != signal.SIG_IGN]
    handlers = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        time.sleep(max(0.0, last + AT_ONCE - time.monotonic()))  # the further signal is still ours
        for number, handler in handlers.items():
            signal.signal(number, handler)
