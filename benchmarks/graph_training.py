"""A residual convolutional network and a small attention network on handwritten digits, trained with every step judged.

`python benchmarks/graph_training.py [--steps N] [--adapters torch jax-composed]` prints a line for each network, framework and
dtype, and exits with 1 where any number of any step disagrees. The framework computes z, a, δ and the slopes of a mini-batch of
16; each equation is judged at every layer and parameter, and the weights take a step of SGD from the framework's own slopes.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator
from typing import Any

import numpy as np

from nablacheck.adapters import Adapter, load
from nablacheck.oracle import images, judge_graph_trace
from nablacheck.reference import Edge, GraphProblem, Plan, blocks, links
from nablacheck.reference.graphs.graph_equations import forward_on_graph

BATCH, ETA = 16, 0.25
Add = Callable[[Plan], None]


def residual_convolutions(plan: Plan) -> None:
    """Two convolutions of 3×3 with a skip over both, means by two, and a dense layer; of maps of 8×8."""
    window = links.Window((8, 8), 3, padding=1)
    first = blocks.convolution(plan, 1, 4, window)
    second = blocks.convolution(plan, first, 4, window)
    last = plan.layer("relu", plan.edge(links.Conv(window), second, 4), Edge(first, links.Skip()), bias=True)
    mean = plan.reads(last, links.Pool(links.Window((8, 8), 2, stride=2)))
    plan.dense(plan.reads(mean, links.flattened((4, 16))), 10)


def attention_over_rows(plan: Plan) -> None:
    """Each row of a digit is a symbol: embedded with its position, a transformer block with two heads, and the mean."""
    rows = blocks.with_positions(plan, plan.dense(1, 8))
    block = blocks.transformer_block(plan, rows, 2, 16)
    mean = plan.reads(blocks.layer_norm(plan, block), links.Pool(links.Window(8, 8)))
    plan.dense(mean, 10)


NETWORKS: dict[str, tuple[tuple[int, int], Add]] = {
    "residual convolutions": ((1, 64), residual_convolutions),
    "attention over rows": ((8, 8), attention_over_rows),
}


def steps(name: str, dtype: str, count: int) -> Generator[GraphProblem, Any, None]:
    """The start of a training, and after each `send` of slopes the next mini-batch with the weights that follow."""
    (n, p), add = NETWORKS[name]
    plan, (pixels, labels), rng = Plan((n, p), 1, dtype), images(), np.random.default_rng(0)
    add(plan)
    graph = plan.graph("categorical-cross-entropy-with-logits")
    for step in range(count):
        chosen = rng.integers(0, pixels.shape[1], BATCH)
        # rows of pixels, (8, 8, m): for the maps one neuron at 64 positions, else 8 neurons, a row at each of 8 positions
        x = pixels[:, chosen].reshape(8, 8, BATCH)
        x = x.reshape(1, -1) if n == 1 else x.swapaxes(0, 1).reshape(8, -1)
        given = GraphProblem(graph, x.astype(dtype), labels[:, chosen].astype(dtype), origin=f"{name}, step {step}")
        slopes = yield given
        graph = graph.with_parameters({at: w - np.asarray(ETA, dtype) * slopes[at] for at, w in graph.parameters.items()})


def right_answers(problem: GraphProblem) -> float:
    """The share of the examples whose largest output is where it should be."""
    outputs = forward_on_graph(problem).a[problem.network.L]
    return float((outputs.argmax(axis=0) == problem.y.argmax(axis=0)).mean())


def trained(name: str, adapter: Adapter, dtype: str, count: int) -> tuple[Counter[str], list[str], float]:
    """How often each outcome was, what was wrong, and the share of right answers at the end."""
    found: Counter[str] = Counter()
    wrong: list[str] = []
    assert adapter.graph_trace is not None
    training = steps(name, dtype, count)
    problem, correct = next(training), []
    while True:
        trace = adapter.graph_trace(problem)
        verdict = judge_graph_trace(problem, trace, adapter)
        found[verdict.outcome] += 1
        wrong += [verdict.explain()] if verdict.disagrees else []
        correct.append(right_answers(problem))
        try:
            problem = training.send(trace.slopes)
        except StopIteration:
            return found, wrong, float(np.mean(correct[-20:]))


def main() -> None:
    """Prints the lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--adapters", nargs="*", default=["torch"])
    given = parser.parse_args()
    failed = False
    for adapter in map(load, given.adapters):
        for name in NETWORKS:
            for dtype in ("float32", "float64"):
                start = time.perf_counter()
                found, wrong, correct = trained(name, adapter, dtype, given.steps)
                failed |= bool(wrong)
                print(*wrong[:1], sep="\n", end="")  # noqa: T201
                said = f"{dict(found)}, right answers at the end {correct:.0%}, {time.perf_counter() - start:.0f} s"
                print(f"{adapter.name}, {name}, {dtype}, {given.steps} steps: {said}", flush=True)  # noqa: T201
    sys.exit(failed)


if __name__ == "__main__":
    main()
