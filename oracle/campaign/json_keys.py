"""JSON that was written by us and may have been changed since: which keys are there, and what each may be."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nablacheck.oracle.campaign import stores
from nablacheck.reference.errors import InputError
from nablacheck.reference.quoting import printable, shown


@dataclass(frozen=True)
class Value:
    """What a value may be: the test, and how it is called in a sentence."""

    holds: Callable[[Any], bool]
    says: str


Keys = Mapping[str, "Value | Keys"]
"""What each key of an object may be; the objects in it likewise."""

TEXT = Value(lambda value: isinstance(value, str), "a text")
NUMBER = Value(lambda value: type(value) in (int, float), "a number")
FLAG = Value(lambda value: isinstance(value, bool), "true or false")
OBJECT = Value(lambda value: isinstance(value, dict), "an object")


def whole(first: int, last: int | None = None) -> Value:
    """A whole number in a range; true is none."""
    says = f"a whole number from {first:,}" + (f" to {last:,}" if last is not None else "")
    return Value(lambda value: type(value) is int and first <= value and (last is None or value <= last), says)


def either(one: Value, other: Value) -> Value:
    """What one or the other is."""
    return Value(lambda value: one.holds(value) or other.holds(value), f"{one.says} or {other.says}")


def listed(of: Value, says: str, some: bool = False) -> Value:
    """A list of such; with `some` an empty one is none."""
    return Value(lambda value: isinstance(value, list) and all(map(of.holds, value)) and (bool(value) or not some), says)


def once(of: Value, says: str) -> Value:
    """A list of such texts that is not empty, each once."""
    several = listed(of, says, some=True)
    return Value(lambda value: several.holds(value) and each_once(value), says)


def each_once(values: Collection[Any]) -> bool:
    """Whether nothing is there twice."""
    return len({*values}) == len(values)


def named(of: Value) -> Value:
    """An object with keys of any name."""
    says = f"an object in which each is {of.says}"
    return Value(lambda value: isinstance(value, dict) and all(map(of.holds, value.values())), says)


def having(keys: Keys, says: str) -> Value:
    """An object with these keys."""

    def holds(value: Any) -> bool:
        try:
            check_keys(value, keys)
        except InputError:
            return False
        return True

    return Value(holds, says)


TEXTS = listed(TEXT, "a list of texts")


def check_keys(said: object, keys: Keys, where: str = "") -> None:
    """InputError unless an object has these keys and no others, and each is what it may be; `where` stands before a key."""
    if not isinstance(said, dict):
        raise InputError(f"{where[:-1] or 'it'} is {shown(said)}, and has to be an object.")
    for key in keys:
        if key not in said:
            raise InputError(f"it has no {where}{key}.")
    for key, value in said.items():
        allowed = keys.get(key)
        if allowed is None:
            raise InputError(f"it has {where}{printable(key)}, which nobody reads.")
        if not isinstance(allowed, Value):
            check_keys(value, allowed, f"{where}{key}.")
        elif not allowed.holds(value):
            raise InputError(f"{where}{key} is {shown(value)}, and has to be {allowed.says}.")


def read_json(path: Path) -> Any:
    """What is in a file; FileNotFoundError or NotADirectoryError where it is not there, InputError where it cannot be read."""
    try:
        content = stores.read(path)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} is damaged: it is no JSON.") from error
