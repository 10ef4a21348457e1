"""Claims for networks of many layers, which balls leave open: right, wrong, and which mistake, in zonotopes."""

import numpy as np
import pytest

from nablacheck.oracle.checking.before import before_the_gradient
from nablacheck.oracle.checking.claims import judge_claim
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.files import Claim
from nablacheck.oracle.explaining.mistakes import CATALOGUE
from nablacheck.reference import FLOAT64, zonotopes
from nablacheck.reference.backprop import BOOK, Pass, backprop, forward
from nablacheck.reference.gradient import Gradient

from helpers.small_problems import problem as example


def deep(batch=3, dtype="float32"):
    return example((12,) * 13, ("tanh",) * 12, dtype=dtype, batch=batch)


def claimed(problem, equations=BOOK, factor=1, **of_claim):
    trace = backprop(problem, equations)
    nabla_b, nabla_w = (
        {l: array * problem.dtype.type(factor) for l, array in part.items()} for part in (trace.nabla_b, trace.nabla_w)
    )
    return Claim(problem, Gradient(nabla_b, nabla_w), **of_claim)


@pytest.mark.parametrize("batch", [1, 3])
def test_a_right_claim_is_right_and_says_what_balls_alone_prove(batch):
    judgement = judge_claim(claimed(deep(batch)))
    nabla_w = next(e for e in judgement.as_json()["equations"] if e["letter"] == "∇w^2")
    *_, balls, of_zonotopes = judgement.verdict.explain(enclosures=True).split("\n")

    assert judgement.outcome == "right"
    assert nabla_w["proven_digits"] > 1 > 0 > nabla_w["proven_digits_in_balls"]
    assert "proven digits in balls" not in judgement.explain()
    assert balls.startswith("proven digits in balls: ")
    assert balls.endswith("∇w^2 none")
    assert of_zonotopes.startswith("proven digits in zonotopes: ")
    assert "none" not in of_zonotopes


def test_where_balls_decide_one_enclosure_is_reported():
    judgement = judge_claim(claimed(example(dtype="float64")))

    assert all(e["proven_digits"] == e["proven_digits_in_balls"] for e in judgement.as_json()["equations"])
    assert "in balls" not in judgement.verdict.explain(enclosures=True)


@pytest.mark.parametrize("l", [2, 3, 12])
def test_a_transposed_gradient_is_wrong_in_the_layer_where_it_is(l):
    claim = claimed(deep())
    claim.gradient.nabla_w[l] = claim.gradient.nabla_w[l].T

    assert {c.letter for c in judge_claim(claim).verdict.broken} == {f"∇w^{l}"}


@pytest.mark.slow
def test_a_factor_is_named_where_balls_would_predict_anything():
    judgement = judge_claim(claimed(deep(), factor=3))

    assert [str(diagnosis) for diagnosis in judgement.diagnoses] == ["times m = 3"]


@pytest.mark.slow
def test_a_mistake_in_a_deep_layer_is_named_where_balls_would_predict_anything():
    mistake = next(mistake for mistake in CATALOGUE if mistake.name == "sigma prime missing")
    judgement = judge_claim(claimed(deep(1), mistake.table(frozenset({4}))))

    assert judgement.outcome == "wrong"
    assert [str(diagnosis) for diagnosis in judgement.diagnoses] == [f"{mistake.says} (BP2, layer 4)"]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_outputs_of_a_deep_function_are_judged_as_sharply(dtype):
    """Outputs that are off by a sixteenth."""
    problem = example((12,) * 31, ("gelu",) * 30, dtype=dtype, batch=3)
    right = backprop(problem)
    before = lambda factor: before_the_gradient(problem, {"output": right.a[31] * factor, "cost": right.cost}, Conventions())

    assert before(1).agrees
    assert [c.letter for c in before(17 / 16).broken] == ["a^31"]
    assert before(1).comparisons[0].of_balls is not None or dtype == "float64"


@pytest.mark.parametrize("mistake", CATALOGUE, ids=lambda mistake: mistake.name)
def test_every_mistake_runs_in_zonotopes_and_is_enclosed(mistake):
    """What predicts is as sharp as what judges, and no less true."""
    problem = example((5,) * 6, ("tanh", "sigmoid", "softmax", "tanh", "softmax"), dtype="float64", batch=3)
    t = forward(Pass(problem))
    where = {"BP1": [t.L], "BP2": range(2, t.L)}.get(mistake.equation, range(2, t.L + 1))
    layers = frozenset(l for l in where if mistake.applies(t, l))
    equations = mistake.table(layers)
    floats, enclosed = (backprop(problem, equations, *xp) for xp in ((), (zonotopes(FLOAT64),)))

    for letter in ("nabla_b", "nabla_w"):
        for l, z in getattr(enclosed, letter).items():
            assert (z.contains(getattr(floats, letter)[l]) | np.isinf(z.rad)).all(), (letter, l)
