"""64-30-10 trained on the handwritten digits: the same training on every adapter, beside the reference."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.adapters.trainers import Trainer
from nablacheck.oracle.generating import digits
from nablacheck.oracle.training.divergence import distance, reference
from nablacheck.oracle.training.steps import State, TrainingPlan, TrainingRecord, network_of, train
from nablacheck.reference.draws import Bits
from nablacheck.reference.problem import Problem
from nablacheck.reference.rules import rule
from nablacheck.reference.sgd import evaluate, initial_network

SIZES = (64, 30, 10)
SIGMA = {2: "sigmoid", 3: "sigmoid"}
MINI_BATCH = 10
TRAINED_ON = 1500
"""Of the 1,797 digits; the others are for the test."""
ETA = {"sgd": 3.0, "momentum": 0.125, "adam": 2.0**-6}
"""Learning rates with which the digits are learned in some hundred steps."""


@dataclass
class Training:
    """A training with its distance from the reference after each step, and the test digits that it gets right in the end."""

    record: TrainingRecord
    distances: list[float] = field(default_factory=list)
    correct: int | None = None


def planned(rule_name: str, steps: int, seed: int) -> tuple[TrainingPlan, Problem]:
    """The training of 64-30-10 on the digits, with the quadratic cost as in the book, and the digits for the test.

    The weights to start from and the pixels are numbers of float32, so that every dtype starts from the same ones.
    """
    x, y = digits.images()
    network = initial_network(SIZES, SIGMA, "quadratic", seed, np.float32)
    every = Problem(network, x.astype(np.float32), y.astype(np.float32), origin=f"digits, seed {seed}")
    order = Bits(seed, TRAINED_ON).shuffled(every.batch)
    start, test = (in_dtype(every.columns(part), "float64") for part in np.split(order, [TRAINED_ON]))
    return TrainingPlan(start, rule(rule_name, ETA[rule_name]), steps, MINI_BATCH, seed), test


def in_dtype(problem: Problem, dtype: str) -> Problem:
    """The same problem in another dtype."""
    return problem.map(lambda array: array.astype(dtype))


def followed(plan: TrainingPlan, adapter: Adapter, optimizer: Trainer, training: Training) -> Iterator[State]:
    """The training on an adapter, with its distance from the reference after each step."""
    here = replace(plan, start=in_dtype(plan.start, training.record.dtype))
    states = train(here, adapter, optimizer, training.record)
    for state, truth in zip(states, reference(plan), strict=False):  # a training may stop before its end
        training.distances.append(float(distance(state, truth)))
        yield state


def right(states: Iterable[State], test: Problem) -> int | None:
    """How many test examples the last of the states gets right; None where there is none."""
    last = deque(states, maxlen=1)
    return evaluate(network_of(last[0], test.network), test.x, test.y) if last else None
