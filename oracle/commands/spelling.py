"""The book's letters where a terminal cannot show them: σ′(z) is written sigma'(z), wᵀδ is w^T delta.

It is an error handler of Python's codecs, so that it serves everything that writes to a stream.
"""

from __future__ import annotations

import codecs
import io
import unicodedata

SPELLED = "nablacheck.spelled"
"""The name of the error handler."""
PLAIN = "nablacheck.plain"
"""ASCII under a name of ours: where a stream says ASCII, click writes UTF-8 into it all the same."""
SIGNS = {
    "′": "'",
    "″": "''",
    "⊙": ".*",
    "∘": "o",
    "−": "-",
    "–": "-",
    "—": "-",
    "…": "...",
    "⋯": "...",
    "→": "->",
    "←": "<-",
    "±": "+-",
    "×": "x",
    "·": "*",
    "‖": "||",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "∞": "inf",
    "∂": "d",
    "√": "sqrt",
    "∝": "~",
    "½": "1/2",
    "µ": "u",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "─": "-",
    "│": "|",
}
MARKS = {"<super>": "^", "<sub>": "_"}
GREEK = {"GREEK SMALL LETTER ": str.lower, "GREEK CAPITAL LETTER ": str.capitalize}


def spelling(text: str, i: int) -> str:
    """What is written for the sign at a place of a text, apart from the letters beside it; ? for one that has no spelling."""
    before, sign, after = text[i - 1 : i], text[i], text[i + 1 : i + 2]
    gap = " " * (after.isascii() and after.isalnum())
    if sign in SIGNS:
        return SIGNS[sign]
    if sign == "∇":
        return "nabla" if after == "_" else "nabla_"
    if word := _greek(sign):
        return " " * (before.isalnum() or before in (*"′″",)) + word + gap
    if mark := _mark(sign):
        return mark * (mark != _mark(before)) + unicodedata.normalize("NFKC", sign).replace("−", "-") + gap
    if unicodedata.combining(sign):
        return ""
    return unicodedata.normalize("NFD", sign).encode("ascii", "ignore").decode() or "?"


def _greek(sign: str) -> str:
    """The name of a Greek letter, else nothing."""
    name = unicodedata.name(sign, "").replace("LAMDA", "LAMBDA")
    return next((case(name.removeprefix(prefix).split()[0]) for prefix, case in GREEK.items() if name.startswith(prefix)), "")


def _mark(sign: str) -> str:
    """How a sign is marked that stands above or below the line, else nothing."""
    return MARKS.get(unicodedata.decomposition(sign).partition(" ")[0], "") if sign else ""


def _spell(error: UnicodeError) -> tuple[str, int]:
    """The error handler: spells what an encoding does not have."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(spelling(error.object, i) for i in range(error.start, error.end)), error.end


def _plain(name: str) -> codecs.CodecInfo | None:
    ascii_ = codecs.lookup("ascii")
    parts = (ascii_.encode, ascii_.decode, ascii_.streamreader, ascii_.streamwriter)
    incremental = (ascii_.incrementalencoder, ascii_.incrementaldecoder)
    return codecs.CodecInfo(*parts, *incremental, name=name) if name == PLAIN else None


codecs.register_error(SPELLED, _spell)
codecs.register(_plain)


def spelled(text: str, encoding: str) -> str:
    """The text as a stream of this encoding shows it."""
    return text.encode(encoding, SPELLED).decode(encoding)


def spell_out(stream: object) -> None:
    """Makes a stream write spellings where its encoding lacks a sign, in place of raising UnicodeEncodeError."""
    if isinstance(stream, io.TextIOWrapper):
        encoding = PLAIN if codecs.lookup(stream.encoding).name == "ascii" else stream.encoding
        stream.reconfigure(encoding=encoding, errors=SPELLED)
