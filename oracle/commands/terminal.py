"""The console of every command: signs are spelled out before a table is laid out, and a closed pipe is an error like others."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from nablacheck.oracle.commands.spelling import spelled


class Terminal(Console):
    """A console on standard output or standard error, which it looks up whenever it writes."""

    def __init__(self, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, emoji=False)

    def render_str(self, text: str, **options: Any) -> Text:
        """As in rich, with what the stream cannot show spelled out."""
        return super().render_str(spelled(text, self.encoding), **options)

    def on_broken_pipe(self) -> None:
        """Lets the command end; rich would exit with 1, which is a verdict here."""
        raise BrokenPipeError
