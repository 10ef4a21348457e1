"""Calling code that is not ours: with a time limit, its prints kept, its random numbers its own, and every error a sentence."""

from __future__ import annotations

import builtins
import contextlib
import inspect
import math
import operator
import os
import random
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy import random as numpy_random

from nablacheck.oracle.checking.named_libraries import names_library
from nablacheck.reference.errors import InputError
from nablacheck.reference.foreign_code import OutOfTime, Printed, limited, staying
from nablacheck.reference.interruption import signalled
from nablacheck.reference.quoting import named, own_traceback, place, raised, shown

MANY = 10**4
"""So many parts are taken of what may have no end: more layers than anybody has."""


FLOATING_POINT = r"(overflow|underflow|divide by zero|invalid value) encountered"
"""How NumPy's warnings of floating-point errors begin: the networks of a check are saturated, and large, on purpose."""


class Unusable(InputError):
    """A call that cannot be used: one sentence, and in `details` how the function was called, a line each."""

    def __init__(self, says: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(says)
        self.details = details


class Unread(InputError):
    """What came back from a call, and is of a kind that nobody can read; its cause says nothing of the call."""


class Late(Unusable):
    """A call that did not return in time."""


@dataclass(frozen=True)
class Call:
    """What came back from a call, what its arguments are then, and what was noticed: by its kind, so that each is said once."""

    result: Any
    notes: Mapping[str, str]
    arguments: list[Any]


@runtime_checkable
class Recipe(Protocol):
    """An argument that is made where the function is, with a library that is imported there."""

    def made(self) -> Any:
        """What is handed over; InputError where the library is not there."""


class Callee(Protocol):
    """A function under check, wherever it runs."""

    @property
    def __name__(self) -> str: ...

    @property
    def argument_names(self) -> tuple[str, ...]:
        """The names of the arguments that it has to be given, where it says them."""

    def imports(self, library: str) -> bool:
        """Whether its process has imported a library whose arrays may be handed over."""

    def names(self, library: str) -> bool:
        """Whether its code names a library, whose arrays it most likely takes then."""

    @property
    def waited(self) -> float:
        """Seconds that were waited for calls in other processes, which the clock of this one leaves out."""

    def call(self, arguments: list[Any], time_limit: float, reads: frozenset[str]) -> Call:
        """A call with these arguments, in whose result attributes of these names are read; Unusable as of `called`."""


@dataclass(frozen=True)
class CalledHere:
    """A function that is called in this process."""

    fn: Callable[..., Any]
    waited: float = 0.0

    @property
    def __name__(self) -> str:
        return named(self.fn)

    @property
    def argument_names(self) -> tuple[str, ...]:
        """Those of the function."""
        return names_of(self.fn)

    def imports(self, library: str) -> bool:
        """Whether a library is imported here."""
        return library in sys.modules

    def names(self, library: str) -> bool:
        """Whether the function, or one that it calls, does."""
        return names_library(self.fn, library)

    def call(self, arguments: list[Any], time_limit: float, reads: frozenset[str]) -> Call:
        """One call, as of `called`."""
        return called(self.fn, [part.made() if isinstance(part, Recipe) else part for part in arguments], time_limit)


def names_of(fn: Callable[..., Any]) -> tuple[str, ...]:
    """The names of the arguments that a function has to be given; none where it does not say."""
    return _named(
        fn, inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    )


def by_keyword(fn: Callable[..., Any]) -> tuple[str, ...]:
    """The names of those that it has to be given by keyword, which are the last."""
    return _named(fn, inspect.Parameter.KEYWORD_ONLY) if getattr(getattr(fn, "__code__", None), "co_kwonlyargcount", 1) else ()


def _named(fn: Callable[..., Any], *kinds: Any) -> tuple[str, ...]:
    try:
        arguments = inspect.signature(fn).parameters.values()
    except Exception:  # it has none, or says it in code of its own
        return ()
    return tuple(one.name for one in arguments if one.kind in kinds and one.default is one.empty)


def called(fn: Callable[..., Any], arguments: list[Any], time_limit: float) -> Call:
    """The result of a call; Unusable where it raises, exits or takes longer than `time_limit` seconds."""
    printed, late = Printed(), OutOfTime()
    python, numpy = random.getstate(), numpy_random.get_state()
    notes: dict[str, str] = {}
    try:
        with (
            _undone(notes),
            _redirected(printed),
            staying(),
            signalled() as signals,
            limited(time_limit, late),
            np.errstate(all="ignore"),
        ):
            names = by_keyword(fn)[: len(arguments)]
            by_place = len(arguments) - len(names)
            result = _listed(fn(*arguments[:by_place], **dict(zip(names, arguments[by_place:], strict=True))))
    except BaseException as error:  # whatever it raises is an answer, but for a signal that asks to stop
        if error is late:
            raise Late(f"the function did not return within {time_limit:g} seconds.") from None
        if signals or isinstance(error, OutOfTime):  # whoever else set the clock
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
        notes["prints"] = f"the function prints, {printed.first!r} first"
    return Call(result, notes, arguments)


def _listed(result: Any) -> Any:
    """What came back, with lists for what can be gone through but once, as zip and map are."""
    if isinstance(result, Iterator):
        result = list(islice(result, MANY))
    if type(result) in (list, tuple) and any(isinstance(part, Iterator) for part in result):
        return type(result)(list(islice(part, MANY)) if isinstance(part, Iterator) else part for part in result)
    return result


def _sentence(error: BaseException) -> str:
    """Where it came up, and what it says."""
    at = place(error.__traceback__)
    if isinstance(error, SystemExit):
        return f"{at or 'the function'}{':' * bool(at)} called exit({shown(error.code)}); expected is that it returns."
    return f"{at}: {raised(error)}" if at else f"the function raised {raised(error)}"


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
            if _same_values(vars(module), names):
                continue
            for name in [name for name, value in names.items() if vars(module).get(name, notes) is not value]:
                setattr(module, name, names[name])
                what = f"{module.__name__}.{name}"
                notes[what] = f"the code replaces {what}, which is put back"


def _same_values(names: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether nothing was replaced, added or taken away: of a thousand names, which no loop of Python goes through."""
    return len(names) == len(before) and all(map(operator.is_, names.values(), before.values()))


@contextlib.contextmanager
def _open_as_before(notes: dict[str, str]) -> Iterator[None]:
    """Opens again what the block closes, or puts something else in the place of, of the three streams of the process."""
    kept = {}
    for number in (0, 1, 2):
        with contextlib.suppress(OSError):  # it was closed before
            kept[number] = os.dup(number)
    try:
        yield
    finally:
        for number, copy in kept.items():
            if not _same_file(number, copy):
                os.dup2(copy, number)
                notes["streams"] = "the function closes or replaces a standard stream of the process, which is put back"
            os.close(copy)


def _same_file(one: int, other: int) -> bool:
    try:
        return os.path.sameopenfile(one, other)
    except OSError:
        return False


@contextlib.contextmanager
def _undone(notes: dict[str, str]) -> Iterator[None]:
    """Puts back what a call changes for everybody: the folder, the depth of the stack, what it replaces."""
    folder, depth = Path.cwd(), sys.getrecursionlimit()
    try:
        with unpatched(notes), _open_as_before(notes), warnings.catch_warnings():
            # in a thread of the code's own nothing is told of what NumPy is to be silent about here
            warnings.filterwarnings("ignore", FLOATING_POINT, RuntimeWarning)
            yield
    finally:
        sys.setrecursionlimit(depth)
        os.chdir(folder)


def _equal(first: Any, second: Any) -> bool:
    return all(np.array_equal(p, q) for p, q in zip(first, second, strict=True))
