"""The command `nablacheck check-function`: somebody's single function with its backward, over the whole line."""

from __future__ import annotations

import click

from nablacheck.oracle.checking.importing import thing_named
from nablacheck.oracle.commands.exits import OUTCOMES
from nablacheck.oracle.commands.options import extended
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.sweeping.function_checker import check_function as checked


@click.command("check-function", short_help="Check a single function of yours and its backward.")
@click.argument("target", metavar="MODULE:FUNCTION")
@click.option("--like", required=True, metavar="NAME", help="The activation that it is, as in --like tanh.")
@click.option("--backward", metavar="MODULE:FUNCTION", help="Of a function in NumPy, its backward.")
@click.option("--takes", default="z above", show_default=True, metavar="WORDS", help="What that takes, of z, a and above.")
@click.option("--framework", default="", metavar="torch|jax", help="What differentiates a plain function.")
@click.option("--learns", default="", metavar="NAMES", help="Parameters that it has gradients for, as in --learns slope.")
@click.option("--examples", default="columns", show_default=True, metavar="columns|rows", help="Where it mixes a layer.")
@click.option("--dtype", "dtypes", default="", metavar="NAMES", help="Which, by comma; without it, every one that it takes.")
@click.option("--time-limit", default=10.0, show_default=True, metavar="S", help="Seconds for each call.")
@to_json
@extended
def check_function(
    target: str,
    like: str,
    backward: str | None,
    takes: str,
    framework: str,
    learns: str,
    examples: str,
    dtypes: str,
    time_limit: float,
    output: Output,
) -> None:
    """Check a function over the whole line, with random cotangents: exit 0 right, 1 wrong, 2 unusable, 3 inconclusive.

    FUNCTION is a torch.autograd.Function, a module, a jax.custom_vjp, a pair (value, backward) in NumPy, or the value alone.
    """
    function = thing_named(target)
    whole = (function, thing_named(backward)) if backward else function
    report = checked(
        whole,
        like=like,
        framework=framework,
        takes=takes,
        learns=learns,
        examples=examples,
        dtypes=dtypes,
        time_limit=time_limit,
    )
    output.write(report.as_json())
    if not output.on_stdout:
        output.console().answer(report.outcome, str(report))
    output.exit(OUTCOMES[report.outcome])
