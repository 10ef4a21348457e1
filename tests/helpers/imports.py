"""What a source reaches: the modules that it imports, the names that it takes from them, deeper ones than it may."""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterator
from importlib import import_module

FACES = ("nablacheck", "nablacheck.reference", "nablacheck.adapters", "nablacheck.oracle")
"""What pages and examples import from."""
FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
WRITTEN = re.compile(r"nablacheck(\.\w+)+")
DIRECTIVE = re.compile(r"^\.\. (currentmodule|auto\w+):: (\S+)$", flags=re.MULTILINE)


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported, and everything that is taken out of one, as module.name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def used(source: str) -> Iterator[str]:
    """What is imported of nablacheck, and what is written out as nablacheck.….…"""
    tree = ast.parse(source)
    yield from (name for name in imported(tree) if name.split(".")[0] == "nablacheck")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and WRITTEN.fullmatch(name := ast.unparse(node)):
            yield name


def deeper(name: str) -> bool:
    """Whether a dotted name is none of a face: neither a face itself, nor something that its face promises, or has of it."""
    face = max((face for face in FACES if f"{name}.".startswith(f"{face}.")), key=len, default=None)
    if face is None or name == face:
        return face is None
    promised, *parts = name.removeprefix(f"{face}.").split(".")
    thing = import_module(face)
    if promised not in thing.__all__:
        return True
    for part in (promised, *parts):
        if not hasattr(thing, part):
            return True
        thing = getattr(thing, part)
    return False


def code(page: str) -> Iterator[str]:
    """The blocks of Python of a page, without their prompts and outputs."""
    for language, block in FENCE.findall(page):
        if language == "python":
            yield block
        elif language == "pycon":
            yield from (example.source for example in doctest.DocTestParser().get_examples(block))


def documented(page: str) -> Iterator[str]:
    """The full names that the directives of a page document."""
    module = ""
    for directive, name in DIRECTIVE.findall(page):
        if directive == "currentmodule":
            module = name
        yield name if name.startswith("nablacheck") else f"{module}.{name}"


def too_deep(page: str) -> list[str]:
    """What a page, or a module of an example, reaches below the faces."""
    reached = [name for block in code(page) for name in used(block)]
    return [name for name in (*reached, *documented(page)) if deeper(name)]
