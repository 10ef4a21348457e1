"""Calling code that is not ours: with a time limit, its prints kept, its random numbers its own, and every error a sentence."""

from __future__ import annotations

import builtins
import contextlib
import inspect
import io
import math
import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy import random as numpy_random

from nablacheck.oracle.checking.interruption import signalled
from nablacheck.oracle.checking.quoting import own_traceback, place, raised, shown
from nablacheck.reference.errors import InputError


class Unusable(InputError):
    """A call that cannot be used: one sentence, and in `details` how the function was called, a line each."""

    def __init__(self, says: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(says)
        self.details = details


class Late(Unusable):
    """A call that did not return in time."""


@dataclass(frozen=True)
class Call:
    """What came back from a call, and what was noticed: by its kind, so that each kind is said once."""

    result: Any
    notes: Mapping[str, str]


class _OutOfTime(BaseException):
    """Derived from BaseException: an `except Exception` in the user's code does not catch it."""


def called(fn: Callable[..., Any], arguments: list[Any], time_limit: float) -> Call:
    """The result of a call; Unusable where it raises, exits or takes longer than `time_limit` seconds."""
    printed = Printed()
    python, numpy = random.getstate(), numpy_random.get_state()
    notes: dict[str, str] = {}
    try:
        with (
            _undone(notes),
            _redirected(printed),
            staying(),
            signalled() as signals,
            _limit(time_limit),
            np.errstate(all="ignore"),
        ):
            result = fn(*arguments)
    except _OutOfTime:
        raise Late(f"the function did not return within {time_limit:g} seconds.") from None
    except BaseException as error:  # whatever it raises is an answer, but for a signal that asks to stop
        if signals:
            raise
        error.__traceback__ = own_traceback(error, depth=1)
        raise Unusable(_sentence(error)) from error
    finally:
        if random.getstate() != python or not _equal(numpy_random.get_state(), numpy):
            notes["random"] = "the function changes the global random state"
        random.setstate(python)
        numpy_random.set_state(numpy)
    if inspect.iscoroutine(result):
        result.close()
        raise Unusable("the function is async: it gave a coroutine, of which nothing has run; give a plain function.")
    if printed.text:
        line = next(filter(str.strip, printed.text.splitlines()), "")
        notes["prints"] = f"the function prints, {line[:60]!r} first"
    return Call(result, notes)


def _sentence(error: BaseException) -> str:
    """Where it came up, and what it says."""
    at = place(error.__traceback__)
    if isinstance(error, SystemExit):
        return f"{at or 'the function'}{':' * bool(at)} called exit({shown(error.code)}); expected is that it returns."
    return f"{at}: {raised(error)}" if at else f"the function raised {raised(error)}"


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


class _Bytes(io.BytesIO):
    """Bytes that stay readable, whoever closes them."""

    def close(self) -> None:
        """Nothing."""


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


@contextlib.contextmanager
def _redirected(printed: Printed) -> Iterator[None]:
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield


COMPUTED_WITH = (np, np.linalg, math, builtins)
"""The modules that a verdict is computed with."""


@contextlib.contextmanager
def unpatched(notes: dict[str, str]) -> Iterator[None]:
    """Puts back what the block replaces in the modules that a verdict is computed with, and notes it."""
    before = [(module, dict(vars(module))) for module in COMPUTED_WITH]
    try:
        yield
    finally:
        for module, names in before:
            for name in [name for name, value in names.items() if vars(module).get(name, notes) is not value]:
                setattr(module, name, names[name])
                what = f"{module.__name__}.{name}"
                notes[what] = f"the code replaces {what}, which is put back"


@contextlib.contextmanager
def _undone(notes: dict[str, str]) -> Iterator[None]:
    """Puts back what a call changes for everybody: the folder, the depth of the stack, what it replaces."""
    folder, depth = Path.cwd(), sys.getrecursionlimit()
    try:
        with unpatched(notes):
            yield
    finally:
        sys.setrecursionlimit(depth)
        os.chdir(folder)


def _equal(first: Any, second: Any) -> bool:
    return all(np.array_equal(p, q) for p, q in zip(first, second, strict=True))


@contextlib.contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Interrupts the block after some seconds, where signals can: on Unix, in the main thread."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: Any) -> None:
        raise _OutOfTime

    before, timer = signal.signal(signal.SIGALRM, interrupt), signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *timer)  # a timer of the caller's goes on
