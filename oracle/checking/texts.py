"""What is declared in words, in Python as after `-c NAME=`; every slip is understood or is one sentence.

What a value is depends on its name, never on how it looks: a list of activations, of widths or of words is separated by commas
or blanks (commas in parentheses belong to a name), a number is a number, and everything else is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from nablacheck.oracle.checking.conventions import DEFAULTS
from nablacheck.oracle.checking.vocabulary import ALLOWED
from nablacheck.reference.errors import InputError

WORDS = ("takes", "gives", "attr")


def read(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments by name, those that are texts as what they say; InputError for one that says nothing."""
    return {
        name: _reader(name)(name, _unquoted(value.strip())) if isinstance(value, str) else value
        for name, value in arguments.items()
    }


def _reader(name: str) -> Callable[[str, str], Any]:
    """What reads the value of a convention."""
    if name in READERS:
        return READERS[name]
    if name in WORDS:
        return lambda name, text: " ".join(parts(name, text))
    if name in ALLOWED:
        return _one_of
    default = DEFAULTS.get(name)
    return _truth if isinstance(default, bool) else _number if isinstance(default, float) else _text


def _text(name: str, text: str) -> str:
    return text


def _truth(name: str, text: str) -> bool | str:
    """True or false; another word is refused by the conventions, which know the sentence."""
    return {"true": True, "false": False}.get(text.lower(), text)


def _number(name: str, text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _one_of(name: str, text: str) -> str:
    """One of the values that are allowed, wherever blanks are: (in,out) is (in, out)."""
    return next((value for value in ALLOWED[name] if _squeezed(value) == _squeezed(text)), text)


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _activations(name: str, text: str) -> str | list[str]:
    """One name for all layers; more, or one in brackets or with a comma after it, for each layer."""
    given, inside = parts(name, text), _inside(text)
    return given if len(given) != 1 or inside != text or inside.endswith(",") else given[0]


def _widths(name: str, text: str) -> list[int]:
    """Whole numbers, also as networks are shown: 2-5-4-3."""
    given = text.split("-") if re.fullmatch(r"\d+(-\d+)+", text) else parts(name, text)
    try:
        return [int(part) for part in given]
    except ValueError:
        raise InputError(f"widths is {text!r}; it must be whole numbers by comma, input first, as in widths=2,5,4,3.") from None


def _seed(name: str, text: str) -> int | str:
    return int(text) if text.isdecimal() else text


READERS: dict[str, Callable[[str, str], Any]] = {
    "activations": _activations,
    "widths": _widths,
    "seed": _seed,
    "time_limit": _number,
}
IN_PARENTHESES = r"\([^()]*\)"


def parts(name: str, text: str) -> list[str]:
    """The parts of a list between commas and blanks outside of parentheses; quotes around each may be there."""
    inside = re.sub(r"\s+\(", "(", _inside(text))
    if re.search(r"^\s*,|,\s*,", re.sub(IN_PARENTHESES, "()", inside)):
        raise InputError(f"{name} is {text!r}, which has nothing before a comma; take one comma out.")
    return [_unquoted(part) for part in re.findall(rf"(?:{IN_PARENTHESES}|[^\s,])+", inside)]


def _inside(text: str) -> str:
    """Without the brackets around a list, as Python has it."""
    return text[1:-1].strip() if text[:1] + text[-1:] in ("[]", "()") else text


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text
