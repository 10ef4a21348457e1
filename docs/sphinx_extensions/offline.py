"""The site makes no network request: a page or style sheet that would load something from elsewhere fails the build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ELSEWHERE = re.compile(r"(https?:)?//")
IN_STYLE = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')\s]+)""")
IN_LINKS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "manifest", "modulepreload"}


class Loads(HTMLParser):
    """Collects what a browser fetches without being asked; a link that a reader may follow is none of it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Everything with a source, and the links that load."""
        given = {name: value or "" for name, value in attrs}
        loads = [given.get(name, "") for name in ("src", "srcset", "poster", "data")]
        if tag == "link" and IN_LINKS & set(given.get("rel", "").split()):
            loads.append(given.get("href", ""))
        self.found += [address for address in loads if ELSEWHERE.match(address)]
        self.found += IN_STYLE.findall(given.get("style", ""))


def requests(text: str) -> list[str]:
    """The addresses elsewhere that a page, or a style sheet, loads."""
    parser = Loads()
    parser.feed(text)
    return [*parser.found, *IN_STYLE.findall(text)]


def of_site(folder: Path) -> Iterator[str]:
    """Each file of a built site that makes requests, with their addresses."""
    for file in sorted([*folder.rglob("*.html"), *folder.rglob("*.css")]):
        if found := requests(file.read_text(encoding="utf-8")):
            yield f"{file.relative_to(folder)} loads {', '.join(found)}"


def check(app: Sphinx, exception: Exception | None) -> None:
    """Looks at the site that was built; an error where it is not by itself."""
    from sphinx.errors import ExtensionError

    if exception is None and app.builder.format == "html" and (found := list(of_site(Path(app.outdir)))):
        raise ExtensionError("the site makes network requests: " + "; ".join(found))


def setup(app: Sphinx) -> dict[str, bool]:
    """Listens for the end of the build."""
    app.connect("build-finished", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
