"""The command `nablacheck train`: the same SGD on every framework, judged at every step."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import click

from nablacheck.adapters.trainers import BY_DEFAULT, trainer, trainers
from nablacheck.oracle.commands.options import FileName, by_default, loaded, split
from nablacheck.oracle.commands.output import Output, to_json
from nablacheck.oracle.generating.problems import DTYPES
from nablacheck.oracle.report.drift_plot import draw
from nablacheck.oracle.report.plots import plottable
from nablacheck.oracle.report.progress import progress
from nablacheck.oracle.report.training_tables import as_json, drifted, explained, judged
from nablacheck.oracle.training.digit_trainings import Training, followed, in_dtype, planned, right
from nablacheck.oracle.training.divergence import Drift, predicted, reference
from nablacheck.oracle.training.steps import TrainingRecord
from nablacheck.reference.errors import MissingFramework
from nablacheck.reference.rules import RULES


@click.command(short_help="Train on the digits with every framework, and judge every step.")
@click.option("--steps", default=1000, show_default=True, type=click.IntRange(min=1), help="Steps of each training.")
@click.option("--dtype", default=",".join(DTYPES), show_default=True, callback=split(DTYPES, "dtype"), help="Which, by comma.")
@click.option(
    "--adapters",
    default=",".join(BY_DEFAULT),
    show_default=True,
    callback=split(trainers(), "adapter that can train"),
    help="Which, by comma, or all: torch-foreach and torch-fused are PyTorch's other code for a step.",
)
@click.option(
    "--rule", "rule_name", default="sgd", show_default=True, type=click.Choice(list(RULES)), help="How a step follows from ∇C."
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Same seed, same training.")
@to_json
@click.option("--plot", type=FileName(dir_okay=False, path_type=Path), help="Draw the drift here: a .svg, .png or .pdf file.")
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
    ready, skipped = loaded(adapters, lambda name: (name, *trainer(name)), by_default("adapters"))
    if not ready:
        raise MissingFramework(" ".join(skipped))
    plan, test = planned(rule_name, steps, seed)
    console = output.console()
    trainings: list[Training] = []
    drifts: list[Drift] = []
    correct = None
    record = lambda: as_json(plan, trainings, drifts, seed=seed, skipped=skipped, reference_correct=correct)
    with output.keeping(record), progress(console) as bar:
        for kind, (name, adapter, optimizer) in product(dtype, ready):
            trainings.append(training := Training(TrainingRecord(name, kind, optimizer.says)))
            states = followed(plan, adapter, optimizer, training)
            followed_states = bar.track(states, total=steps, description=f"{name} {kind}")
            training.correct = right(followed_states, in_dtype(test, kind))
        drifts.extend(bar.track(predicted(plan), total=steps, description="random rounding"))
        correct = right(reference(plan), test)
    console.print(judged(trainings), drifted(trainings, drifts, correct, test.batch))
    for line in (*(f"skipped: {line}" for line in skipped), *explained(trainings)):
        console.say(line)
    if plot:
        draw(trainings, drifts, f"{rule_name}, {plan.start.network}, digits, seed {seed}", plot)
    output.exit(0 if all(training.record.agrees for training in trainings) else 1)
