"""PyTorch on graphs: each link as PyTorch has it, its own convolution and its own means included, and autograd over all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from nablacheck.adapters.plain_links import PLAIN, Links
from nablacheck.reference.activations import Activation
from nablacheck.reference.costs import Cost
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphTrace
from nablacheck.reference.links import Conv, Mix, Move, Pool, Scores, Skip, Window
from nablacheck.reference.links.window import seen

CONVOLUTIONS = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
MEANS = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}


def _map(a: Tensor, window: Window) -> Tensor:
    """(n, p·m) as PyTorch has it, (m, n, *size)"""
    return a.reshape(a.shape[0], *window.size, -1).movedim(-1, 0)


def _columns(a: Tensor) -> Tensor:
    """(m, n, *size) as (n, p·m)"""
    return a.movedim(0, -1).reshape(a.shape[1], -1)


def _conv(link: Conv, w: Tensor, a: Tensor) -> Tensor:
    window, kernel = link.window, w.reshape(w.shape[0], -1, *link.window.kernel)
    conv: Any = CONVOLUTIONS[len(window.size)]
    settings = window.stride, window.padding, window.dilation, link.groups
    return _columns(conv(_map(a, window), kernel, None, *settings))


def _patches(window: Window, a: Tensor) -> Tensor:
    """What the window sees, (n, entries, places, m)"""
    return _read(a.reshape(a.shape[0], window.positions, -1), seen(window))


def _conv_of_patches(link: Conv, w: Tensor, a: Tensor) -> Tensor:
    """The convolution as products of matrices, one for each group"""
    patches = _patches(link.window, a)
    _, entries, places, m = patches.shape
    grouped = patches.reshape(link.groups, -1, places * m)
    assert grouped.shape[1] == a.shape[0] // link.groups * entries
    return (w.reshape(link.groups, -1, w.shape[1]) @ grouped).reshape(w.shape[0], -1)


def _mean_of_patches(link: Pool, w: Tensor, a: Tensor) -> Tensor:
    return (_patches(link.window, a).sum(dim=1) / link.window.entries).reshape(a.shape[0], -1)


def _pool(link: Pool, w: Tensor, a: Tensor) -> Tensor:
    """PyTorch's own mean where it has it: without dilation, and with padding of half a kernel at most."""
    window = link.window
    if all(d == 1 for d in window.dilation) and all(2 * p <= k for p, k in zip(window.padding, window.kernel, strict=True)):
        mean: Any = MEANS[len(window.size)]
        return _columns(mean(_map(a, window), window.kernel, window.stride, window.padding))
    return _mean_of_patches(link, w, a)


def _read(entries: Tensor, table: Any) -> Tensor:
    """Entries along the axis before the last, by a table in which −1 is zero."""
    padded = torch.cat([entries, torch.zeros_like(entries[..., :1, :])], dim=-2)
    return padded[..., torch.from_numpy(np.where(table < 0, entries.shape[-2], table)), :]


def _move(link: Move, w: Tensor, a: Tensor) -> Tensor:
    n, p = link.source
    return _read(a.reshape(n * p, -1), link.table).reshape(link.table.shape[0], -1)


def _by_head(a: Tensor, heads: int, positions: int) -> Tensor:
    """(heads·d, positions·m) as (m, heads, d, positions)"""
    return a.reshape(heads, -1, positions, a.shape[1] // positions).permute(3, 0, 1, 2)


def _scores(link: Scores, w: Tensor, a: Tensor) -> Tensor:
    z = _by_head(w, link.heads, link.keys).mT @ _by_head(a, link.heads, link.queries) * link.factor
    return z.permute(2, 1, 3, 0).reshape(link.keys, -1)


def _mix(link: Mix, w: Tensor, a: Tensor) -> Tensor:
    shares = a.reshape(link.keys, link.heads, link.queries, -1).permute(3, 1, 0, 2)
    return (_by_head(w, link.heads, link.keys) @ shares).permute(1, 2, 3, 0).reshape(w.shape[0], -1)


def _bias(b: Tensor, m: int) -> Tensor:
    """(n, 1), or (n, p·m) of one for each position."""
    return b if b.shape[1] == 1 else b.repeat_interleave(m, dim=1)


LINKS: Links = {
    **PLAIN,
    Skip: lambda link, w, a: a * link.factor if link.factor != 1 else a.clone(),
    Conv: _conv,
    Pool: _pool,
    Move: _move,
    Scores: _scores,
    Mix: _mix,
}
"""How PyTorch computes each kind of link."""

COMPOSED: Links = {**LINKS, Conv: _conv_of_patches, Pool: _mean_of_patches}
"""The same of products and sums alone."""


def graph_trace(
    problem: GraphProblem,
    sigma: Callable[[Activation], Callable[[Tensor], Tensor]],
    total: Callable[[Cost], Callable[[Tensor, Tensor], Tensor]],
    links: Links,
) -> GraphTrace:
    """z, a, δ and the slopes of one backward pass through a graph, with PyTorch's functions for the entries."""
    graph = problem.network
    parameters = {name: torch.from_numpy(array).requires_grad_() for name, array in graph.parameters.items()}
    z: dict[int, Tensor] = {}
    a = {1: torch.from_numpy(problem.x)}
    for l, layer in graph.layers.items():
        parts = []
        for edge in layer.edges:
            w: Any = a[edge.weight] if isinstance(edge.weight, int) else parameters.get(str(edge.weight))
            parts.append(links[type(edge.link)](edge.link, w, a[edge.layer]))
        summed = sum(parts[1:], start=parts[0])
        z[l] = summed if layer.bias is None else summed + _bias(parameters[layer.bias], problem.batch)
        if not z[l].requires_grad:  # a layer behind the input alone, without a parameter
            z[l].requires_grad_()
        a[l] = sigma(graph.activations[l])(z[l])
    cost = total(graph.cost)(a[graph.L], torch.from_numpy(problem.y)) * (problem.scale / problem.batch)
    wanted = [*parameters.values(), *z.values()]
    found = [slope.numpy() for slope in torch.autograd.grad(cost, wanted, materialize_grads=True)]
    return GraphTrace(
        dict(zip(parameters, found, strict=False)),
        cost.detach().numpy(),
        z={l: part.detach().numpy() for l, part in z.items()},
        a={l: part.detach().numpy() for l, part in a.items()},
        delta=dict(zip(z, found[len(parameters) :], strict=True)),
    )
