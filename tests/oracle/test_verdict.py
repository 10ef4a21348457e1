"""Messages stand alone: what, where, both values by origin, how much rounding could explain."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.judge import judge_trace
from nablacheck.oracle.verdict import Comparison, Verdict
from nablacheck.reference.arithmetic import FLOAT64, REAL, Balls
from nablacheck.reference.arithmetic.ball import Ball
from nablacheck.reference.backprop import backprop

from examples import problem as example

NUMPY = Adapter("mine", "numpy", gradient=backprop, trace=backprop)


def compared(given, mid, rad, yardstick):
    parts = [np.array([[value]], dtype=float) for value in (mid, rad)]
    return Comparison("BP2", 2, "δ^2", np.array([[given]]), Ball(*parts, parts[0], Balls(REAL)), np.array([[yardstick]]))


@pytest.mark.parametrize(
    ("given", "mid", "rad", "yardstick", "outcome"),
    [
        (1.0, 1.0, 0.0, 1.0, "agrees"),
        (1.1, 1.0, 0.25, 1.0, "agrees"),
        (1.25, 1.0, 0.25, 1.0, "agrees"),
        (1.5, 1.0, 0.25, 1.0, "disagrees"),
        (1.1, 1.0, 1.0, 1.0, "inconclusive"),
        (1.1, 1.0, np.inf, 1.0, "inconclusive"),
        (np.nan, 1.0, np.inf, 1.0, "inconclusive"),
        (np.inf, 1.0, np.inf, 1.0, "inconclusive"),
        (np.nan, 1.0, 0.25, 1.0, "disagrees"),
        (np.inf, 1.0, 0.25, 1.0, "disagrees"),
        (0.0, 0.0, 0.0, 0.0, "agrees"),
        (5e-324, 0.0, 0.0, 0.0, "disagrees"),
    ],
)
def test_an_entry_agrees_disagrees_or_is_inconclusive(given, mid, rad, yardstick, outcome):
    c = compared(given, mid, rad, yardstick)
    found = "disagrees" if c.disagrees.all() else "inconclusive" if c.inconclusive.all() else "agrees"

    assert found == outcome
    assert bool(c.disagrees.all()) == (c.error_over_bound > 1).all()


def test_a_break_is_explained_with_both_values_by_origin():
    problem = example(dtype="float32")
    trace = backprop(problem)
    delta = trace.delta[3].copy()
    delta[1, 2] = 0.5
    message = judge_trace(problem, replace(trace, delta={**trace.delta, 3: delta}), NUMPY).explain()

    assert message == EXPLANATION


EXPLANATION = """\
mine breaks BP2 at layer 3 of 4.
  δ^3[1, 2]: the equation gives 0.0152722114, mine returned 0.5
  rounding in float32 can explain 1.2e-08; the difference is 0.485 (4.2e+07 times that)
  1 of 28 entries of δ^3 disagree; so do entries of BP2 at layer 2, BP3 at layer 3, BP4 at layer 3
  no mistake of the catalogue predicts these numbers
network: 3-4-4-5, sigmoid → tanh → sigmoid, quadratic cost, batch 7, float32, seed 1"""


def test_agreement_says_how_much_of_the_bound_was_used():
    problem = example()
    verdict = judge_trace(problem, backprop(problem), NUMPY)

    assert verdict.explain().startswith("mine agrees with every equation: ")
    assert "0 inconclusive; the largest error is 0 of its bound" in verdict.explain()
    assert verdict.worst is not None


def test_the_message_names_the_draw():
    problem = example().map(lambda array: np.stack([array, array]))
    trace = backprop(problem)
    nabla_b = trace.nabla_b[4].copy()
    nabla_b[1, 3, 0] = np.nan
    message = judge_trace(problem, replace(trace, nabla_b={**trace.nabla_b, 4: nabla_b}), NUMPY).explain()

    assert "  ∇b^4[3, 0] (draw 1): the equation gives " in message
    assert "mine returned nan\n" in message
    assert "1 of 10 entries of ∇b^4 disagree" in message


def test_a_verdict_without_comparisons_is_no_pass():
    verdict = Verdict(example(), "mine", FLOAT64, ())

    assert not verdict.agrees
    assert verdict.inconclusive
