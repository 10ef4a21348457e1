"""What somebody else's code says and gives, as a sentence of ours can quote it: in one line that prints, and not too long."""

from __future__ import annotations

import re
import sysconfig
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from types import CodeType, FrameType, SimpleNamespace, TracebackType
from typing import Any

from nablacheck.reference.errors import a_kind

LONGEST = 300
"""Letters of a foreign text that a message quotes."""
ADDRESS = r" at 0x[0-9a-fA-F]+"
"""Where in memory a value is, which Python writes for one that says nothing of itself."""
ITEMS = 8
"""As many parts of a list or a dictionary are described one by one."""
LIBRARIES = tuple(str(Path(sysconfig.get_path(name)).resolve()) for name in ("stdlib", "purelib", "platlib"))
"""The folders of Python and of what is installed: an error that comes up there was caused further out."""


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
    return re.sub(ADDRESS, "", _line(repr, value, a_kind(value)))


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


def own_traceback(error: BaseException, depth: int) -> TracebackType | None:
    """The traceback from where somebody's code begins, `depth` frames inside of ours."""
    trace = error.__traceback__
    for _ in range(depth):
        trace = trace and trace.tb_next
    return trace


def place(trace: TracebackType | None) -> str:
    """The file, the line and the function where an error came up, outside of libraries; nothing where Python does not know."""
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(trace) if not _ours(frame)]
    own = [(code, line) for code, line in frames if not _in_a_library(code.co_filename)] or frames[:1]
    if not own:
        return ""
    return _at(*own[-1])


def begin(function: Any) -> str:
    """The file and the line where a function begins, with a colon behind it; nothing where it has none, as those in C."""
    code = getattr(function, "__code__", None)
    return f"{_at(code, code.co_firstlineno)}: " if code else ""


def in_ours(trace: TracebackType | None) -> bool:
    """Whether an error came up in code of the library itself."""
    frames = [frame for frame, _ in traceback.walk_tb(trace)]
    return bool(frames) and _ours(frames[-1])


def _at(code: CodeType, line: int) -> str:
    return f"{printable(Path(code.co_filename).name)}:{line}, in {printable(code.co_name)}"


def _ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).startswith("nablacheck.")


def _in_a_library(file: str) -> bool:
    return file.startswith(LIBRARIES) or file.startswith("<frozen")


def named(fn: Any) -> str:
    """How a function is called; one that has some of its arguments already, by the name of the whole."""
    while isinstance(fn, partial):
        fn = fn.func
    return printable(getattr(fn, "__name__", type(fn).__name__))


def call_in_words(fn: Any, arguments: Mapping[str, Any]) -> Iterator[str]:
    """How a function was called, with the shapes of what was handed over, a line each."""
    yield f"It was called as {named(fn)}({', '.join(arguments)}) with"
    for name, value in arguments.items():
        yield f"  {name}: {handed(value)}"


class SaysItself:
    """What is handed over in the place of something else, and says that in short, as its repr."""


def handed(value: Any) -> str:
    """What was handed over, in short: arrays by their shape, lists and dictionaries by their parts, numbers as they are."""
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"({', '.join(map(str, shape))}{',' * (len(shape) == 1)})"
    held = value
    if isinstance(value, SimpleNamespace) or (is_dataclass(value) and not isinstance(value, SaysItself | type)):
        held = getattr(value, "__dict__", value)
    if isinstance(held, Mapping) and not isinstance(value, type):
        parts = " ".join(f"{printable(key)}: {handed(part)}" for key, part in islice(held.items(), ITEMS))
        return f"{a_kind(value)}, {parts}{' …' * (len(held) > ITEMS)}"
    if isinstance(value, list | tuple):
        numbers = all(isinstance(part, int | float) for part in value)
        parts = "of numbers" if numbers else " ".join(map(handed, value[:ITEMS])) + " …" * (len(value) > ITEMS)
        return f"{a_kind(value)} of {len(value)}, {parts}"
    return shown(value)
