"""What `right` promises, measured: right numbers are always right, and no planted fault that matters ever is.

`python benchmarks/verdicts.py [--seed N]` prints a table and exits with 1 where a promise is broken:
right gradients of 784-30-10, of the digits' networks and of those of `check`, in both dtypes, are right; with NaN, ±∞ or a
huge number in any single entry of a trace or a gradient, saturated outputs included, nothing is; nor is a gradient of which
entries that carry a tenth of the norm of their array were zeroed or multiplied by 1.5, chosen where the bounds are widest.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.oracle.checking.conventions import Conventions
from nablacheck.oracle.checking.trials import Trials
from nablacheck.oracle.generating.digits import available, digits
from nablacheck.oracle.generating.problems import Architecture, Seeded, problem
from nablacheck.oracle.judging.judges import judge_gradient, judge_trace
from nablacheck.oracle.measuring.speed import drawn
from nablacheck.reference import Gradient, Network, Problem, Trace, backprop, feedforward

MINE = Adapter("mine", "numpy", gradient=backprop, trace=backprop)
DTYPES = ("float32", "float64")
DEPTHS = (2, 4, 6, 8, 10, 12)
PAIRS = (("sigmoid", "cross-entropy"), ("softmax", "categorical-cross-entropy"))


def right_ones() -> Iterator[tuple[str, Problem]]:
    """Ordinary networks, all of whose right numbers must be called right."""
    for dtype in DTYPES:
        yield f"784-30-10, {dtype}", drawn((784, 30, 10), 10).map(lambda array, dtype=dtype: array.astype(dtype))
        if available():
            yield from ((f"digits, {dtype}", draw) for each in digits(0, dtype, 4) for draw in each.draws())
        for sigma in ("sigmoid", "tanh", "relu", "softplus", "gelu"):
            trials = Trials([sigma, sigma, "sigmoid"], "quadratic", dtype, None, Conventions())
            yield from ((f"networks of check, {dtype}", each) for each in (*trials.problems(), *trials.further()))


def saturated(activation: str, cost: str, dtype: str) -> tuple[Problem, Trace]:
    """A network with outputs that are rounded to 0 and to 1, and its trace with δ^L = a^L − y."""
    w = {2: np.array([[800.0, 0], [0.25, 0.125], [-800.0, 0]]), 1: None}
    network = Network({2: w[2].astype(dtype)}, {2: np.zeros((3, 1), dtype)}, {2: activation}, cost)
    given = Problem(network, np.ones((2, 1), dtype), np.array([[0], [1], [0]], dtype), origin="saturated")
    t = feedforward(given)
    delta = t.a[2] - given.y
    return given, Trace({2: delta}, {2: delta @ given.x.T}, None, z=t.z, a=t.a, delta={2: delta})


def planted(trace: Trace) -> Iterator[Trace]:
    """NaN, ±∞ and a huge number in every single entry of every letter."""
    for name, layers in trace.letters.items():
        for l, array in layers.items():
            if name == "a" and l == 1:
                continue
            for index in np.ndindex(array.shape):
                for number in (np.nan, np.inf, -np.inf, min(1e300, float(np.finfo(array.dtype).max))):
                    wrong = array.copy()
                    wrong[index] = number
                    yield replace(trace, **{name: {**layers, l: wrong}})


def count_planted(given: Problem, trace: Trace, counts: Counter[str], name: str) -> None:
    """Judges every planted fault as a trace, and as a gradient where it is in one."""
    for wrong in planted(trace):
        counts[f"{name}: planted"] += 1
        counts[f"{name}: right"] += judge_trace(given, wrong, MINE).agrees
        if any(wrong.letters[letter] is not trace.letters[letter] for letter in ("nabla_b", "nabla_w")):
            counts[f"{name}: right"] += judge_gradient(given, Gradient(wrong.nabla_b, wrong.nabla_w), MINE).agrees


def tampered(given: Problem, seed: int) -> Iterator[Gradient]:
    """Gradients with sets of entries zeroed or enlarged, widest bounds first, until they carry a tenth of their array."""
    right = backprop(given)
    gradient = Gradient(right.nabla_b, right.nabla_w)
    choose = np.random.default_rng(seed)
    for c in judge_gradient(given, gradient, MINE).comparisons:
        name = "nabla_b" if c.letter.startswith("∇b") else "nabla_w"
        array, loose = np.asarray(c.given), np.argsort(-(c.ball.rad / (abs(c.ball.mid) + np.finfo(float).tiny)), axis=None)
        for order in (loose, choose.permutation(array.size), np.argsort(abs(array), axis=None)):
            share = np.sqrt(np.cumsum(np.square(array.ravel()[order].astype(np.float64))))
            enough = int(np.searchsorted(share, share[-1] / 10)) + 1
            for factor in (0.0, 1.5):
                wrong = array.copy().ravel()
                wrong[order[:enough]] *= array.dtype.type(factor)
                yield replace(gradient, **{name: {**gradient.letters[name], c.layer: wrong.reshape(array.shape)}})


def deep(seed: int) -> Iterator[Problem]:
    """Networks whose bounds grow with depth, from sharp to saying nothing."""
    for dtype in DTYPES:
        for depth in DEPTHS:
            for width in (4, 16):
                shape = Architecture((width,) * (depth + 1), ("tanh",) * depth, "quadratic", 3, 1.0, "contiguous")
                yield problem(Seeded(seed, depth, width), shape, dtype, 1, f"depth {depth}", ("full",)).problem.draw(0)


def main() -> None:
    """Counts, prints, and exits with 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    seed = parser.parse_args().seed
    counts: Counter[str] = Counter()
    for name, given in right_ones():
        trace = backprop(given)
        counts[f"{name}: cases"] += 1
        sound = judge_trace(given, trace, MINE).agrees, judge_gradient(given, trace, MINE).agrees
        counts[f"{name}: not right"] += not all(sound)
    for dtype in DTYPES:
        small = Architecture((2, 3, 2), ("tanh", "sigmoid"), "cross-entropy", 2, 1.0, "contiguous")
        given = problem(Seeded(seed), small, dtype, 1, "small", ("full",)).problem.draw(0)
        count_planted(given, backprop(given), counts, f"one entry, {dtype}")
        for pair in PAIRS:
            count_planted(*saturated(*pair, dtype), counts, f"one entry, saturated {pair[0]}, {dtype}")
    for given in deep(seed):
        for wrong in tampered(given, seed):
            counts[f"tenths, {given.dtype}: tampered"] += 1
            counts[f"tenths, {given.dtype}: right"] += judge_gradient(given, wrong, MINE).agrees
    for name, number in counts.items():
        print(f"{name}: {number}")  # noqa: T201
    sys.exit(any(number for name, number in counts.items() if name.endswith("right")))


if __name__ == "__main__":
    main()
