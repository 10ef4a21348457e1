"""A product by Strassen's method is called wrong, as the model has it, and the verdict says that it could be one."""

from dataclasses import replace

import numpy as np
import pytest

from nablacheck.adapters import Adapter
from nablacheck.oracle.judging.fast_products import SAYS, strassen
from nablacheck.oracle.judging.judges import judge_trace
from nablacheck.reference.backprop import backprop
from nablacheck.reference.network import Network
from nablacheck.reference.problem import Problem

from helpers.planted import halved
from helpers.small_problems import problem as example

NUMPY = Adapter("mine", "numpy", gradient=backprop, trace=backprop)


def one_level(x, y):
    """Strassen 1969: seven products of blocks."""
    a, b, c, d = (block for half in np.split(x, 2, axis=0) for block in np.split(half, 2, axis=1))
    e, f, g, h = (block for half in np.split(y, 2, axis=0) for block in np.split(half, 2, axis=1))
    p = [(a + d) @ (e + h), (c + d) @ e, a @ (f - h), d @ (g - e), (a + b) @ h, (c - a) @ (e + f), (b - d) @ (g + h)]
    return np.block([[p[0] + p[3] - p[4] + p[6], p[2] + p[4]], [p[1] + p[3], p[0] - p[1] + p[2] + p[5]]])


def uneven(dtype="float32", n=8):
    """Identities, whose w and x have blocks that are small beside the others; no biases."""
    problem = example((n, n, n), ("identity", "identity"), batch=n, dtype=dtype)
    small = np.ones((n, n), dtype)
    small[: n // 2] = 2.0**-20
    w = {2: problem.network.w[2] * small, 3: problem.network.w[3] * small.T}
    b = {l: 0 * part for l, part in problem.network.b.items()}
    return Problem(Network(w, b, problem.network.activations, "quadratic"), problem.x * small, problem.y)


@pytest.mark.parametrize("n", [2, 6, 8, 32])
def test_one_level_stays_within_its_bound(n):
    rng = np.random.default_rng(n)
    x, y = (rng.normal(size=(n, n)).astype(np.float32) for _ in range(2))
    exact = x.astype(np.float64) @ y.astype(np.float64)
    u = np.finfo(np.float32).eps / 2

    assert abs(one_level(x, y) - exact).max() <= strassen(n) * u * abs(x).max() * abs(y).max()


def test_the_constant_is_the_one_of_the_theorem():
    """(n/n₀)^(log₂ 12) is 12 for n₀ = n/2; an odd n is filled up."""
    for n in (2, 8, 64):
        assert strassen(n) == 12 * ((n // 2) ** 2 + 5 * (n // 2)) - 5 * n
    assert strassen(7) == strassen(8)


def by_strassen(letter, problem):
    """A right trace in which one letter of layer 2 is a fast product of its own neighbours."""
    t, w = backprop(problem), problem.network.w
    made = {
        "z": lambda: one_level(w[2], problem.x),
        "delta": lambda: one_level(w[3].mT, t.delta[3]),
        "nabla_w": lambda: one_level(t.delta[2], problem.x.mT),
    }[letter]()
    return replace(t, **{letter: {**getattr(t, letter), 2: made}})


@pytest.mark.parametrize(("letter", "equation"), [("z", "(23) z"), ("delta", "BP2"), ("nabla_w", "BP4")])
def test_a_fast_product_disagrees_and_the_verdict_says_that_it_could_be_one(letter, equation):
    problem = uneven()
    verdict = judge_trace(problem, by_strassen(letter, problem), NUMPY)

    assert verdict.broken[0].equation == equation
    assert f"  {SAYS}\n" in verdict.explain()


@pytest.mark.parametrize("equation", ["bp1", "bp2", "bp3", "bp4"])
def test_a_mistake_is_no_fast_product(equation):
    problem = uneven()
    verdict = judge_trace(problem, backprop(problem, halved(equation)), NUMPY)

    assert verdict.broken
    assert not verdict.remarks


def test_a_product_with_one_column_is_not_made_by_blocks():
    problem = uneven().columns(slice(0, 1))
    right = backprop(problem)
    off = {**right.z, 2: right.z[2] + abs(right.z[2]).max() * np.float32(2.0**-20)}
    verdict = judge_trace(problem, replace(right, z=off), NUMPY)

    assert verdict.broken[0].equation == "(23) z"
    assert not verdict.remarks
