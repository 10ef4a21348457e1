"""The command `nablacheck train`: the same SGD on every framework, judged at every step."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import click
import numpy as np

from nablacheck.adapters import Adapter, load
from nablacheck.adapters.trainers import Trainer, trainer, trainers
from nablacheck.oracle.commands.options import DTYPES, by_default, loaded, split
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.generating import digits
from nablacheck.oracle.report.drift_plot import draw
from nablacheck.oracle.report.plots import plottable
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.training_tables import Training, as_json, drifted, explained, judged
from nablacheck.oracle.training.divergence import Drift, distance, predicted, reference
from nablacheck.oracle.training.steps import Plan, Record, State, network_of
from nablacheck.oracle.training.steps import train as train_on
from nablacheck.reference.draws import Bits
from nablacheck.reference.errors import MissingFramework
from nablacheck.reference.network import Problem
from nablacheck.reference.rules import RULES, rule
from nablacheck.reference.sgd import evaluate, initial_network

SIZES = (64, 30, 10)
SIGMA = {2: "sigmoid", 3: "sigmoid"}
MINI_BATCH = 10
TRAINED_ON = 1500
"""Of the 1,797 digits; the others are for the test."""
ETA = {"sgd": 3.0, "momentum": 0.125, "adam": 2.0**-6}
"""Learning rates with which the digits are learned in some hundred steps."""


def planned(rule_name: str, steps: int, seed: int) -> tuple[Plan, Problem]:
    """The training of 64-30-10 on the digits, with the quadratic cost as in the book, and the digits for the test.

    The weights to start from and the pixels are numbers of float32, so that every dtype starts from the same ones.
    """
    x, y = digits.images()
    network = initial_network(SIZES, SIGMA, "quadratic", seed, np.float32)
    every = Problem(network, x.astype(np.float32), y.astype(np.float32), origin=f"digits, seed {seed}")
    order = Bits(seed, TRAINED_ON).shuffled(every.batch)
    start, test = (in_dtype(every.columns(part), "float64") for part in np.split(order, [TRAINED_ON]))
    return Plan(start, rule(rule_name, ETA[rule_name]), steps, MINI_BATCH, seed), test


def in_dtype(problem: Problem, dtype: str) -> Problem:
    """The same problem in another dtype."""
    return problem.map(lambda array: array.astype(dtype))


def followed(plan: Plan, adapter: Adapter, optimizer: Trainer, training: Training) -> Iterator[State]:
    """The training on an adapter, with its distance from the reference after each step."""
    here = replace(plan, start=in_dtype(plan.start, training.record.dtype))
    states = train_on(here, adapter, optimizer, training.record)
    for state, truth in zip(states, reference(plan), strict=False):  # a training may stop before its end
        training.distances.append(float(distance(state, truth)))
        yield state


def right(states: Iterable[State], test: Problem) -> int | None:
    """How many test examples the last of the states gets right; None where there is none."""
    last = deque(states, maxlen=1)
    return evaluate(network_of(last[0], test.network), test.x, test.y) if last else None


@click.command(short_help="Train on the digits with every framework, and judge every step.")
@click.option("--steps", default=1000, show_default=True, type=click.IntRange(min=1), help="Steps of each training.")
@click.option("--dtype", default=",".join(DTYPES), show_default=True, callback=split(DTYPES, "dtype"), help="Which, by comma.")
@click.option(
    "--adapters",
    default=",".join(trainers()),
    show_default=True,
    callback=split(trainers(), "adapter that can train"),
    help="Which, by comma.",
)
@click.option(
    "--rule", "rule_name", default="sgd", show_default=True, type=click.Choice(list(RULES)), help="How a step follows from ∇C."
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Same seed, same training.")
@to_json
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw the drift here: a .svg, .png or .pdf file.")
def train(
    steps: int,
    dtype: tuple[str, ...],
    adapters: tuple[str, ...],
    rule_name: str,
    seed: int,
    output: Output,
    plot: Path | None,
) -> None:
    """Train 64-30-10 on the handwritten digits: exit 0 when every step of every framework agrees, 1 otherwise."""
    if plot:
        plottable(plot)
    ready, skipped = loaded(adapters, lambda name: (load(name), trainer(name)), by_default("adapters"))
    if not ready:
        raise MissingFramework(" ".join(skipped))
    plan, test = planned(rule_name, steps, seed)
    console = output.console()
    trainings: list[Training] = []
    drifts: list[Drift] = []
    correct = None
    record = lambda: as_json(plan, trainings, drifts, seed=seed, skipped=skipped, reference_correct=correct)
    with output.keeping(record), progress(console) as bar:
        for kind, (adapter, optimizer) in product(dtype, ready):
            trainings.append(training := Training(Record(adapter.name, kind, optimizer.says)))
            states = followed(plan, adapter, optimizer, training)
            followed_states = bar.track(states, total=steps, description=f"{adapter.name} {kind}")
            training.correct = right(followed_states, in_dtype(test, kind))
        drifts.extend(bar.track(predicted(plan), total=steps, description="random rounding"))
        correct = right(reference(plan), test)
    if plot:
        draw(trainings, drifts, f"{rule_name}, {plan.start.network}, digits, seed {seed}", plot)
    console.print(judged(trainings), drifted(trainings, drifts, correct, test.batch))
    for line in (*(f"skipped: {line}" for line in skipped), *explained(trainings)):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    output.exit(0 if all(training.record.agrees for training in trainings) else 1)
