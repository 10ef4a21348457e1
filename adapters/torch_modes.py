"""PyTorch's other ways to a gradient: functional, example by example, checkpointed; each an adapter of its own.

They call the same functions as eager autograd, but other code differentiates them: batching rules, a second forward pass. What
each gives is judged as the framework's own numbers are.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from nablacheck.adapters.contract import Adapter
from nablacheck.adapters.torch_autograd import Autograd
from nablacheck.adapters.torch_functions import ACTIVATIONS, COSTS, KINKS
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.network import Network
from nablacheck.reference.parameters import layered
from nablacheck.reference.problem import Problem

Array = np.ndarray[Any, Any]
Tensors = dict[int, Tensor]
EAGER = Autograd(ACTIVATIONS, COSTS)
NOT_IN_VMAP = ("rrelu",)
"""Functions that refuse to be batched, of which PyTorch differentiates our formula there."""
NOT_FORWARD = ("multi-margin",)
"""Functions without a forward mode, of which it differentiates our formula there."""
NOT_IN_AUTOCAST = ("prelu",)
"""Functions whose argument autocast rounds to bfloat16, of which PyTorch differentiates our formula there."""
CAST = Autograd({family: mine for family, mine in ACTIVATIONS.items() if family not in NOT_IN_AUTOCAST}, COSTS)
BATCHED = Autograd({family: mine for family, mine in ACTIVATIONS.items() if family not in NOT_IN_VMAP}, COSTS)
FORWARD = Autograd(ACTIVATIONS, {family: mine for family, mine in COSTS.items() if family not in NOT_FORWARD})
NOT_TWICE = ("hardsigmoid", "multi-margin")
"""Functions whose backward has no derivative, of which it differentiates our formula there."""
TWICE = Autograd(
    {family: mine for family, mine in ACTIVATIONS.items() if family not in NOT_TWICE},
    {family: mine for family, mine in COSTS.items() if family not in NOT_TWICE},
)
FORWARD_KINKS = {**KINKS, "prelu": {0.0: 1.0}}
"""On the way forward prelu′(0) is 1, and the slope on the way back."""


def cost_of(
    network: Network, functions: Autograd = EAGER, layered: Callable[..., Any] = lambda layer: layer
) -> Callable[..., Any]:
    """C as a function of w, b, zeros at z, x, y and its factor, with C, z and a beside it; by the zeros its gradient is δ.

    `layered` changes how a layer is differentiated. The function knows the network's activations and its cost alone.
    """
    layers = {l: layered(partial(_layer, functions.sigma(entry))) for l, entry in network.activations.items()}
    total = functions.total(network.cost)

    def cost(w: Tensors, b: Tensors, taps: Tensors, x: Tensor, y: Tensor, factor: Tensor) -> Any:
        z, a = {}, {1: x}
        for l, layer in layers.items():
            z[l], a[l] = layer(w[l], b[l], taps[l], a[l - 1])
        whole = total(a[max(a)], y) * factor
        return whole, (whole, z, a)

    return cost


def _layer(sigma: Callable[[Tensor], Tensor], w: Tensor, b: Tensor, tap: Tensor, a: Tensor) -> tuple[Tensor, Tensor]:
    z = w @ a + b + tap
    return z, sigma(z)


def arguments(problem: Problem) -> tuple[Tensors, Tensors, Tensors, Tensor, Tensor, Tensor]:
    """w, b, zeros at z, x, y and the factor of the cost.

    The factor is a tensor: a number of Python's would make a float64 of the tangent of a float32 without axes.
    """
    network = problem.network
    w, b = ({l: torch.from_numpy(part) for l, part in parts.items()} for parts in (network.w, network.b))
    x, y = torch.from_numpy(problem.x), torch.from_numpy(problem.y)
    zeros = {l: torch.zeros(len(w[l]), problem.batch, dtype=x.dtype) for l in w}
    return w, b, zeros, x, y, torch.tensor(problem.scale / problem.batch, dtype=x.dtype)


def functional(problem: Problem) -> Trace:
    """`torch.func.grad` of the cost by w, b and z."""
    slopes = torch.func.grad(cost_of(problem.network), argnums=(0, 1, 2), has_aux=True)
    (nabla_w, nabla_b, delta), (cost, z, a) = slopes(*arguments(problem))
    return _trace(nabla_b, nabla_w, cost, z, a, delta)


def by_example(problem: Problem) -> Trace:
    """`torch.func.vmap` of `torch.func.grad` over the examples; what it gives for each is summed."""
    w, b, zeros, x, y, factor = arguments(problem)
    slopes = torch.func.grad(cost_of(problem.network, BATCHED), argnums=(0, 1, 2), has_aux=True)
    columns = {l: tap.T[..., None] for l, tap in zeros.items()}
    batched = torch.func.vmap(slopes, in_dims=(None, None, 0, 0, 0, None))
    (nabla_w, nabla_b, delta), (each, *beside) = batched(w, b, columns, x.T[..., None], y.T[..., None], factor)
    z, a, delta = ({l: part[..., 0].T for l, part in parts.items()} for parts in (*beside, delta))
    nabla_b, nabla_w = ({l: part.sum(dim=0) for l, part in parts.items()} for parts in (nabla_b, nabla_w))
    return _trace(nabla_b, nabla_w, each.sum(), z, a, delta)


def of_draws(problem: Problem) -> Trace:
    """`torch.func.vmap` of `torch.func.grad` over the draws of the numbers along the leading axis."""
    w, b, zeros, x, y, factor = arguments(problem)
    zeros = {l: torch.zeros((*x.shape[:-2], w[l].shape[-2], x.shape[-1]), dtype=x.dtype) for l in zeros}
    slopes = torch.func.grad(cost_of(problem.network, BATCHED), argnums=(0, 1, 2), has_aux=True)
    batched = torch.func.vmap(slopes, in_dims=(0, 0, 0, 0, 0, None))
    (nabla_w, nabla_b, delta), (cost, z, a) = batched(w, b, zeros, x, y, factor)
    return _trace(nabla_b, nabla_w, cost, z, a, delta)


def one_draw(problem: Problem) -> Trace:
    """The same of a problem without draws."""
    return of_draws(problem.map(lambda array: array[None])).map(lambda array: array[0])


def checkpointed(problem: Problem) -> Trace:
    """Autograd that forgets what is inside a layer and computes it again on the way back, `torch.utils.checkpoint`."""
    return backward(cost_of(problem.network, layered=_forgotten), problem)


def _forgotten(layer: Callable[..., Any]) -> Callable[..., Any]:
    return partial(checkpoint, layer, use_reentrant=False)


def autocast(problem: Problem) -> Trace:
    """Autograd of what `torch.autocast` computed: matrices are rounded to bfloat16, multiplied, and so is their product."""
    with torch.autocast("cpu", torch.bfloat16):
        return backward(cost_of(problem.network, CAST), problem)


def backward(cost: Callable[..., Any], problem: Problem) -> Trace:
    """`backward()` of a cost, which fills in the `grad` of w, b and the zeros at z."""
    w, b, zeros, *rest = arguments(problem)
    for leaf in (*w.values(), *b.values(), *zeros.values()):
        leaf.requires_grad_()
    whole, (_, z, a) = cost(w, b, zeros, *rest)
    whole.backward()
    nabla_w, nabla_b, delta = ({l: _gradient(leaf) for l, leaf in leaves.items()} for leaves in (w, b, zeros))
    return _trace(nabla_b, nabla_w, whole, z, a, delta)


def tangents(problem: Problem, directions: Array) -> Array:
    """v·∇C for each direction v of (K, P): `torch.func.jvp`, forward mode."""
    w, b, *rest = arguments(problem)
    cost, found = cost_of(problem.network, FORWARD), []
    for direction in directions:
        moved = layered({name: torch.from_numpy(part.copy()) for name, part in problem.network.split(direction).items()})
        _, tangent = torch.func.jvp(lambda w, b: cost(w, b, *rest)[0], (w, b), moved)
        found.append(tangent.numpy())
    return np.array(found)


def hessian_vector(problem: Problem, direction: Array) -> Gradient:
    """H v by double backward: the gradient of v·∇C, through the backward pass of the cost."""
    w, b, *rest = arguments(problem)
    leaves = [leaf.requires_grad_() for part in (b, w) for leaf in part.values()]
    whole, _ = cost_of(problem.network, TWICE)(w, b, *rest)
    slopes = torch.autograd.grad(whole, leaves, create_graph=True, materialize_grads=True)
    along = [torch.from_numpy(part.copy()) for part in problem.network.split(direction).values()]
    moving = [(slope, part) for slope, part in zip(slopes, along, strict=True) if slope.requires_grad]
    rates = [torch.zeros_like(leaf) for leaf in leaves]
    if moving:  # else C is linear in every weight and bias
        bent, parts = zip(*moving, strict=True)
        rates = list(torch.autograd.grad(bent, leaves, parts, materialize_grads=True))
    return Gradient.of({name: rate.numpy(force=True) for name, rate in zip(problem.network.parameters, rates, strict=True)})


def _gradient(leaf: Tensor) -> Tensor:
    assert leaf.grad is not None
    return leaf.grad


def _trace(nabla_b: Tensors, nabla_w: Tensors, cost: Tensor, z: Tensors, a: Tensors, delta: Tensors) -> Trace:
    arrays = [{l: part.detach().numpy() for l, part in parts.items()} for parts in (nabla_b, nabla_w, z, a, delta)]
    return Trace(arrays[0], arrays[1], cost.detach().numpy(), z=arrays[2], a=arrays[3], delta=arrays[4])


def mode(name: str, way: Callable[[Problem], Trace], functions: Autograd = EAGER) -> Adapter:
    """Eager PyTorch, but for the way to the numbers."""
    trace = quietly(way)
    gradient = lambda problem: trace(problem).gradient
    eager = functions.adapter(name)
    none: dict[str, Any] = dict.fromkeys(("functions", "timed", "script", "graph_script"))
    return replace(eager, gradient=gradient, trace=trace, on_request=True, **none)


def quietly(way: Callable[..., Any]) -> Callable[..., Any]:
    """Without the warnings that PyTorch has for its own code: what it batches one by one, what it will do away with."""

    def called(*given: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return way(*given)

    return called


TAKEN_APART = ("torch-func",)
"""Under torch.func some functions are taken apart into formulas, which has defects of its own."""
FORWARD_ALONE = ("torch-forward",)
"""Tangents are written by hand as well, and have defects that backward passes do not have."""
BACKWARD_TWICE = ("torch-double-backward",)
"""The derivatives of backward passes are written by hand too, and have defects of their own."""
ADAPTERS = {
    "torch-func": replace(mode("torch-func", functional), also=TAKEN_APART),
    "torch-vmap": replace(mode("torch-vmap", by_example, BATCHED), also=TAKEN_APART),
    "torch-checkpoint": mode("torch-checkpoint", checkpointed),
    # two factors and a product are rounded: γ of bfloat16 itself has room for that, and one of sums in float32 has not
    "torch-autocast": replace(
        mode("torch-autocast", autocast, CAST), dtypes=("float32",), rounds_to="bfloat16", accumulator="own", graph_trace=None
    ),
    "torch-draws": replace(mode("torch-draws", one_draw, BATCHED), together=quietly(of_draws), also=TAKEN_APART),
    "torch-jvp": replace(
        mode("torch-jvp", functional, FORWARD),
        trace=None,
        tangents=quietly(tangents),
        kinks=FORWARD_KINKS,
        also=FORWARD_ALONE,
    ),
    "torch-hvp": replace(
        mode("torch-hvp", functional, TWICE),
        trace=None,
        graph_trace=None,
        hessian_vector=quietly(hessian_vector),
        kinks_ahead=FORWARD_KINKS,
        also=BACKWARD_TWICE,
    ),
}
