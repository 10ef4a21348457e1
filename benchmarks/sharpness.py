"""How much of a gradient alone is decided, in balls and in zonotopes, how sharp the bounds are, and what they cost.

    python benchmarks/sharpness.py [--seeds 3] [--turns 9] [--no-torch]

Networks of twelve layers of weights, w scaled by 1/√n, batch 3. An entry is decided where its bound is smaller than itself, or
where it is exactly zero. `observed` is the largest error of NumPy and PyTorch in units of the bound, `median` the median bound
in units of the largest of their errors of that entry. Times are medians of turns, in units of one forward and backward pass
of PyTorch, whose turns come in between.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from nablacheck.adapters import Adapter, load
from nablacheck.oracle.judging.compared import Comparison
from nablacheck.oracle.judging.judges import in_one_enclosure, judge_gradient
from nablacheck.oracle.judging.singles import judge_one_by_one
from nablacheck.oracle.ledger import LEDGER
from nablacheck.oracle.trust import rivals
from nablacheck.oracle.trust.rivals import Case
from nablacheck.reference import Network, Problem, backprop

ACTIVATIONS = ("tanh", "sigmoid", "relu", "gelu")
LAYERS = 13
ASKED = (("float32", 64, "99.5 %"), ("float32", 256, "90 %"), ("float64", 256, "99.9 %"))
ONE_BY_ONE = ("float32", 64, "99.9 %")
TIMED = (((64,) * 6, 5), ((784, 30, 10), 10))
MINE = Adapter("numpy", "numpy", gradient=backprop)


def network(widths: Sequence[int], activation: str, batch: int, dtype: str, seed: int) -> Problem:
    """Normal numbers, w divided by the root of the fan-in."""
    rng = np.random.default_rng(seed)
    drawn = lambda *shape: rng.standard_normal(shape)
    w = {l: (drawn(n, m) / np.sqrt(m)).astype(dtype) for l, (m, n) in enumerate(pairwise(widths), start=2)}
    b = {l: (drawn(n, 1) / 4).astype(dtype) for l, n in enumerate(widths[1:], start=2)}
    x, y = drawn(widths[0], batch).astype(dtype), rng.random((widths[-1], batch)).astype(dtype)
    return Problem(Network(w, b, dict.fromkeys(w, activation), "quadratic"), x, y, origin=f"seed {seed}")


def decided(comparisons: Sequence[Comparison]) -> float:
    """The share of entries that are decided."""
    return sum(c.decided for c in comparisons) / sum(np.size(c.given) for c in comparisons)


def sharpness(adapters: Sequence[Adapter], seeds: int) -> Iterator[str]:
    """A line for each dtype, width and activation."""
    yield f"{'dtype':8} {'wide':>4} {'σ':8} {'balls':>8} {'zonotopes':>9} {'observed':>9} {'median':>8}  asked"
    for dtype, n, asked in ASKED:
        for activation in ACTIVATIONS:
            problems = [network((n,) * LAYERS, activation, 3, dtype, seed) for seed in range(seeds)]
            yield _line(dtype, n, activation, [_end_to_end(problem, adapters) for problem in problems], asked)
    dtype, n, asked = ONE_BY_ONE
    for activation in ACTIVATIONS:
        found = []
        for seed in range(seeds):
            problem = network((n,) * LAYERS, activation, 3, dtype, seed)
            found.append(_row([judge_one_by_one(problem, adapter).comparisons for adapter in adapters]))
        yield _line(f"{dtype}, one by one", n, activation, found, asked)


Row = tuple[float, float, float, float]


def _end_to_end(problem: Problem, adapters: Sequence[Adapter]) -> Row:
    return _row([judge_gradient(problem, adapter.gradient(problem), adapter, sharp=True).comparisons for adapter in adapters])


def _row(judged: Sequence[Sequence[Comparison]]) -> Row:
    """Decided in balls and in zonotopes, the largest error/bound, the median bound/error."""
    weights = [[c for c in comparisons if c.letter.startswith("∇w")] for comparisons in judged]
    errors = [np.max([c.error for c in of_one], axis=0) for of_one in zip(*weights, strict=True)]
    bounds = [np.broadcast_to(c.ball.rad, c.ball.shape) for c in weights[0]]
    both = [(b[e > 0] / e[e > 0]) for b, e in zip(bounds, errors, strict=True)]
    first = weights[0]
    # what a known defect returns is no error of the bounds
    observed = max(float(np.max(np.where(c.known, 0, c.error_over_bound))) for comparisons in judged for c in comparisons)
    return (
        decided([c.in_balls for c in first]),
        decided(first),
        observed,
        float(np.median(np.concatenate([b.ravel() for b in both]))),
    )


def _line(dtype: str, n: int, activation: str, rows: Sequence[Row], asked: str) -> str:
    balls, zonotopes, _, median = (statistics.mean(column) for column in zip(*rows, strict=True))
    observed = max(row[2] for row in rows)
    return f"{dtype:8} {n:4} {activation:8} {balls:8.2%} {zonotopes:9.2%} {observed:9.2g} {median:8.0f}  ≥ {asked}"


def times(torch: Adapter, turns: int) -> Iterator[str]:
    """Balls and zonotopes end to end beside a pass of PyTorch, and gradcheck beside both."""
    for widths, batch in TIMED:
        for dtype in ("float32", "float64"):
            problem = network(widths, "tanh", batch, dtype, 0)
            gradient = torch.gradient(problem)
            contenders: dict[str, Callable[[], object]] = {
                "as it judges": partial(judge_gradient, problem, gradient, torch),
                "balls": partial(in_one_enclosure, problem, gradient, torch, LEDGER, sharp=False),
                "zonotopes": partial(in_one_enclosure, problem, gradient, torch, LEDGER, sharp=True),
            }
            assert torch.timed is not None
            ratios = _ratios(torch.timed(problem), contenders, turns)
            said = ", ".join(f"{name} {ratio:.1f} passes" for name, ratio in ratios.items())
            yield f"{'-'.join(map(str, widths))}, batch {batch}, {dtype}: {said}{_gradcheck(problem, torch, dtype)}"


def _ratios(unit: Callable[[], object], contenders: dict[str, Callable[[], object]], turns: int) -> dict[str, float]:
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(turns + 2):
        for name, contender in contenders.items():
            seconds = _seconds(contender) / statistics.median(_seconds(unit) for _ in range(9))
            if turn > 1:  # the first two are for warming up
                found[name].append(seconds)
    return {name: statistics.median(each) for name, each in found.items()}


def _seconds(function: Callable[[], object]) -> float:
    """Of the processor, which others may use in between."""
    start = time.process_time()
    function()
    return time.process_time() - start


def _gradcheck(problem: Problem, torch: Adapter, dtype: str) -> str:
    """Its time in units of that of the zonotopes; it asks for float64."""
    if dtype != "float64":
        return ""
    assert torch.trace is not None
    trace = torch.trace(problem)
    accepts = rivals.rival("gradcheck").prepare(Case(problem, torch, trace, backprop(problem)))
    ours = statistics.median(_seconds(lambda: judge_gradient(problem, trace, torch, sharp=True)) for _ in range(9))
    slow = _seconds(lambda: accepts(trace))
    return f", gradcheck slow {slow / ours:,.0f} × the zonotopes"


def say(line: str) -> None:
    """At once, also in a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--turns", type=int, default=9)
    parser.add_argument("--no-torch", action="store_true")
    asked = parser.parse_args()
    frameworks = [] if asked.no_torch else [load("torch")]
    for line in sharpness([MINE, *frameworks], asked.seeds):
        say(line)
    for framework in frameworks:
        for line in times(framework, asked.turns):
            say(line)


if __name__ == "__main__":
    main()
