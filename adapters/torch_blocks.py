"""PyTorch's own functions that are several of our layers: their backward passes are judged end to end over those layers.

Gradients alone are seen of them; what they send back to their input shows in the slopes of a dense layer before them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from nablacheck.adapters.blocks_of import Block, gated, last_of
from nablacheck.reference.graphs import blocks
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphGradient
from nablacheck.reference.graphs.layers import Edge
from nablacheck.reference.graphs.plan import Plan
from nablacheck.reference.links import Gain, Skip

Parameters = Mapping[str, Tensor]


def _column(p: Parameters, name: str) -> Tensor:
    return p[name][:, 0]


def _prelu(plan: Plan, of: int, heads: int) -> int:
    """max(z, 0) + w min(z, 0)"""
    above = plan.reads(of, Skip(), "relu")
    below = plan.layer("identity", Edge(of, Skip()), Edge(above, Skip(-1)))
    return plan.layer("identity", Edge(above, Skip()), plan.edge(Gain(), below))


def _attention(p: Parameters, x: Tensor, heads: int, causal: bool = False) -> Tensor:
    def linear(l: int, x: Tensor) -> Tensor:
        return F.linear(x, p[f"w{l}"], _column(p, f"b{l}") if f"b{l}" in p else None)

    q, k, v = (linear(l, x).unflatten(-1, (heads, -1)).transpose(1, 2) for l in (3, 4, 5))
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    return linear(last_of(p), mixed.transpose(1, 2).flatten(-2))


def _multihead(p: Parameters, x: Tensor, heads: int) -> Tensor:
    """The projections of q, k and v as one product, as nn.MultiheadAttention has them; examples in the second axis."""
    n = x.shape[-1]
    weight, no_bias = torch.cat([p["w3"], p["w4"], p["w5"]]), torch.zeros(n, dtype=x.dtype)
    bias = torch.cat([_column(p, "b3"), no_bias, _column(p, "b5")])
    t = x.transpose(0, 1)
    function: Any = F.multi_head_attention_forward
    mixed, _ = function(t, t, t, n, heads, weight, bias, None, None, False, 0.0, p["w8"], _column(p, "b8"), need_weights=False)
    return mixed.transpose(0, 1)


def _lstm(p: Parameters, x: Tensor, heads: int) -> Tensor:
    stacked = {letter: torch.cat([p[f"{letter}_{gate}"] for gate in "ifgo"]) for letter in "wub"}
    n = len(p["b_i"])
    flat = [stacked["w"], stacked["u"], stacked["b"][:, 0], torch.zeros(4 * n, dtype=x.dtype)]
    start = torch.zeros(1, len(x), n, dtype=x.dtype)
    outputs, _, _ = torch.lstm(x, (start, start), flat, True, 1, 0.0, False, False, True)
    return outputs[:, -1:]


def _gru(p: Parameters, x: Tensor, heads: int) -> Tensor:
    w, u = (torch.cat([p[f"{letter}_{gate}"] for gate in "rzn"]) for letter in "wu")
    first, second = torch.cat([p["b_r"], p["b_z"], p["b_n"]]), torch.cat([0 * p["b_r"], 0 * p["b_z"], p["c_n"]])
    start = torch.zeros(1, len(x), len(p["b_r"]), dtype=x.dtype)
    outputs, _ = torch.gru(x, start, [w, u, first[:, 0], second[:, 0]], True, 1, 0.0, False, False, True)
    return outputs[:, -1:]


def _normal(p: Parameters, x: Tensor, heads: int) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], _column(p, "w4"), _column(p, "b4"), blocks.EPSILON)


def _opened(p: Parameters, x: Tensor, heads: int) -> Tensor:
    return F.glu(F.linear(x, torch.cat([p["w3"], p["w4"]]), torch.cat([p["b3"], p["b4"]])[:, 0]), dim=-1)


BLOCKS = (
    Block("F.layer_norm", lambda plan, of, heads: blocks.layer_norm(plan, of), _normal),
    Block(
        "F.rms_norm",
        lambda plan, of, heads: blocks.rms_norm(plan, of),
        lambda p, x, heads: F.rms_norm(x, x.shape[-1:], _column(p, "w4"), blocks.EPSILON),
    ),
    Block("F.glu", gated, _opened),
    Block("F.prelu", _prelu, lambda p, x, heads: F.prelu(x.flatten(0, 1), _column(p, "w5")).unflatten(0, x.shape[:2])),
    Block("F.scaled_dot_product_attention", blocks.attention, _attention),
    Block("F.scaled_dot_product_attention(is_causal=True)", blocks.causal_attention, partial(_attention, causal=True)),
    Block("F.multi_head_attention_forward", blocks.attention, _multihead),
    Block("torch.lstm", lambda plan, of, heads: blocks.lstm(plan, of, 3), _lstm),
    Block("torch.gru", lambda plan, of, heads: blocks.gru(plan, of, 3), _gru),
)
"""What is judged."""


def gradient(block: Block, problem: GraphProblem, heads: int) -> GraphGradient:
    """PyTorch's slopes, with its own function in the place of the block."""
    graph, m = problem.network, problem.batch
    p = {name: torch.from_numpy(array.copy()).requires_grad_() for name, array in graph.parameters.items()}
    x, y = (
        torch.from_numpy(array.copy()).reshape(n, -1, m).permute(2, 1, 0)
        for array, n in ((problem.x, graph.inputs[0]), (problem.y, graph.shapes[graph.L][0]))
    )
    outputs = block.function(p, F.linear(x, p["w2"], _column(p, "b2")), heads)
    cost = F.mse_loss(outputs, y, reduction="sum") / (2 * m)
    found = torch.autograd.grad(cost, list(p.values()))
    return GraphGradient({name: slope.numpy() for name, slope in zip(p, found, strict=True)}, cost.detach().numpy())
