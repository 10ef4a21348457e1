"""What a user gets for wrong input: one sentence that says what was given, what is allowed and what to do."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from importlib.util import find_spec
from typing import Any


class InputError(ValueError):
    """Input that cannot be used; the command line exits with 2 on it."""


class FormulaError(InputError):
    """What a formula cannot do; the message says what to write instead."""


class MissingFramework(ImportError):
    """A framework or library that is not installed; the message says what to type."""


SHORT = 60
"""Letters of what is no name, and is quoted all the same."""


def check_handed_in(**given: tuple[Any, type]) -> None:
    """InputError for the first of what was given, by its name, that is not of the class beside it; that says what to `give`."""
    for name, (value, kind) in given.items():
        if not isinstance(value, kind):
            give: str = kind.give  # type: ignore[attr-defined]
            raise InputError(f"{name} is {'None' if value is None else a_kind(value)}; give {give}.")


def check_known(kind: str, name: object, known: Iterable[str]) -> None:
    """InputError unless it is a name in a table."""
    names = [*known]
    if not isinstance(name, str) or name not in names:
        raise unknown(kind, name, names)


def unknown(kind: str, name: object, known: Iterable[str], also: Mapping[str, Iterable[str]] | None = None) -> InputError:
    """The error for a name that is not in a table, with the nearest names that are.

    `also` has other names by which people call what is in the table; those fit whatever is between words, large or small.
    """
    names = sorted(filter(None, known))  # what is left out has no name
    spelled = _plain(name)
    called = [entry for entry, others in (also or {}).items() if spelled in map(_plain, others)]
    near = list(dict.fromkeys([*(entry for entry in names if _plain(entry) == spelled), *called]))
    near = near or _near(str(name), names)
    known_are = f"known are {', '.join(names)}." if names else "there is none."
    hint = f"did you mean {' or '.join(near)}?" if near else known_are
    return InputError(f"unknown {kind} {_said(name)}: {hint}")


def _said(name: object) -> str:
    """A name as it was written, or the kind of what is none and cannot be said in short."""
    text = repr(name) if isinstance(name, str | bytes | float | int | complex | list | tuple | dict | set | None) else ""
    return text if text and (isinstance(name, str) or len(text) <= SHORT) else f"({a_kind(name)})"


def a_kind(thing: object) -> str:
    """The name of a class, or of the class of anything else, with its article."""
    name = (thing if isinstance(thing, type) else type(thing)).__name__
    return f"{'an' if name[:1].lower() in {*'aeiou'} else 'a'} {name}"


def _plain(name: object) -> str:
    """A name without what people write between its words and behind the last one, in small letters."""
    return re.sub(r"[\W_]+|(?<=.)(loss|cost|activation|function)$", "", str(name).lower())


def _near(name: str, names: list[str]) -> list[str]:
    """The nearest names, as they are written, else in small letters."""
    as_written = get_close_matches(name, names, n=3, cutoff=0.5)
    return as_written or get_close_matches(name.lower(), names, n=3, cutoff=0.5)


@contextmanager
def optional(*modules: str, who: str, install: str = "") -> Iterator[None]:
    """Imports what may be missing: MissingFramework, with what to type, where it is one of `modules`, or any of others if none.

    `who` begins the sentence, with {} for the name of what is missing; `install` is what pip is given in place of that name,
    which of others than `modules` need not be that of their package. What a package that is there lacks is not missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        missing, _, inside = (error.name or "").partition(".")
        if missing not in modules if modules else missing == "nablacheck" or (inside and is_there(missing)):
            raise
        by = install or (missing if modules else "")
        do = f": pip install {by}" if by else "; install the package that it comes in"
        raise MissingFramework(f"{who.format(missing)}, which is not installed{do}") from error


def is_there(module: str) -> bool:
    """Whether a module can be found, without importing it."""
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):  # something stands in its place that is none
        return False
