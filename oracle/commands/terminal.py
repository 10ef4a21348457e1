"""The console of every command: signs are spelled out before lines are laid out, and a closed pipe is an error like others.

Whatever is told in lines goes through `say`, so that none is wider than a terminal; in a pipe lines stay as they are.
"""

from __future__ import annotations

from typing import Any

import click
from rich.console import Console
from rich.text import Text

from nablacheck.oracle.commands.spelling import spelled
from nablacheck.oracle.report.answer_lines import answer_lines, hanging


class Terminal(Console):
    """A console on standard output or standard error, which it looks up whenever it writes."""

    def __init__(self, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, emoji=False)

    def render_str(self, text: str, **options: Any) -> Text:
        """As in rich, with what the stream cannot show spelled out."""
        return super().render_str(spelled(text, self.encoding), **options)

    def say(self, text: str) -> None:
        """Tells lines to people; in a terminal those that are wider than it are broken."""
        if self.is_terminal:
            self._laid_out(Text(spelled(text, self.encoding)))
        else:
            click.echo(text, file=self.file)

    def answer(self, outcome: str, text: str) -> None:
        """Tells an answer, which begins with its outcome, in colour where a terminal shows it and NO_COLOR is not set."""
        if self.is_terminal:
            self._laid_out(answer_lines(outcome, spelled(text, self.encoding)))
        else:
            click.echo(text, file=self.file)

    def _laid_out(self, text: Text) -> None:
        self.print(hanging(text, self.width), highlight=False, soft_wrap=True)

    def on_broken_pipe(self) -> None:
        """Lets the command end; rich would exit with 1, which is a verdict here."""
        raise BrokenPipeError
