"""Frameworks on random graphs: every equation at every layer and parameter, with their own convolutions, means and sums."""

from importlib import import_module

import numpy as np
import pytest

from nablacheck.adapters import load
from nablacheck.oracle import judge_graph_gradient, judge_graph_trace, random_graph
from nablacheck.reference import GraphProblem, Plan, links

from helpers.small_graphs import BLOCKS, block

torch = pytest.importorskip("torch", reason="pip install 'nablacheck[torch]'")
torch_graphs = import_module("nablacheck.adapters.torch_graphs")

DTYPES = ("float32", "float64")


def judged(problem, adapter):
    trace = adapter.graph_trace(problem)
    verdicts = judge_graph_trace(problem, trace, adapter), judge_graph_gradient(problem, trace, adapter)
    return next((verdict for verdict in verdicts if verdict.disagrees), verdicts[0])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["torch", "torch-composed"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_no_equation_is_broken_by_torch(name, dtype):
    adapter = load(name)
    for seed in range(20):
        verdict = judged(random_graph(seed, dtype), adapter)
        assert not verdict.disagrees, verdict.explain()


@pytest.mark.slow
@pytest.mark.parametrize("dtype", DTYPES)
def test_no_equation_is_broken_by_jax(dtype):
    adapter = load("jax-composed")
    for problem in (block("convolution", dtype), block("attention", dtype)):
        verdict = judged(problem, adapter)
        assert not verdict.disagrees, verdict.explain()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_are_right_in_torch(name, dtype):
    assert judged(block(name, dtype), load("torch")).outcome == "right"


def test_every_link_has_a_function_of_each_framework():
    kinds = {kind for kind in vars(links).values() if isinstance(kind, type) and issubclass(kind, links.Link)} - {links.Link}

    assert set(torch_graphs.LINKS) == kinds
    jax_graphs = pytest.importorskip("nablacheck.adapters.jax_graphs", reason="jax is not here: pip install 'nablacheck[jax]'")
    assert set(jax_graphs.LINKS) == kinds


class NotTurned(torch.autograd.Function):
    """The planted mistake: a convolution along one axis that is sent back with the kernel as it is."""

    @staticmethod
    def forward(ctx, a, kernel):
        ctx.save_for_backward(a, kernel)
        return torch.nn.functional.conv1d(a, kernel, padding=1)

    @staticmethod
    def backward(ctx, delta):
        a, kernel = ctx.saved_tensors
        outer = torch.nn.grad.conv1d_weight(a, kernel.shape, delta, padding=1)
        return torch.nn.functional.conv1d(delta, kernel.transpose(0, 1), padding=1), outer


def test_a_convolution_that_does_not_turn_its_kernel_is_named(monkeypatch):
    def wrong(link, w, a):
        kernel = w.reshape(w.shape[0], -1, *link.window.kernel)
        return torch_graphs._columns(NotTurned.apply(torch_graphs._map(a, link.window), kernel))

    monkeypatch.setitem(torch_graphs.LINKS, links.Conv, wrong)
    verdict = judged(deeper(), load("torch"))

    assert not judged(block("convolution"), load("torch")).disagrees  # the input of a network is sent nothing back
    assert verdict.explain().startswith("torch breaks BP2 at layer 2 of 4.")
    assert "looks like: the kernel is not turned round for the way back, in layer 3 (conv 3 padding 1 of w3 and layer 2)" in (
        verdict.explain()
    )


def deeper():
    """Two convolutions over six positions, and a dense layer."""
    plan = Plan((2, 6))
    for of in (1, 2):
        plan.layer("tanh", plan.edge(links.Conv(links.Window(6, 3, padding=1)), of, 3), bias=True)
    plan.dense(3, 2)
    rng = np.random.default_rng(1)
    return GraphProblem(plan.graph("quadratic"), rng.standard_normal((2, 18)), rng.standard_normal((2, 18)))
