"""How long the reference's gradient of a graph takes, beside the chain of the book and beside PyTorch's eager mode.

`python benchmarks/graph_speed.py` prints one line for each pair, the best of some repetitions on one thread, taken in turns:
784-30-10 as a chain and as a graph, a block of two 3×3 convolutions (16 channels, 28×28, batch 32) and a transformer block
(64 tokens, width 64, 4 heads), both in float32 and held against PyTorch's gradient, and what the judge takes for a trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import cycle

import numpy as np
import torch
from torch.nn import functional as F

from nablacheck.adapters import load
from nablacheck.oracle import judge_graph_trace
from nablacheck.oracle.measuring.speed import drawn, in_turns
from nablacheck.reference import Edge, Graph, GraphProblem, Plan, backprop, blocks, graph_backprop
from nablacheck.reference.arithmetic.float import REMEMBERED
from nablacheck.reference.links import Conv, Skip, Window

REPETITIONS = 9
Step = Callable[[], object]


def timed(*steps: Step, repetitions: int = REPETITIONS) -> list[float]:
    """The best time of each step, in seconds; one after the other in every round, so that all meet the same machine."""
    return [float(seconds.min()) for seconds in in_turns([(step, 1) for step in steps], repetitions + 1)]


def problem_of(plan: Plan, m: int) -> GraphProblem:
    """Random examples for what was planned, whose targets have the shape of the inputs."""
    graph, rng = plan.graph("quadratic"), np.random.default_rng(0)
    shape = graph.inputs[0], graph.inputs[1] * m
    return GraphProblem(graph, *(rng.standard_normal(shape).astype(np.float32) for _ in range(2)))


def others(problem: GraphProblem) -> list[GraphProblem]:
    """The problem with other inputs, more of them than functions of the C library keep: no turn finds what one before left."""
    return [replace(problem, x=problem.x * np.float32(1 + k / 8)) for k in range(REMEMBERED + 2)]


def alternating(steps: list[Step]) -> Step:
    """One of the steps at each call, and after the last the first again."""
    turn = cycle(steps)
    return lambda: next(turn)()


def in_torch(problem: GraphProblem, outputs: Callable[..., torch.Tensor]) -> tuple[Step, dict[str, torch.Tensor]]:
    """A forward and backward pass of plain PyTorch, and its parameters, with the slopes in `grad`."""
    (n, _), m = problem.network.inputs, problem.batch
    p = {name: torch.tensor(array, requires_grad=True) for name, array in problem.network.parameters.items()}
    x, y = (torch.tensor(array).reshape(n, -1, m).permute(2, 1, 0).contiguous() for array in (problem.x, problem.y))

    def step() -> None:
        for tensor in p.values():
            tensor.grad = None
        (((outputs(p, x) - y) ** 2).sum() / (2 * m)).backward()

    return step, p


def convolutions() -> tuple[GraphProblem, Step, dict[str, torch.Tensor]]:
    """Two convolutions with a skip over both."""
    plan, window = Plan((16, 28 * 28), dtype=np.float32), Window((28, 28), 3, padding=1)
    blocks.convolution(plan, 1, 16, window)
    plan.layer("relu", plan.edge(Conv(window), 2, 16), Edge(1, Skip()), bias=True)
    problem = problem_of(plan, 32)

    def outputs(p: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
        x = x.mT.reshape(-1, 16, 28, 28)
        conv = lambda x, l: F.conv2d(x, p[f"w{l}"].reshape(16, 16, 3, 3), p[f"b{l}"][:, 0], padding=1)
        return torch.relu(conv(torch.relu(conv(x, 2)), 3) + x).flatten(2).mT

    return problem, *in_torch(problem, outputs)


def transformer(activation: str) -> tuple[GraphProblem, Step, dict[str, torch.Tensor]]:
    """A pre-norm transformer block with an activation of PyTorch's inside."""
    plan = Plan((64, 64), dtype=np.float32)
    blocks.transformer_block(plan, 1, 4, 256, activation)
    problem, sigma = problem_of(plan, 8), getattr(F, activation)

    def outputs(p: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
        linear = lambda l, x: F.linear(x, p[f"w{l}"], p[f"b{l}"][:, 0] if f"b{l}" in p else None)
        norm = lambda l, x: F.layer_norm(x, (64,), p[f"w{l}"][:, 0], p[f"b{l}"][:, 0], blocks.EPSILON)
        apart = lambda x: x.unflatten(-1, (4, -1)).transpose(1, 2)
        h = norm(3, x)
        mixed = F.scaled_dot_product_attention(*(apart(linear(l, h)) for l in (4, 5, 6)))
        x = x + linear(9, mixed.transpose(1, 2).flatten(-2))
        return x + linear(14, sigma(linear(13, norm(12, x))))

    return problem, *in_torch(problem, outputs)


def lines() -> Iterator[str]:
    """What was measured, a line for each pair."""
    torch.set_num_threads(1)
    chain = drawn((784, 30, 10), 10)
    graph = GraphProblem(Graph.of(chain.network), chain.x, chain.y)
    book, same = timed(lambda: backprop(chain), lambda: graph_backprop(graph), repetitions=300)
    yield (f"784-30-10, batch 10: chain {1e6 * book:.0f} µs, as a graph {same / book:.2f} times that")
    cases = {
        "two convolutions": convolutions(),
        "transformer block, gelu": transformer("gelu"),
        "transformer block, silu": transformer("silu"),
    }
    adapter = load("torch")
    assert adapter.graph_trace is not None
    for name, (problem, step, p) in cases.items():
        traced = [(other, adapter.graph_trace(other)) for other in others(problem)]
        mine = alternating([partial(graph_backprop, other) for other, _ in traced])
        ours, theirs, judged = timed(mine, step, alternating([partial(judge_graph_trace, *each, adapter) for each in traced]))
        off = max(float(abs(p[at].grad.numpy() - s).max() / abs(s).max()) for at, s in graph_backprop(problem).slopes.items())
        yield (
            f"{name}: PyTorch {1e3 * theirs:.1f} ms, reference {ours / theirs:.1f} times that, "
            f"judge {judged / theirs:.0f} times that; slopes within {off:.0e} of their largest"
        )


if __name__ == "__main__":
    for line in lines():
        print(line)  # noqa: T201
