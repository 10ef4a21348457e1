"""The command `nablacheck`: exit 0 when nothing is unexplained, 1 on a disagreement, 2 on wrong use."""

from __future__ import annotations

from pathlib import Path

import click

from nablacheck import __version__
from nablacheck.oracle.checking.checker import check as check_function
from nablacheck.oracle.checking.claims import judge_claim
from nablacheck.oracle.checking.files import read_claim, write_problem
from nablacheck.oracle.checking.foreign import imported, parsed
from nablacheck.oracle.checking.grading import grade
from nablacheck.oracle.commands.bench import bench
from nablacheck.oracle.commands.interrupts import Terminated, interruptible
from nablacheck.oracle.commands.ledger import ledger
from nablacheck.oracle.commands.listing import listing
from nablacheck.oracle.commands.options import extended
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.commands.probe import probe
from nablacheck.oracle.commands.run import run
from nablacheck.oracle.commands.sweep import sweep
from nablacheck.oracle.commands.train import train
from nablacheck.oracle.commands.trust import trust
from nablacheck.oracle.generating.problems import template_problem
from nablacheck.reference.errors import InputError, MissingFramework

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""


class Commands(click.Group):
    """Turns an error about input into one sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command."""
        try:
            with interruptible():
                return super().invoke(ctx)
        except (InputError, MissingFramework) as error:
            raise click.UsageError(str(error)) from error
        except Terminated as error:
            ctx.exit(128 + error.number)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nablacheck")
def main() -> None:
    """Is this backpropagation right, to the last rounding error?"""


main.add_command(grade)
main.add_command(train)
main.add_command(bench)
main.add_command(listing)
main.add_command(sweep)
main.add_command(ledger)
main.add_command(probe)
main.add_command(trust)
main.add_command(run)


OUTCOMES = {"right": 0, "wrong": 1, "unusable": 2, "inconclusive": 3}


@main.command(short_help="Judge the gradients that a file claims.")
@click.argument("file", type=click.Path(path_type=Path))
@to_json
@extended
def judge(file: Path, output: Output) -> None:
    """Judge the gradients that FILE.npz claims: exit 0 right, 1 wrong, 2 unusable file, 3 inconclusive."""
    judgement = judge_claim(read_claim(file))
    output.write(judgement.as_json())
    if not output.on_stdout:
        click.echo(f"{judgement.outcome}\n{judgement.explain()}")
    output.exit(OUTCOMES[judgement.outcome])


@main.command(short_help="Check a function of yours.")
@click.argument("target", metavar="MODULE:FUNCTION")
@click.option(
    "-c", "--convention", "conventions", multiple=True, metavar="NAME=VALUE", help="As in nablacheck.check; repeatable."
)
@to_json
@extended
def check(target: str, conventions: tuple[str, ...], output: Output) -> None:
    """Check a function: exit 0 right, 1 wrong, 2 unusable, 3 inconclusive. MODULE may be a file, as in mine.py:backprop."""
    report = check_function(imported(target), **parsed(conventions))
    output.write(report.as_json())
    if not output.on_stdout:
        click.echo(str(report))
    output.exit(OUTCOMES[report.outcome])


@main.command(short_help="Write a problem for your gradients to a file.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Same seed, same problem.")
def template(file: Path, seed: int) -> None:
    """Write a problem to FILE.npz, to which you add your nabla_w2, … and nabla_b2, … and hand it to `judge`."""
    problem = template_problem(seed)
    write_problem(file, problem)
    click.echo(f"{file}: {problem}\nAdd nabla_w2, …, nabla_b4, then: nablacheck judge {file}")
