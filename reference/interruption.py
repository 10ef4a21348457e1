"""Signals that ask a process to stop, held back while something must not be left half done."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Collection, Iterator
from types import FrameType
from typing import Any

from nablacheck.reference.processes import descendants

STOP = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""What Ctrl-C, `kill` and a terminal that is closed send."""


class Signals:
    """The signals that came so far: `own` are those that ask this process to stop, `sent` came from a submission."""

    def __init__(self, numbers: Collection[int] = ()) -> None:
        self.own, self.sent = list[int](), list[int]()
        self._numbers, self._judge = numbers, 0

    @property
    def came(self) -> list[int]:
        """All of them."""
        self._look()
        return [*self.own, *self.sent]

    @contextlib.contextmanager
    def with_senders(self, judge: int) -> Iterator[None]:
        """A block in which is asked who sends them: a process that comes of the judge is a submission's.

        Where the system does not tell, or a sender is gone already, a signal is taken for somebody's who wants to stop.
        """
        if not self._numbers or not hasattr(signal, "sigtimedwait"):
            yield
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, self._numbers)
        self._judge = judge
        try:
            yield
            self._look()
        finally:
            self._judge = 0
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _look(self) -> None:
        while self._judge and (came := signal.sigtimedwait(self._numbers, 0)) is not None:
            of_a_submission = came.si_pid in descendants(self._judge)
            (self.sent if of_a_submission else self.own).append(came.si_signo)


@contextlib.contextmanager
def held_back() -> Iterator[Signals]:
    """The signals that come in a block and do not end it; at its end the first own one does what it always does.

    In another thread than the main one, which no signal reaches, nothing is held back.
    """
    if threading.current_thread() is not threading.main_thread():
        yield Signals()
        return
    held = [number for number in STOP if signal.getsignal(number) is not signal.SIG_IGN]
    caught = Signals(held)

    def keep(number: int, _: Any) -> None:
        caught.own.append(number)

    before = {number: signal.signal(number, keep) for number in held}
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if caught.own:
            signal.raise_signal(caught.own[0])


@contextlib.contextmanager
def left_to_the_main_thread() -> Iterator[None]:
    """A block in which threads are started that no signal of these ever reaches: the main one gets them, and who sends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
