"""The command `nablacheck judge`: the gradients that a file claims."""

from __future__ import annotations

from pathlib import Path

import click

from nablacheck.oracle.checking.problem_files import judged, read_problem
from nablacheck.oracle.commands.declarations import declared
from nablacheck.oracle.commands.exits import OUTCOMES
from nablacheck.oracle.commands.options import FileName, extended
from nablacheck.oracle.commands.output import Output, to_json


@click.command(short_help="Judge the gradients that a file claims.")
@click.argument("file", type=FileName(path_type=Path))
@click.option(
    "-c", "--convention", "conventions", multiple=True, metavar="NAME=VALUE", help="As for check, of the file; repeatable."
)
@click.option(
    "--memory",
    type=float,
    metavar="BYTES",
    help="Judge in blocks that fit into so many bytes beside the file, in balls alone, naming no mistake.",
)
@to_json
@extended
def judge(file: Path, conventions: tuple[str, ...], memory: float | None, output: Output) -> None:
    """Judge the gradients that FILE claims: exit 0 right, 1 wrong, 2 unusable file, 3 inconclusive.

    FILE is .npz, .mat, .h5, .safetensors, .json, .rds, or a folder with a .csv file for each array. It has a chain of
    the book in it or, where its spec has layers, a graph.
    """
    judgement = judged(read_problem(file, declared(conventions)), memory)
    output.write(judgement.as_json())
    if not output.on_stdout:
        output.console().answer(judgement.outcome, f"{judgement.headline}\n{judgement.explain()}")
    output.exit(OUTCOMES[judgement.outcome])
