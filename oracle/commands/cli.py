"""The command `nablacheck`: exit 0 when nothing is unexplained, 1 on a disagreement, 2 on wrong use."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import click

from nablacheck import __version__
from nablacheck.oracle.commands.adopt import adopt
from nablacheck.oracle.commands.bench import bench
from nablacheck.oracle.commands.campaign import campaign
from nablacheck.oracle.commands.check import check
from nablacheck.oracle.commands.check_function import check_function
from nablacheck.oracle.commands.exits import Code, ending
from nablacheck.oracle.commands.grade import grade
from nablacheck.oracle.commands.interrupts import interruptible
from nablacheck.oracle.commands.judge import judge
from nablacheck.oracle.commands.ledger import ledger
from nablacheck.oracle.commands.list import listing
from nablacheck.oracle.commands.probe import probe
from nablacheck.oracle.commands.replay import replay
from nablacheck.oracle.commands.run import run
from nablacheck.oracle.commands.sheet import sheet
from nablacheck.oracle.commands.spelling import spell_out
from nablacheck.oracle.commands.sweep import sweep
from nablacheck.oracle.commands.template import template
from nablacheck.oracle.commands.train import train
from nablacheck.oracle.commands.trust import trust


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


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nablacheck")
def main() -> None:
    """Is this backpropagation right, to the last rounding error?"""


main.add_command(judge)
main.add_command(check)
main.add_command(check_function)
main.add_command(template)
main.add_command(grade)
main.add_command(train)
main.add_command(bench)
main.add_command(adopt)
main.add_command(listing)
main.add_command(sweep)
main.add_command(sheet)
main.add_command(ledger)
main.add_command(probe)
main.add_command(trust)
main.add_command(run)
main.add_command(replay)
main.add_command(campaign)
