"""Signals that end a command as exceptions, so that what was finished is written first."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AT_ONCE = 0.25
"""Seconds within which a further signal is the same request: `timeout` sends its signal to the process and to the group."""


class Terminated(BaseException):
    """SIGTERM or SIGHUP arrived; like KeyboardInterrupt, past every `except Exception`."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def interruptible() -> Iterator[None]:
    """Raises KeyboardInterrupt on SIGINT, Terminated on SIGTERM and SIGHUP; a signal that is ignored stays ignored.

    Python has signals in the main thread alone; elsewhere nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    last = -math.inf

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal last
        before, last = last, time.monotonic()
        if last - before >= AT_ONCE:
            raise KeyboardInterrupt if number == signal.SIGINT else Terminated(number)

    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    numbers = [number for number in map(signal.Signals.__getitem__, names) if signal.getsignal(number) != signal.SIG_IGN]
    handlers = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        time.sleep(max(0.0, last + AT_ONCE - time.monotonic()))  # the further signal is still ours
        for number, handler in handlers.items():
            signal.signal(number, handler)
