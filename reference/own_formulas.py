"""The formulas of entries that others bring: at every call, whatever goes wrong in one is a sentence with its file and line.

The audit calls a formula some hundred times. What it does at later calls, or at numbers that only the networks reach, is seen
here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial, update_wrapper
from typing import Any, TypeVar

import numpy as np

from nablacheck.reference.errors import FormulaError, InputError, a_kind
from nablacheck.reference.foreign_code import Escaped, contained
from nablacheck.reference.quoting import begin, in_ours, own_traceback, place, raised

PATIENCE = 20.0
"""Seconds for one call; a formula that is not stuck takes a fraction of one."""
NUMBERS = "iufO"
"""The kinds of NumPy's arrays that hold real numbers: certified ones are objects."""


class BrokenFormula(InputError):
    """A formula of somebody's own raised, ended or returned what is no array; the message says whose, where and what."""


@dataclass
class FormulasSeen:
    """What formulas did in a block besides computing: the first that broke, and a note on each that prints, by its name."""

    broke: BrokenFormula | None = None
    notes: dict[str, str] = field(default_factory=dict)


S = TypeVar("S", bound=FormulasSeen | None)
_SEEN: ContextVar[FormulasSeen | None] = ContextVar("seen", default=None)


@contextmanager
def formulas_seen() -> Iterator[FormulasSeen]:
    """What formulas do in a block, at whose end BrokenFormula is raised if one broke, whoever made what of it in between."""
    with _seeing(FormulasSeen()) as seen:
        try:
            yield seen
        except (Exception, SystemExit):
            if seen.broke is None:
                raise
    if seen.broke:
        raise seen.broke


@contextmanager
def formulas_apart() -> Iterator[None]:
    """A block whose formulas are nobody's concern outside of it: those of a package that is refused."""
    with _seeing(None):
        yield


@contextmanager
def _seeing(seen: S) -> Iterator[S]:
    before = _SEEN.get()
    _SEEN.set(seen)
    try:
        yield seen
    finally:
        _SEEN.set(before)


STOPS: list[type[Exception]] = []
"""What frameworks raise to end a computation that they began themselves, as PyTorch's checkpoints do; adapters add theirs."""


class Unfit(FormulaError):
    """What a formula cannot do, in some arithmetic, with whose formula it is and where."""


class Guarded:
    """A formula that others brought, pickled and inspected as the function itself is; `says` names its entry, `letter` it."""

    def __init__(self, function: Callable[..., Any], says: str, letter: str) -> None:
        update_wrapper(self, function)  # inspect.unwrap finds it
        self.function, self.says, self.letter = function, says, letter

    def __reduce__(self) -> tuple[type[Guarded], tuple[Callable[..., Any], str, str]]:
        return Guarded, (self.function, self.says, self.letter)

    def __call__(self, *given: Any) -> Any:
        """What the function gives; BrokenFormula or Unfit where it gives nothing to compute with."""
        result = _called(partial(self.function, *given), self.says, self.letter)
        if why := _no_numbers(result, given):
            raise _noted(f"{self.says}: {begin(self.function)}{self.letter} returns {why}.")
        return result


def made_by(make: Callable[..., Any], parameters: Mapping[str, float], says: str) -> Any:
    """What the function of a family gives for parameters; BrokenFormula where it gives nothing."""
    return _called(partial(make, **parameters), says, "it")


def _called(call: Callable[[], Any], says: str, what: str) -> Any:
    seen = _SEEN.get()
    if seen and seen.broke:  # whoever asks on, of this block nothing comes any more
        raise seen.broke
    try:
        with contained(PATIENCE) as printed:
            result = call()
    except (BrokenFormula, Unfit):  # of another entry, which this one is made of
        raise
    except tuple(STOPS):
        raise
    except Exception as error:
        raise _sentence(error, says, what) from error
    if seen and printed.text:
        seen.notes.setdefault(says, f"{says} prints, {printed.first!r} first")
    return result


def _sentence(error: Exception, says: str, what: str) -> InputError:
    """What was raised; where that came up in our own arithmetic it is about what a formula can do there."""
    trace = own_traceback(error, depth=1)
    where = f"{at}: " if (at := place(trace)) else ""
    if isinstance(error, InputError):
        return Unfit(f"{says}: {where}{error}")
    if isinstance(error, Escaped):
        return _noted(f"{says}: {where}{what} {error}.")
    text = f"{says}: {where}its formula raises {raised(error)}"
    return Unfit(text) if in_ours(trace) else _noted(text)


def _noted(text: str) -> BrokenFormula:
    broken, seen = BrokenFormula(text), _SEEN.get()
    if seen and seen.broke is None:
        seen.broke = broken
    return broken


def _no_numbers(result: Any, given: tuple[Any, ...]) -> str:
    """What is returned, in words, where that is no array that fits the first one given, and no number; nothing where it is."""
    if isinstance(result, int | float | np.integer | np.floating) and not isinstance(result, bool):
        return ""
    shape, wanted = getattr(result, "shape", None), getattr(given[0], "shape", None) if given else None
    if shape is None or isinstance(result, type):
        return f"{'nothing' if result is None else a_kind(result)}; it must return an array or a number"
    if isinstance(result, np.ndarray | np.generic) and result.dtype.kind not in NUMBERS:
        return f"an array of {result.dtype}; it must return real numbers"
    if isinstance(shape, tuple) and isinstance(wanted, tuple) and not _fits(shape, wanted):
        return f"an array of shape {tuple(shape)} for one of {tuple(wanted)}; it must return that shape, or a number"
    return ""


def _fits(shape: tuple[Any, ...], wanted: tuple[Any, ...]) -> bool:
    """Whether an array can be spread over another shape."""
    return len(shape) <= len(wanted) and all(n in (1, m) for n, m in zip(reversed(shape), reversed(wanted), strict=False))
