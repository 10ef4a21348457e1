"""The frameworks' own optimizers: every letter after every step lies in the ball of its rule."""

import re
import subprocess
import sys
from importlib import import_module

import numpy as np
import pytest

from nablacheck.adapters.trainers import Trainer, trainer, trainers
from nablacheck.oracle.training.steps import TrainingPlan, TrainingRecord, train
from nablacheck.reference import InputError
from nablacheck.reference.rules import RULES, Rule, rule

from helpers.small_problems import problem as example

pytestmark = pytest.mark.slow

STEPS = 12


def made(which, adapter_named):
    """An optimizer and the adapter it belongs to: PyTorch's, JAX's, and JAX's where optax is missing."""
    adapter = adapter_named(re.split("[ -]", which)[0])
    if which == "jax formulas":
        return adapter, Trainer("formulas", import_module("nablacheck.adapters.jax_training").start_formulas)
    return trainer(which)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("which", [*trainers(), "jax formulas"])
def test_every_step_is_the_rules_to_rounding(which, name, dtype, adapter_named):
    adapter, optimizer = made(which, adapter_named)
    record = TrainingRecord(which, dtype, optimizer.says)
    states = list(train(TrainingPlan(example(dtype=dtype), rule(name, 0.25), STEPS, 3), adapter, optimizer, record))

    assert record.agrees, record.first and record.first[1].explain()
    assert len(states) == record.steps == STEPS
    assert {f"{name} {letter}" for letter in rule(name, 0.25).equations} <= set(record.rows)
    assert all(record.rows[f"{name} {letter}"].inconclusive == 0 for letter in rule(name, 0.25).equations)


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("which", [*trainers(), "jax formulas"])
def test_a_start_is_copied(which, name, adapter_named):
    """The user's arrays, and what was handed out before, stay as they were."""
    _, optimizer = made(which, adapter_named)
    w, nabla = np.ones((2, 3)), np.full((2, 3), 0.5)
    step = optimizer.start(rule(name, 0.25), {("w", 2): w})
    first = step({("w", 2): nabla})["w", 2]["w"]
    kept = first.copy()
    second = step({("w", 2): nabla})["w", 2]["w"]

    assert (w == 1).all()
    assert (nabla == 0.5).all()
    assert (first == kept).all()
    assert (second < first).all()


@pytest.mark.parametrize("which", trainers())
def test_a_rule_that_a_framework_does_not_have(which, adapter_named):
    adapter, optimizer = made(which, adapter_named)
    if optimizer.says == "the formulas in jax.numpy":
        pytest.skip("formulas run any rule; pip install 'nablacheck[optax]' to see optax refuse one")
    with pytest.raises(InputError, match=rf"unknown rule of the {adapter.name} adapter 'sgt': did you mean sgd"):
        optimizer.start(Rule("sgt", {}, {}), {})


def test_an_adapter_that_cannot_train():
    with pytest.raises(InputError, match="unknown adapter that can train 'finite-differences': known are jax, torch, torch-f"):
        trainer("finite-differences")


def run(script):
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    return result.stdout.strip() or result.stderr.strip()


def test_without_optax_the_formulas_step_in(adapter_named):
    adapter_named("jax")
    script = """
import sys
sys.modules["optax"] = None
from nablacheck.adapters.trainers import trainer
print(trainer("jax")[1].says)
"""
    assert run(script) == "the formulas in jax.numpy"
