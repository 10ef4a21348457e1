"""Signals that ask a process to stop, held back while something must not be left half done."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

STOP = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""What Ctrl-C, `kill` and a terminal that is closed send."""


@contextlib.contextmanager
def held_back() -> Iterator[list[int]]:
    """The signals that came so far, in a block that they do not end; at its end the first one does what it always does.

    In another thread than the main one, which no signal reaches, nothing is held back.
    """
    caught: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield caught
        return

    def keep(number: int, _: Any) -> None:
        caught.append(number)

    before = {number: signal.signal(number, keep) for number in STOP if signal.getsignal(number) is not signal.SIG_IGN}
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if caught:
            signal.raise_signal(caught[0])


@contextlib.contextmanager
def signalled() -> Iterator[list[int]]:
    """The signals that come in a block and do what they always do; handlers that the block sets are put back."""
    caught: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield caught
        return
    before = {number: signal.getsignal(number) for number in STOP}

    def note(number: int, frame: FrameType | None) -> None:
        caught.append(number)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)
        else:
            signal.signal(number, handler)
            signal.raise_signal(number)

    for number, handler in before.items():
        if handler not in (signal.SIG_IGN, None):
            signal.signal(number, note)
    try:
        yield caught
    finally:
        for number, handler in before.items():
            if handler is not None:  # what a program in C has set stays
                signal.signal(number, handler)
