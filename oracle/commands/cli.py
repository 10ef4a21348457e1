"""The command `nablacheck`: exit 0 when nothing is unexplained, 1 on a disagreement, 2 on wrong use."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, NoReturn

import click

from nablacheck import __version__
from nablacheck.oracle.commands.exits import Code, ending
from nablacheck.oracle.commands.interrupts import interruptible
from nablacheck.oracle.commands.spelling import spell_out

COMMANDS = {
    "adopt": "adopt:adopt",
    "bench": "bench:bench",
    "campaign": "campaign:campaign",
    "check": "check:check",
    "check-function": "check_function:check_function",
    "grade": "grade:grade",
    "judge": "judge:judge",
    "ledger": "ledger:ledger",
    "list": "list:listing",
    "probe": "probe:probe",
    "replay": "replay:replay",
    "run": "run:run",
    "sheet": "sheet:sheet",
    "sweep": "sweep:sweep",
    "template": "template:template",
    "train": "train:train",
    "trust": "trust:trust",
}
"""By its name the module of a command here, and what it is called there: half of a start would be imports for the others."""


class Imported(Mapping[str, click.Command]):
    """The commands by their names, each of which is imported when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        module, _, called = COMMANDS[name].partition(":")
        command = getattr(import_module(f"nablacheck.oracle.commands.{module}"), called)
        assert isinstance(command, click.Command)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class Commands(click.Group):
    """A group whose commands end with a sentence and an exit code of ours, whatever happens in them."""

    def main(self, *args: Any, **options: Any) -> NoReturn:
        """Runs the command line and exits; signs that the terminal cannot show are spelled out."""
        for stream in (sys.stdout, sys.stderr):
            spell_out(stream)
        try:
            code = super().main(*args, **{**options, "standalone_mode": False})
        except (click.Abort, KeyboardInterrupt):  # Ctrl-C outside of a command, where click would exit with 1
            code = Code.INTERRUPTED
        sys.exit(code)

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Reads the options of the group."""
        with ending():
            return super().make_context(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        with ending(), interruptible():
            return super().invoke(ctx)


@click.group(cls=Commands, commands=Imported(), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nablacheck")
def main() -> None:
    """Is this backpropagation right, to the last rounding error?"""
