"""The main job: a tally that counts every entry once, and never calls nothing a pass."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter, load
from nablacheck.oracle.campaign.crosscheck import Tally, crosscheck, verdicts
from nablacheck.oracle.generating.digits import NETWORKS, digits
from nablacheck.oracle.generating.problems import seeded
from nablacheck.reference.backprop import backprop

from helpers.planted import halved
from helpers.small_problems import problem as example

pytestmark = pytest.mark.slow


def random(seed, count, dtype, draws):
    return [drawn.problem for drawn in seeded(seed, count, dtype, draws)]


NUMPY = Adapter("mine", "numpy", gradient=backprop, trace=backprop)


def test_every_entry_is_counted_once():
    tally, problems = Tally(), random(0, 3, "float64", 2)
    crosscheck(problems, NUMPY, tally)
    z_entries = sum(problem.batch * 2 * sum(n for l, n in problem.network.widths.items() if l > 1) for problem in problems)

    assert tally.rows["mine", "float64", "(23) z"].entries == z_entries
    assert tally.rows["mine", "float64", "(26)"].entries == 6
    assert not tally.findings


def test_a_wrong_adapter_is_a_finding():
    wrong = Adapter("mine", "numpy", gradient=backprop, trace=lambda problem: backprop(problem, halved("bp4")))
    tally = Tally()
    crosscheck(random(0, 2, "float32", 2), wrong, tally)

    assert tally.rows["mine", "float32", "BP4"].findings > 0
    assert tally.rows["mine", "float32", "BP3"].findings == 0
    assert tally.findings[0].broken[0][0] == "BP4"
    assert tally.problems["mine", "float32"] == 2


def test_code_without_a_trace_is_checked_one_example_at_a_time():
    problem = example().map(lambda array: np.stack([array, array]))
    equations = {c.equation for v in verdicts(problem, replace(NUMPY, trace=None)) for c in v.comparisons}

    assert {"BP1", "BP2", "BP4", "∇w end to end"} <= equations
    assert "(23) z" not in equations


def test_the_reference_itself_is_free_of_findings():
    for dtype in ("float32", "float64"):
        tally = Tally()
        crosscheck(random(11, 40, dtype, 4), NUMPY, tally)

        assert not tally.findings, tally.findings[0].explain()
        assert tally.decided > 0


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_digits_pass_through_the_networks_of_the_book(dtype, real_digits):
    tally = Tally()
    crosscheck(digits(0, dtype, 3), NUMPY, tally)
    first = next(digits(0, dtype, 3))

    assert not tally.findings, tally.findings[0].explain()
    assert len(list(digits(0, dtype, 3))) == len(NETWORKS)
    assert (first.x * 16 % 1 == 0).all()
    assert (first.y.sum(axis=-2) == 1).all()


def test_finite_differences_are_judged_by_the_mean_value_theorem():
    tally = Tally()
    crosscheck(random(2, 3, "float64", 2), load("finite-differences"), tally)

    assert {equation for _, _, equation in tally.rows} == {
        "(46) forward",
        "(46) central",
        "(46) forward, certified",
        "(46) central, certified",
    }
    assert not tally.findings
