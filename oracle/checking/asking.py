"""A submission that asks nablacheck for the gradient, in place of computing it: seen in its text, and when it imports.

While a submission is graded the library is taken out of `sys.modules`, so that every way to import it, also by a name that
is put together at run time, comes to a finder, which knows who asks by the frame of the import. The library's own late
imports go through. Programs that a submission starts are looked at by their command line alone.
"""

from __future__ import annotations

import ast
import importlib.machinery
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
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


class Guard(MetaPathFinder):
    """Hides the library from whoever is not part of it; `asked` says how a submission asked for it, None where none did."""

    def __init__(self) -> None:
        self.asked: str | None = None
        self.kept: dict[str, ModuleType] = {}
        sys.meta_path.insert(0, self)
        sys.addaudithook(self._watch)

    def hide(self) -> None:
        """Takes out of `sys.modules` what belongs to the library."""
        for name in [name for name in sys.modules if _ours(name)]:
            self.kept[name] = sys.modules.pop(name)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The library's modules for itself; ModuleNotFoundError for anybody else."""
        if not _ours(fullname):
            return None
        frame = _importer()
        if frame is not None and not self._inside(frame):
            self.asked = _says(f"line {frame.f_lineno} of {Path(frame.f_code.co_filename).name} imports it")
            raise ModuleNotFoundError(self.asked, name=fullname)
        kept = self.kept.get(fullname)
        if kept is None:
            return None
        return importlib.machinery.ModuleSpec(fullname, _Kept(kept), is_package=hasattr(kept, "__path__"))

    def _inside(self, frame: FrameType) -> bool:
        """Whether a frame is code of the library: by its globals, which a name does not forge."""
        modules = (*self.kept.values(), *(module for name, module in sys.modules.items() if _ours(name)))
        return any(frame.f_globals is vars(module) for module in (*modules, sys.modules["__main__"]))

    def _watch(self, event: str, arguments: tuple[Any, ...]) -> None:
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


class _Kept(Loader):
    """Gives a module that is there already."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """The module itself."""
        return self.module

    def exec_module(self, module: ModuleType) -> None:
        """It has run."""
