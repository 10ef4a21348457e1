"""A submission that asks nablacheck for the gradient, in place of computing it: seen in its text, and when it imports.

The library is not to be found in a submission's process, so that every way to import it, also by a name that is put together
at run time, comes to a finder, which knows who asks by the frame of the import. Programs that a submission starts are looked at
by their command line.
"""

from __future__ import annotations

import ast
import importlib.machinery
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

LIBRARY = __name__.partition(".")[0]
STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn")
"""The audit events of starting a program."""
PROGRAM = re.compile(rf"(?:\b(?:import|from)|-m)\s*{LIBRARY}\b|(?:^|[\s/]){LIBRARY}(?:\s|$)", flags=re.MULTILINE)
"""A command line that runs the library: its command, its module, or Python that imports it."""


def _says(how: str) -> str:
    return f"the submission asks {LIBRARY} for the gradient: {how}; take that out, and compute the gradient yourself."


def asks(source: str | bytes) -> str | None:
    """The sentence about the first import of the library in a text; a self-test under `if __name__ == …` is not run."""
    try:
        nodes = _run(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # loading it says what is wrong
        return None
    lines = (node.lineno for node in nodes if any(_ours(name) for name in _imports(node)))
    return next((_says(f"line {line} imports it") for line in lines), None)


def _run(node: ast.AST) -> Iterator[ast.stmt]:
    """The statements of a tree, but not those that run only where the file is the program."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "__name__" in (part.id for part in ast.walk(child.test) if isinstance(part, ast.Name)):
            continue
        if isinstance(child, ast.stmt):
            yield child
        yield from _run(child)


def _imports(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []


def _ours(name: str) -> bool:
    return name.partition(".")[0] == LIBRARY


class Watch(MetaPathFinder):
    """Sees in a submission's process who imports the library, which is not there; `asked` says how, None where nobody did."""

    def __init__(self) -> None:
        self.asked: str | None = None
        sys.meta_path.insert(0, self)
        sys.addaudithook(self._hears)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """ModuleNotFoundError for the library, and nothing else."""
        if not _ours(fullname):
            return None
        frame = _importer()
        where = f"line {frame.f_lineno} of {Path(frame.f_code.co_filename).name}" if frame is not None else "it"
        self.asked = _says(f"{where} imports it")
        raise ModuleNotFoundError(self.asked, name=fullname)

    def _hears(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in STARTS and PROGRAM.search("\n".join(_words(arguments[:2]))):
            self.asked = _says("a program that it starts runs it")


def _importer() -> FrameType | None:
    """The frame of the import that is going on: the first outside the machinery of imports."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_globals.get("__name__", "").startswith("importlib"):
        frame = frame.f_back
    return frame


def _words(value: Any) -> Iterator[str]:
    """Every text in nested lists, tuples and single values."""
    if isinstance(value, str | bytes):
        yield value.decode(errors="replace") if isinstance(value, bytes) else value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _words(part)
