"""The command `nablacheck template`: a problem to compute gradients for."""

from __future__ import annotations

from pathlib import Path

import click

from nablacheck.oracle.checking.files import write_problem
from nablacheck.oracle.generating.problems import template_problem


@click.command(short_help="Write a problem for your gradients to a file.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Same seed, same problem.")
def template(file: Path, seed: int) -> None:
    """Write a problem to FILE.npz, to which you add your nabla_w2, … and nabla_b2, … and hand it to `judge`."""
    problem = template_problem(seed)
    write_problem(file, problem)
    click.echo(f"{file}: {problem}\nAdd nabla_w2, …, nabla_b4, then: nablacheck judge {file}")
