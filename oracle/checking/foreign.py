"""Calling code that is not ours: with a time limit, its prints kept, its random numbers its own, and every error a sentence."""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.util
import inspect
import io
import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy import random as numpy_random

from nablacheck.reference.errors import InputError, unknown


@dataclass(frozen=True)
class Call:
    """What came back from a call, and what was noticed."""

    result: Any
    notes: tuple[str, ...]


class _OutOfTime(BaseException):
    """Past the code's own `except Exception`."""


def called(fn: Callable[..., Any], arguments: list[Any], time_limit: float) -> Call:
    """The result of a call; InputError where it raises, exits or takes longer than `time_limit` seconds."""
    printed = io.StringIO()
    python, numpy = random.getstate(), numpy_random.get_state()
    notes = []
    try:
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
            _limit(time_limit),
            _staying(),
            np.errstate(all="ignore"),
        ):
            result = fn(*arguments)
    except _OutOfTime:
        raise InputError(f"the function did not return within {time_limit:g} seconds.") from None
    except SystemExit as error:
        raise InputError(f"the function called exit({error.code!r}); expected is that it returns.") from None
    except Exception as error:
        raise InputError(f"the function raised {type(error).__name__}: {error}") from error
    finally:
        if random.getstate() != python or not _equal(numpy_random.get_state(), numpy):
            notes.append("the function changes the global random state")
        random.setstate(python)
        numpy_random.set_state(numpy)
    if printed.getvalue():
        notes.append(f"the function prints, {printed.getvalue().splitlines()[0][:60]!r} first")
    return Call(result, tuple(notes))


def imported(target: str) -> Any:
    """The function that `module:function` or `file.py:function` names; InputError where there is none."""
    module, _, name = target.rpartition(":")
    if not module or not name:
        raise InputError(f"{target!r} names no function; write module:function, or file.py:function.")
    loaded = module_named(module)
    if not callable(getattr(loaded, name, None)):
        functions = [word for word, value in vars(loaded).items() if inspect.isfunction(value)]
        raise unknown(f"function of {module}", name, functions)
    return getattr(loaded, name)


def module_named(module: str) -> Any:
    """A module by its name, or a file that ends in .py; InputError where it cannot be imported."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return _loaded(module)
    except InputError:
        raise
    except (Exception, SystemExit) as error:  # the user's module is foreign code
        raise InputError(f"{module} cannot be imported: {type(error).__name__}: {error}") from error


def _loaded(module: str) -> Any:
    """A module by its name, or a file under a name that nothing else has: it may be called random.py."""
    if not module.endswith(".py"):
        sys.path.insert(0, "")
        return importlib.import_module(module)
    path = Path(module)
    if not path.is_file():
        raise InputError(f"there is no file {module}; give a file or the name of a module.")
    sys.path.insert(0, str(path.resolve().parent))
    spec = importlib.util.spec_from_file_location(f"checked {path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    loaded = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


WORDS = ("weights", "biases")
"""Conventions whose values look like Python and are words."""


def parsed(options: Iterable[str]) -> dict[str, Any]:
    """Conventions from NAME=VALUE: a Python literal where it is one, true or false, names by comma, else a string."""
    conventions: dict[str, Any] = {}
    for option in options:
        name, equals, value = option.partition("=")
        if not equals:
            raise InputError(f"{option!r} is no convention; write NAME=VALUE, as in examples=rows.")
        conventions[name] = value if name in WORDS else _value(value)
    return conventions


def _value(text: str) -> Any:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text.split(",") if "," in text else text


def _equal(first: Any, second: Any) -> bool:
    return all(np.array_equal(p, q) for p, q in zip(first, second, strict=True))


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
