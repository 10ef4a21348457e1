"""Docstrings are plain sentences with `code` in backticks; this is what makes reStructuredText of them."""

import re
from typing import Any

from sphinx.application import Sphinx

SPECIAL = re.compile(r"([\\*|_])")
MARKUP = re.compile(r"(`[^`]*`|\*\w+\*)")
"""`code`, and the *word* that is defined."""
UNPRINTABLE = re.compile(r"<(?:[^<>]|<[^<>]*>)*>")
"""<factory>, <function <lambda> at 0x…>: the repr of a default that is no literal."""


def sentence(text: str) -> str:
    """A paragraph's text: code stays code, a stressed word stressed, and nothing else is markup."""
    parts = MARKUP.split(text)
    return "".join(_code(part) if i % 2 else SPECIAL.sub(r"\\\1", part) for i, part in enumerate(parts))


def _code(part: str) -> str:
    return f"`{part}`" if part.startswith("`") else part


def plain(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Rewrites the lines of a docstring in place; items of a list keep their star."""
    text = "\n".join(lines)
    items = [re.match(r"(\s*(?:\* )?)(.*)", part, flags=re.DOTALL) for part in re.split(r"(?=\n\s*\* )", text)]
    lines[:] = "".join(item[1] + sentence(item[2]) for item in items if item).split("\n")


def literal(app: Sphinx, what: str, name: str, obj: object, options: object, signature: str | None, returns: str | None) -> Any:
    """The signature with … for every default that Python cannot print as it was typed."""
    return (UNPRINTABLE.sub("...", signature), returns) if signature else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Listens for docstrings."""
    app.connect("autodoc-process-docstring", plain)
    app.connect("autodoc-process-signature", literal)
    return {"parallel_read_safe": True}
