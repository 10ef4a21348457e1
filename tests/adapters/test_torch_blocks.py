"""PyTorch's own functions that are several layers: layer norm, gated units, attention, recurrent networks, end to end."""

from importlib import import_module

import numpy as np
import pytest

from nablacheck.adapters import blocks_of, load
from nablacheck.oracle import judge_graph_gradient
from nablacheck.reference import blocks

torch = pytest.importorskip("torch", reason="pip install 'nablacheck[torch]'")
F = torch.nn.functional
torch_blocks = import_module("nablacheck.adapters.torch_blocks")

BLOCKS = {block.calls: block for block in torch_blocks.BLOCKS}


def judged(block, seed, dtype, offset=0.0):
    """The verdict on a block of random shape; `offset` is added to all neurons before it."""
    rng = np.random.default_rng(seed)
    heads = int(rng.integers(1, 3))
    shape = heads * int(rng.integers(2, 6)), int(rng.integers(2, 5))
    problem = blocks_of.planned(block, shape, heads, int(rng.integers(1, 5)), seed, dtype)
    moved = {**problem.network.parameters, "b2": problem.network.parameters["b2"] + np.asarray(offset, dtype)}
    problem = problem.with_parameters(moved)
    return judge_graph_gradient(problem, torch_blocks.gradient(block, problem, heads), load("torch"))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", BLOCKS)
def test_its_slopes_lie_in_our_balls(name, dtype):
    outcomes = [judged(BLOCKS[name], seed, dtype).outcome for seed in range(4)]

    assert "wrong" not in outcomes
    assert dtype == "float32" or set(outcomes) == {"right"}


@pytest.mark.parametrize("name", ["F.layer_norm", "F.rms_norm"])
def test_neurons_that_are_far_from_0_are_normalised_as_well(name):
    for seed in range(4):
        assert judged(BLOCKS[name], seed, "float64", offset=64.0).outcome == "right"


def test_a_mean_that_is_taken_for_a_constant_is_named():
    """The planted mistake: mean and deviation are detached."""

    def detached(p, x, heads):
        mean = x.mean(dim=-1, keepdim=True).detach()
        deviation = torch.sqrt(((x - mean) ** 2).mean(dim=-1, keepdim=True) + blocks.EPSILON).detach()
        return F.linear((x - mean) / deviation, torch.diag(p["w4"][:, 0]), p["b4"][:, 0])

    verdict = judged(BLOCKS["F.layer_norm"]._replace(function=detached), 0, "float64")

    assert verdict.outcome == "wrong"
    assert "mean and deviation are taken for constants" in verdict.explain()


def test_a_factor_of_attention_that_is_missing_is_wrong():
    """In the forward pass and the backward one: no mistake of the catalogue, which is about backward passes."""

    def unscaled(p, x, heads):
        return BLOCKS["F.scaled_dot_product_attention"].function({**p, "w3": 2 * p["w3"], "b3": 2 * p["b3"]}, x, heads)

    assert judged(BLOCKS["F.scaled_dot_product_attention"]._replace(function=unscaled), 1, "float64").outcome == "wrong"
