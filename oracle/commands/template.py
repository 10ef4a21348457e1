"""The command `nablacheck template`: a problem to compute gradients for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.files import write_problem
from nablacheck.oracle.checking.graph_check import drawn
from nablacheck.oracle.checking.graph_files import NABLA
from nablacheck.oracle.checking.graph_named import graph_named
from nablacheck.oracle.checking.problem_files import write_either
from nablacheck.oracle.checking.trials import Trials, every_layer
from nablacheck.oracle.commands.declarations import declared
from nablacheck.oracle.commands.options import FileName, extended
from nablacheck.oracle.commands.terminal import Terminal
from nablacheck.oracle.generating.problems import template_problem
from nablacheck.reference.costs.targets import NAMED
from nablacheck.reference.errors import InputError


def _read(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Any:
    """The value of a convention, as `-c NAME=VALUE` has it."""
    name = str(parameter.name)
    return None if value is None else declared([f"{name}={value}"])[name]


@click.command(short_help="Write a problem for your gradients to a file.")
@click.argument("file", type=FileName(path_type=Path))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Same seed, same problem.")
@click.option("--activations", metavar="NAMES", callback=_read, help="One for each layer, by comma, or one for all.")
@click.option("--cost", metavar="NAME", callback=_read, help="With targets that it is meant for.")
@click.option("--widths", metavar="NUMBERS", callback=_read, help="Of every layer, by comma, input first.")
@click.option("--batch", default=5, show_default=True, type=click.IntRange(min=1), help="The number of examples.")
@click.option("--dtype", default="float64", show_default=True, callback=_read, help="float16, float32 or float64.")
@click.option("--targets", metavar="KIND", help=f"{', '.join(NAMED)}; without it, those that the cost is meant for.")
@click.option("--graph", metavar="GRAPH", help="In place of a chain, a graph as `nablacheck check --graph` takes it.")
@extended
def template(file: Path, seed: int, batch: int, graph: str | None, **given: Any) -> None:
    """Write a problem to FILE, to which you add your nabla_w2, … and nabla_b2, … and hand it to `judge`.

    Of a graph they are nabla_ and the name of each parameter; a trace, z2, a2, delta2, …, may stand beside them.
    FILE is .npz, .mat, .h5, .safetensors, .json or .rds; NAME.csv stands for a folder NAME with a .csv file for each array.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    if graph:
        _of_graph(file, graph, seed, batch, chosen)
        return
    if isinstance(sigmas := chosen.get("activations", "sigmoid" if "widths" in chosen else ()), str):
        chosen["activations"] = [sigmas] * every_layer(chosen.get("widths"))  # as for check
    _check_network(chosen)
    problem = template_problem(seed, batch=batch, **chosen)
    written, last = write_problem(file, problem), problem.network.L
    Terminal().say(f"{written}: {problem}\nAdd nabla_w2, …, nabla_b{last}, then: nablacheck judge {written}")


def _of_graph(file: Path, graph: str, seed: int, batch: int, chosen: Mapping[str, Any]) -> None:
    for name in ("activations", "widths", "targets"):
        if name in chosen:
            raise InputError(f"--{name} is about a chain; a graph has its own: leave it out.")
    problem = drawn(graph_named(graph, chosen.get("cost")), chosen["dtype"], batch, seed)
    written, names = write_either(file, problem), list(problem.network.parameters)
    Terminal().say(f"{written}: {problem}")
    Terminal().say("\n".join(problem.network.lines))
    Terminal().say(f"Add {', '.join(f'{NABLA}{name}' for name in names)}, then: nablacheck judge {written}")


def _check_network(chosen: Mapping[str, Any]) -> None:
    """InputError for what cannot be a network, or has no entry."""
    sigmas, sizes = chosen.get("activations", ("sigmoid", "tanh", "sigmoid")), chosen.get("widths")
    trials = Trials(sigmas, chosen.get("cost", "quadratic"), chosen["dtype"], sizes, Conventions())
    next(trials.problems())
