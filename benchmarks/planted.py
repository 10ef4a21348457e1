"""Mistakes that are planted one at a time, and everything that can be declared: is the answer what it should be?

python benchmarks/planted.py first-line [--each]
python benchmarks/planted.py costs
python benchmarks/planted.py activations

`first-line` plants each mistake of the tables, in ∇b alone and in ∇w alone too, in one equation at one layer: the first line
has to name that equation and layer, and a name has to predict every number. `costs` and `activations` hand over code for every
cost, and for every activation in a hidden layer and at the output: right as it is, and wrong at BP2 without σ′. Exit 1 where
less is as it should be than is asked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click

from nablacheck import check
from nablacheck.reference import ACTIVATIONS, COSTS
from nablacheck.reference.backprop import Pass

from miswritten import delta, planted, submission

ASKED = {"first-line": 99, "costs": 100, "activations": 100}
"""So many of a hundred."""
OUTPUTS = ("identity", "sigmoid", "softplus", "softmax", "log_softmax")
Tried = tuple[str, bool, str]
"""What was tried, whether the answer is as it should be, and the answer."""


def first_lines(each: bool) -> Iterator[Tried]:
    """Whether the first line blames the equation in which a mistake was planted."""
    for one in planted(each):
        report = check(one.function, activations=list(one.activations), cost=one.cost)
        first = report.explanation.partition("\n")[0]
        yield str(one), first == f"the function breaks {one.equation} at layer {one.layer} of 4.", first


def without_prime(t: Pass, l: int) -> Any:
    """BP2 without ⊙ σ′(z^l)"""
    return t.w[l + 1].mT @ t.delta[l + 1]


def answered(what: str, activations: tuple[str, ...], cost: str) -> Iterator[Tried]:
    """Right code, and the same without σ′ in the hidden layer, where that is another number than 1."""
    options: dict[str, Any] = {"activations": list(activations), "cost": cost}
    right = check(submission(activations, cost, "BP2", 2, delta), **options)
    yield f"{what}, right", right.outcome == "right", right.sentence
    if activations[0] != "identity":
        wrong = check(submission(activations, cost, "BP2", 2, without_prime), **options)
        yield f"{what}, without σ′", wrong.explanation.startswith("the function breaks BP2 at layer 2 of 3."), wrong.sentence


def every_cost(each: bool) -> Iterator[Tried]:
    """Every cost, with an output that it takes."""
    for cost in COSTS:
        low, high = COSTS[cost].outputs
        fits = (name for name in OUTPUTS if low <= ACTIVATIONS[name].range[0] and ACTIVATIONS[name].range[1] <= high)
        yield from answered(cost, ("tanh", next(fits)), cost)


def every_activation(each: bool) -> Iterator[Tried]:
    """Every activation in the hidden layer and at the output, where the quadratic cost takes anything."""
    for name in ACTIVATIONS:
        yield from answered(f"{name} hidden", (name, "sigmoid"), "quadratic")
        yield from answered(f"{name} at the output", ("tanh", name), "quadratic")


KINDS: dict[str, Callable[[bool], Iterator[Tried]]] = {
    "first-line": first_lines,
    "costs": every_cost,
    "activations": every_activation,
}


@click.command()
@click.argument("what", type=click.Choice([*KINDS]))
@click.option("--each", is_flag=True, help="Each mistake in every layer and network, where once is enough else.")
def main(what: str, each: bool) -> None:
    """Plant mistakes."""
    tried = good = 0
    for name, right, said in KINDS[what](each):
        tried, good = tried + 1, good + right
        if not right:
            click.echo(f"{name}: {said}")
    click.echo(f"{what}: {good} of {tried}, {100 * good / tried:.1f} %; asked {ASKED[what]} %")
    sys.exit(0 if 100 * good >= ASKED[what] * tried else 1)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
