"""Code that is not ours, contained: what it prints, how it ends and how long it takes stay its own affair."""

from __future__ import annotations

import contextlib
import io
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any, NoReturn

from nablacheck.reference.interruption import signalled
from nablacheck.reference.quoting import own_traceback, shown


class Escaped(Exception):
    """What foreign code did in place of returning: it called exit, raised what only a signal should, or took too long.

    Its traceback is that of what was raised, from the frame of the block on.
    """


AGAIN = 0.1
"""Seconds after which an interruption that was dropped comes once more: what dropped it has ended by then."""


class OutOfTime(BaseException):
    """Derived from BaseException: an `except Exception` in foreign code does not catch it."""


@contextlib.contextmanager
def contained(seconds: float) -> Iterator[Printed]:
    """Runs foreign code: Escaped where it ends in another way than by an ordinary exception, or not in so many seconds.

    A signal that asks to stop does what it always does. What is printed is kept; os._exit is an exit like any other.
    Standard output, signals and the clock belong to the main thread: elsewhere only what is raised is seen to.
    """
    printed, late = Printed(), OutOfTime()
    try:
        with _apart(printed) as signals, limited(seconds, late):
            yield printed
    except Exception:
        raise
    except BaseException as error:
        if signals or (isinstance(error, OutOfTime) and error is not late):  # whoever else set the clock
            raise
        raise Escaped(_ending(error, seconds)).with_traceback(own_traceback(error, depth=1)) from error


def _ending(error: BaseException, seconds: float) -> str:
    if isinstance(error, OutOfTime):
        return f"did not return within {seconds:g} seconds"
    if isinstance(error, SystemExit):
        return f"called exit({shown(error.code)}); it must return"
    return f"raised {type(error).__name__}; it must return"


@contextlib.contextmanager
def _apart(printed: Printed) -> Iterator[list[int]]:
    """The signals that come in a block whose prints are kept; another thread than the main one is left alone."""
    if threading.current_thread() is not threading.main_thread():
        yield []
        return
    with contextlib.redirect_stdout(printed), staying(), signalled() as signals:
        yield signals


@contextlib.contextmanager
def staying() -> Iterator[None]:
    """Lets nothing but the process that came in go out: what is said is said once, and by it.

    os._exit is an exit like any other: it would end the check with exit code 0, which is that of `right`. A fork of the code's
    own ends where it comes out of the block, as it would at the end of its program.
    """
    leave, here = os._exit, os.getpid()

    def exits(status: int) -> NoReturn:
        if os.getpid() != here:
            leave(status)
        raise SystemExit(status)

    os._exit, status = exits, 0
    try:
        yield
    except BaseException as error:
        status = _status(error)
        raise
    finally:
        os._exit = leave
        if os.getpid() != here:
            leave(status)


def _status(error: BaseException) -> int:
    """With which status a program ends that raised something."""
    if not isinstance(error, SystemExit):
        return 1
    return error.code if isinstance(error.code, int) else int(error.code is not None)


@contextlib.contextmanager
def limited(seconds: float, late: OutOfTime) -> Iterator[None]:
    """Raises `late` in the block after some seconds, where signals can: on Unix, in the main thread.

    A timer that is set already goes on, and stays the one that rings where it is due before. Where Python drops what is raised,
    as in a destructor, it is raised once more behind that.
    """
    if seconds == math.inf or not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return
    due, interval = signal.getitimer(signal.ITIMER_REAL)
    if 0 < due <= seconds:
        yield
        return

    def interrupt(*_: Any) -> None:
        raise late

    def dropped(what: Any) -> None:
        if what.exc_value is not late:
            hook(what)
        else:
            signal.setitimer(signal.ITIMER_REAL, AGAIN)

    begun, before, hook = time.monotonic(), signal.signal(signal.SIGALRM, interrupt), sys.unraisablehook
    sys.unraisablehook = dropped
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        sys.unraisablehook = hook
        if due:
            left = due - (time.monotonic() - begun)  # of one that should have rung, the least that is not 0, which is never
            signal.setitimer(signal.ITIMER_REAL, max(left, sys.float_info.min), interval)


class _Bytes(io.BytesIO):
    """Bytes that stay readable, whoever closes them."""

    def close(self) -> None:
        """Nothing."""


SHOWN = 60
"""Characters that are shown of a line that was printed."""


class Printed(io.TextIOWrapper):
    """What code prints, as text or as bytes, readable also where the code closes it."""

    def __init__(self) -> None:
        self.kept = _Bytes()
        super().__init__(self.kept, encoding="utf-8", errors="backslashreplace", write_through=True)

    def close(self) -> None:
        """Nothing."""

    @property
    def text(self) -> str:
        """Everything that was printed."""
        return self.kept.getvalue().decode(errors="replace")

    @property
    def first(self) -> str:
        """The first line that is not empty, cut where it is long."""
        line = next(filter(str.strip, self.text.splitlines()), "")
        return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
