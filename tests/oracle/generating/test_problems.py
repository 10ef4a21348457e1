"""The generator: valid by construction, the same on every machine, and through every regime."""

import hashlib
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import find, settings

from nablacheck.oracle.generating.problems import AROUND_VECTORS, DEPTHS, LAYOUTS, REGIMES, SCALES, Seeded, seeded
from nablacheck.reference import ACTIVATIONS, COSTS

from helpers.strategies import problems

MANY = 400


def family(name):
    return name.partition("(")[0]


def fingerprint(dtype):
    digest = hashlib.sha256()
    for drawn in seeded(7, 6, dtype, 2):
        digest.update(str(drawn.problem).encode())
        network = drawn.problem.network
        for array in (*network.w.values(), *network.b.values(), drawn.problem.x, drawn.problem.y):
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:16]


@pytest.mark.parametrize(("dtype", "expected"), [("float32", "0419c3094ce47335"), ("float64", "a7e54a1c2e0db950")])
def test_a_seed_gives_the_same_problems_on_any_machine(dtype, expected):
    assert fingerprint(dtype) == expected


def test_a_problem_does_not_depend_on_how_many_are_drawn():
    few, many = list(seeded(3, 2, "float64", 2)), list(seeded(3, 5, "float64", 2))

    assert all(np.array_equal(a.problem.x, b.problem.x) for a, b in zip(few, many, strict=False))


def test_every_regime_occurs():
    """Coverage is measured, not hoped for: what the design lists is drawn in a few hundred problems."""
    seen = Counter()
    for drawn in seeded(0, MANY, "float64", 4):
        made = drawn.architecture
        seen.update(drawn.regimes)
        seen.update(
            (
                *map(family, made.activations),
                family(made.cost),
                made.layout,
                *made.widths,
                made.batch,
                made.scale,
                f"depth {len(made.activations)}",
            )
        )
    wanted = [*REGIMES, *ACTIVATIONS, *COSTS, *LAYOUTS, *AROUND_VECTORS, *SCALES, 784, *(f"depth {d}" for d in DEPTHS)]

    assert [what for what in wanted if not seen[what]] == []


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_regimes_reach_what_they_are_named_after(dtype):
    smallest = np.finfo(dtype).smallest_normal
    reached = Counter()
    for drawn in seeded(1, 80, dtype, 4):
        for draw, regime in zip(drawn.problem.draws(), drawn.regimes, strict=True):
            x, w = draw.x, draw.network.w[2]
            reached[regime, "subnormal"] += int(((abs(x) < smallest) & (x != 0)).any())
            reached[regime, "zero"] += int((w[0] == 0).all() and not draw.network.b[2].any())
            reached[regime, "repeated"] += int((w == w[:1]).all() and (x == x[:, :1]).all())

    assert reached["subnormal", "subnormal"] > 0
    assert reached["exact zeros", "zero"] > 0
    assert reached["repeated rows", "repeated"] > 0


def test_layouts_are_kept_through_the_draws():
    strides = {drawn.architecture.layout: next(drawn.problem.draws()).x.strides for drawn in seeded(0, 60, "float64", 2)}

    assert set(strides) == set(LAYOUTS)
    assert strides["every second"][-1] == 16


@pytest.mark.slow
def test_failures_shrink_to_one_linear_neuron():
    problem = find(problems(), lambda problem: problem.x.any(), settings=settings(deadline=None, database=None))

    assert str(problem.network) == "1-1, identity, quadratic cost"
    assert problem.batch == 1
    assert problem.x == 0.125
    assert not problem.network.w[2].any()


def test_numbers_are_exact_eighths_or_have_full_mantissas():
    eighths, reals = Seeded(0).eighths("", (100,)), Seeded(0).reals("", (100,))

    assert (eighths * 8 % 1 == 0).all()
    assert (abs(eighths) <= 2).all()
    assert ((reals * 2.0**40 % 1) != 0).mean() > 0.9
    assert (abs(reals) <= 2).all()


@pytest.mark.slow
def test_every_parameter_of_a_cost_is_drawn():
    drawn = {each.architecture.cost for each in seeded(0, 4 * MANY, "float64", 1)}
    tried = {(family(name), *part.split("=")) for name in drawn for part in re.findall(r"\w+=[^,)]+", name)}
    wanted = {(name.partition("(")[0], *name[:-1].partition("(")[2].split("=")) for name in COSTS.variants() if "(" in name}

    assert wanted <= tried


@pytest.mark.parametrize("name", COSTS)
def test_targets_are_what_their_cost_allows(name):
    """Of every dtype, and a problem refuses others with one sentence."""
    part = Seeded(5).reals("y", (4, 200)) / 4 + 0.5
    for dtype in (np.float16, np.float32, np.float64):
        y = COSTS[name].made(part).astype(dtype)

        assert ((y >= COSTS[name].targets[0]) & (y <= COSTS[name].targets[1])).all()
        assert COSTS[name].kind is None or COSTS[name].kind.allows(y).all()
