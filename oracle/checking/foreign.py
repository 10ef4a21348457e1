"""Calling code that is not ours: with a time limit, its prints kept, its random numbers its own, and every error a sentence."""

from __future__ import annotations

import builtins
import contextlib
import importlib
import importlib.util
import inspect
import io
import math
import os
import random
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy import random as numpy_random

from nablacheck.oracle.checking.interruption import signalled
from nablacheck.reference.errors import InputError, unknown

LONGEST = 300
"""Letters of a foreign text that a message quotes."""


@dataclass(frozen=True)
class Call:
    """What came back from a call, and what was noticed."""

    result: Any
    notes: tuple[str, ...]


ADDRESS = r" at 0x[0-9a-fA-F]+"
"""Where in memory a value is, which Python writes for one that says nothing of itself."""


class _OutOfTime(BaseException):
    """Derived from BaseException: an `except Exception` in the user's code does not catch it."""


def called(fn: Callable[..., Any], arguments: list[Any], time_limit: float) -> Call:
    """The result of a call; InputError where it raises, exits or takes longer than `time_limit` seconds."""
    printed = _Printed()
    python, numpy = random.getstate(), numpy_random.get_state()
    notes: list[str] = []
    try:
        with (
            _undone(notes),
            _redirected(printed),
            _staying(),
            signalled() as signals,
            _limit(time_limit),
            np.errstate(all="ignore"),
        ):
            result = fn(*arguments)
    except _OutOfTime:
        raise InputError(f"the function did not return within {time_limit:g} seconds.") from None
    except BaseException as error:  # whatever it raises is an answer, but for a signal that asks to stop
        if signals:
            raise
        raise InputError(f"the function {_raised(error)}") from error
    finally:
        if random.getstate() != python or not _equal(numpy_random.get_state(), numpy):
            notes.append("the function changes the global random state")
        random.setstate(python)
        numpy_random.set_state(numpy)
    if printed.text:
        notes.append(f"the function prints, {printed.text.splitlines()[0][:60]!r} first")
    return Call(result, tuple(notes))


def _raised(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"called exit({shown(error.code)}); expected is that it returns."
    return f"raised {raised(error)}"


def raised(error: BaseException) -> str:
    """The kind of an exception and what it says, as the end of a sentence."""
    text = said(error)
    end = "" if text.endswith((".", "?", "!", "…")) else "."
    return f"{type(error).__name__}: {text}{end}"


def said(error: BaseException) -> str:
    """What an exception says, in one line that prints; that it says nothing where its own text fails or is empty."""
    return _line(str, error, "") or "(without a text)"


def shown(value: object) -> str:
    """How a value of somebody's writes itself, in one line that prints; the name of its class where that fails."""
    return re.sub(ADDRESS, "", _line(repr, value, f"a {type(value).__name__}"))


def _line(write: Callable[[Any], str], value: object, otherwise: str) -> str:
    try:
        text = " ".join(str(write(value)).split())
    except BaseException:  # the code that writes it is foreign, too
        return otherwise
    return printable(text)


def printable(text: object) -> str:
    """A text of somebody's, which may be the name of a file, as a message can quote it."""
    line = "".join(letter if letter.isprintable() else "?" for letter in str(text))
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"


@contextlib.contextmanager
def _staying() -> Iterator[None]:
    """Makes of os._exit an exit like any other: it would end the check with exit code 0, which is that of `right`."""
    leave, here = os._exit, os.getpid()

    def exits(status: int) -> NoReturn:
        if os.getpid() != here:  # a fork of the code's own
            leave(status)
        raise SystemExit(status)

    os._exit = exits
    try:
        yield
    finally:
        os._exit = leave


class _Bytes(io.BytesIO):
    """Bytes that stay readable, whoever closes them."""

    def close(self) -> None:
        """Nothing."""


class _Printed(io.TextIOWrapper):
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
def _redirected(printed: _Printed) -> Iterator[None]:
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield


COMPUTED_WITH = (np, np.linalg, math, builtins)
"""The modules that a verdict is computed with."""


@contextlib.contextmanager
def _unpatched(notes: list[str]) -> Iterator[None]:
    """Puts back what the block replaces in the modules that a verdict is computed with, and notes it."""
    before = [(module, dict(vars(module))) for module in COMPUTED_WITH]
    try:
        yield
    finally:
        for module, names in before:
            for name in [name for name, value in names.items() if vars(module).get(name, notes) is not value]:
                setattr(module, name, names[name])
                notes.append(f"the code replaces {module.__name__}.{name}, which is put back")


@contextlib.contextmanager
def _undone(notes: list[str]) -> Iterator[None]:
    """Puts back what a call changes for everybody: the folder, the depth of the stack, what it replaces."""
    folder, depth = Path.cwd(), sys.getrecursionlimit()
    try:
        with _unpatched(notes):
            yield
    finally:
        sys.setrecursionlimit(depth)
        os.chdir(folder)


def imported(target: str) -> Any:
    """The function that `module:function` or `file.py:function` names; InputError where there is none."""
    module, _, name = target.rpartition(":")
    if not module or not name:
        raise InputError(f"{shown(target)} names no function; write module:function, or file.py:function.")
    loaded = module_named(module)
    if not callable(getattr(loaded, name, None)):
        functions = [word for word, value in vars(loaded).items() if inspect.isfunction(value)]
        raise unknown(f"function of {printable(module)}", printable(name), functions)
    return getattr(loaded, name)


def module_named(module: str) -> Any:
    """A module by its name, or a file that ends in .py; InputError where it cannot be imported."""
    if module.endswith(".py") and not os.path.isfile(module):
        raise InputError(f"there is no file {printable(module)}; give a file or the name of a module.")
    try:
        with _unpatched([]), contextlib.redirect_stdout(_Printed()), _staying(), signalled() as signals, np.errstate():
            return _loaded(module)
    except BaseException as error:  # the user's module is foreign code; a signal that asks to stop is not its doing
        if signals:
            raise
        raise InputError(f"{printable(module)} cannot be imported: {raised(error)}") from error


def _loaded(module: str) -> Any:
    """A module by its name, or a file under a name that nothing else has: it may be called random.py.

    What lies beside the file comes first while it is imported; afterwards it stands last, so that a random.py of the user's is
    never taken for Python's, here or in a process that is started from here.
    """
    if not module.endswith(".py"):
        sys.path.insert(0, "")
        return importlib.import_module(module)
    path = Path(module)
    beside = str(path.resolve().parent)
    spec = importlib.util.spec_from_file_location(f"checked {path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    loaded = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    sys.path.insert(0, beside)
    try:
        spec.loader.exec_module(loaded)
    finally:
        with contextlib.suppress(ValueError):  # the file's own code may have taken it out
            sys.path.remove(beside)
        sys.path.append(beside)
    return loaded


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
