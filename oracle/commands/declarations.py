"""What `-c NAME=VALUE` declares, as the arguments of nablacheck.check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nablacheck.oracle.checking.conventions import DEFAULTS
from nablacheck.oracle.checking.texts import read
from nablacheck.oracle.checking.vocabulary import ARGUMENTS
from nablacheck.reference.errors import InputError, unknown


def declared(options: Iterable[str]) -> dict[str, Any]:
    """The arguments by name; InputError for one that is no NAME=VALUE, is unknown or is there twice."""
    found: dict[str, Any] = {}
    for option in options:
        name, equals, text = (part.strip() for part in option.partition("="))
        if not equals:
            raise InputError(f"{option!r} is no convention; write NAME=VALUE, as in examples=rows.")
        if name not in (*ARGUMENTS, *DEFAULTS):
            raise unknown("convention", name, (*ARGUMENTS, *DEFAULTS))
        if name in found:
            raise InputError(f"{name} is declared twice; take one of them out.")
        found |= read({name: text})
    return found
