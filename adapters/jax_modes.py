"""JAX's other ways to a gradient: example by example, checkpointed, linearised and transposed, forward; each an adapter.

They call the same functions as `jax.grad`, but other code differentiates them: batching rules, tangents and their transposes, a
second forward pass. What each gives is judged as the framework's own numbers are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from nablacheck.adapters.contract import Adapter
from nablacheck.adapters.jax_functions import ACTIVATIONS, COSTS
from nablacheck.adapters.jax_grad import Grad, sixty_four_bits
from nablacheck.adapters.jax_programs import asked, of_chain
from nablacheck.reference.activations import Activation
from nablacheck.reference.costs import Cost
from nablacheck.reference.gradient import Gradient, Trace
from nablacheck.reference.parameters import layered
from nablacheck.reference.problem import Problem

Array = Any
GRAD = Grad(ACTIVATIONS, COSTS)
BY = (0, 1, 2)
"""w, b and the zeros at z, by which the cost is differentiated."""
Architecture = tuple[tuple[int, Activation], ...]
"""The activation of each layer."""
Way = Callable[[Architecture, Cost], Callable[..., Any]]
"""From an architecture and a cost a function of w, b, zeros at z, x, y and the factor of the cost: ∇b, ∇w, C, z, a and δ."""


def cost_of(architecture: Architecture, cost: Cost, layered: Callable[..., Any] = lambda layer: layer) -> Callable[..., Any]:
    """C with C, z and a beside it; `layered` changes how a layer is differentiated."""
    layers = {l: layered(partial(_layer, GRAD.sigma(entry))) for l, entry in architecture}
    total = GRAD.total(cost)

    def value(w: Any, b: Any, taps: Any, x: Array, y: Array, factor: Array) -> Any:
        z, a = {}, {1: x}
        for l, layer in layers.items():
            z[l], a[l] = layer(w[l], b[l], taps[l], a[l - 1])
        whole = total(a[max(a)], y) * factor
        return whole, (whole, z, a)

    return value


def _layer(sigma: Callable[[Array], Array], w: Array, b: Array, tap: Array, a: Array) -> tuple[Array, Array]:
    z = w @ a + b + tap
    return z, sigma(z)


def checkpointed(architecture: Architecture, cost: Cost) -> Callable[..., Any]:
    """`jax.grad` that forgets what is inside a layer and computes it again on the way back, `jax.checkpoint`."""
    return _slopes(cost_of(architecture, cost, jax.checkpoint))


def with_rules(architecture: Architecture, cost: Cost) -> Callable[..., Any]:
    """`jax.grad` of layers with rules of their own, `jax.custom_vjp`, which hand over what JAX's rules give."""
    return _slopes(cost_of(architecture, cost, _with_rule))


def _with_rule(layer: Callable[..., Any]) -> Callable[..., Any]:
    ruled: Any = jax.custom_vjp(layer)
    ruled.defvjp(lambda *given: jax.vjp(layer, *given), lambda pull, above: pull(above))
    return ruled  # type: ignore[no-any-return]


def _slopes(value: Callable[..., Any]) -> Callable[..., Any]:
    """`jax.grad` of a cost, in the order of a trace."""
    slopes = jax.grad(value, argnums=BY, has_aux=True)

    def trace(*given: Any) -> Any:
        (nabla_w, nabla_b, delta), beside = slopes(*given)
        return (nabla_b, nabla_w, *beside, delta)

    return trace


def by_example(architecture: Architecture, cost: Cost) -> Callable[..., Any]:
    """`jax.vmap` of `jax.grad` over the examples; what it gives for each is summed, where XLA computes δ^l once more."""
    slopes = jax.vmap(jax.grad(cost_of(architecture, cost), argnums=BY, has_aux=True), in_axes=(None, None, 0, 0, 0, None))

    def trace(w: Any, b: Any, taps: Any, x: Array, y: Array, factor: Array) -> Any:
        columns = {l: tap.T[..., None] for l, tap in taps.items()}
        (nabla_w, nabla_b, delta), (each, z, a) = slopes(w, b, columns, x.T[..., None], y.T[..., None], factor)
        sums = ({l: part.sum(axis=0) for l, part in parts.items()} for parts in (nabla_b, nabla_w))
        return (*sums, each.sum(), *({l: part[..., 0].T for l, part in parts.items()} for parts in (z, a, delta)))

    return trace


def of_draws(architecture: Architecture, cost: Cost) -> Callable[..., Any]:
    """`jax.vmap` of `jax.grad` over the draws of the numbers along the leading axis."""
    slopes = jax.vmap(jax.grad(cost_of(architecture, cost), argnums=BY, has_aux=True), in_axes=(0, 0, 0, 0, 0, None))

    def trace(*given: Any) -> Any:
        (nabla_w, nabla_b, delta), beside = slopes(*given)
        return (nabla_b, nabla_w, *beside, delta)

    return trace


def linearized(architecture: Architecture, cost: Cost) -> Callable[..., Any]:
    """`jax.linearize`, whose tangents `jax.linear_transpose` turns round."""
    value = cost_of(architecture, cost)

    def trace(w: Any, b: Any, taps: Any, x: Array, y: Array, factor: Array) -> Any:
        whole, tangent, beside = jax.linearize(lambda *given: value(*given, x, y, factor), w, b, taps, has_aux=True)
        nabla_w, nabla_b, delta = jax.linear_transpose(tangent, w, b, taps)(jnp.ones_like(whole))
        return (nabla_b, nabla_w, *beside, delta)

    return trace


def tangents_by(way: Callable[..., Any]) -> Callable[[Problem, Array], Array]:
    """v·∇C for each direction v of (K, P), by `jax.jvp` or what takes its place, over all directions at once."""

    @cache
    def compiled(architecture: Architecture, cost: Cost) -> Callable[..., Any]:
        value = cost_of(architecture, cost)

        def tangents(w: Any, b: Any, directions: Any, *rest: Any) -> Array:
            return jax.vmap(way(lambda w, b: value(w, b, *rest)[0], w, b))(*directions)

        jitted: Callable[..., Any] = jax.jit(tangents)
        return jitted

    def tangents(problem: Problem, directions: Array) -> Array:
        network = problem.network
        (w, b, *rest), moved = arguments(problem), layered(network.split(directions))
        asked((id(compiled), len(directions)), *of_chain(problem))
        with sixty_four_bits():
            return np.asarray(compiled(tuple(network.activations.items()), network.cost)(w, b, moved, *rest))

    return tangents


def forwards(cost: Callable[..., Array], w: Any, b: Any) -> Callable[..., Array]:
    """`jax.jvp`: the tangent of a direction."""
    return lambda *direction: jax.jvp(cost, (w, b), direction)[1]


def linearly(cost: Callable[..., Array], w: Any, b: Any) -> Callable[..., Array]:
    """`jax.linearize`: once forward, then a linear function for each direction."""
    return jax.linearize(cost, w, b)[1]  # type: ignore[no-any-return]


@cache
def _rates(architecture: Architecture, cost: Cost) -> Callable[..., Any]:
    """The rate of ∇C along a direction: `jax.jvp` of `jax.grad`, forward over reverse, jitted."""
    value = cost_of(architecture, cost)

    def rates(w: Any, b: Any, direction: Any, *rest: Any) -> Any:
        slopes = jax.grad(lambda w, b: value(w, b, *rest)[0], argnums=(0, 1))
        return jax.jvp(slopes, (w, b), direction)[1]

    jitted: Callable[..., Any] = jax.jit(rates)
    return jitted


def hessian_vector(problem: Problem, direction: Array) -> Gradient:
    """H v by forward over reverse."""
    network = problem.network
    (w, b, *rest), along = arguments(problem), layered(network.split(direction))
    asked(id(_rates), *of_chain(problem))
    with sixty_four_bits():
        found = _rates(tuple(network.activations.items()), network.cost)(w, b, along, *rest)
        of_w, of_b = jax.tree_util.tree_map(np.asarray, found)
    return Gradient(of_b, of_w)


def arguments(problem: Problem) -> tuple[Any, ...]:
    """w, b, zeros at z, x, y and the factor of the cost."""
    network = problem.network
    draws = problem.x.shape[:-2]
    zeros = {l: np.zeros((*draws, network.widths[l], problem.batch), problem.dtype) for l in network.w}
    return dict(network.w), dict(network.b), zeros, problem.x, problem.y, problem.scale / problem.batch


def _traced(way: Way) -> Callable[[Problem], Trace]:
    """The way to the numbers, compiled once for an architecture."""
    compiled = cache(lambda architecture, cost: jax.jit(way(architecture, cost)))

    def trace(problem: Problem) -> Trace:
        network = problem.network
        asked(id(compiled), *of_chain(problem))
        with sixty_four_bits():
            found = compiled(tuple(network.activations.items()), network.cost)(*arguments(problem))
            nabla_b, nabla_w, cost, z, a, delta = jax.tree_util.tree_map(np.asarray, found)
        return Trace(nabla_b, nabla_w, cost, z=z, a=a, delta=delta)

    return trace


def _mode(name: str, way: Way) -> Adapter:
    """Jitted JAX, but for the way to the numbers."""
    return _with_trace(name, _traced(way))


def _draws(name: str) -> Adapter:
    """All draws of an architecture at once, or one of them."""
    together = _traced(of_draws)

    def trace(problem: Problem) -> Trace:
        return together(problem.map(lambda array: array[None])).map(lambda array: array[0])

    return replace(_with_trace(name, trace), together=together, recomputes=True)


def _with_trace(name: str, trace: Callable[[Problem], Trace]) -> Adapter:
    gradient = lambda problem: trace(problem).gradient
    return replace(GRAD.adapter(name), gradient=gradient, trace=trace, functions=None, script=None, on_request=True)


TWICE = ("jax-twice",)
"""The derivatives of JAX's rules are taken by its rules too, and may lose what those keep."""
ADAPTERS = {
    "jax-vmap": replace(_mode("jax-vmap", by_example), recomputes=True),
    "jax-checkpoint": _mode("jax-checkpoint", checkpointed),
    "jax-custom-vjp": _mode("jax-custom-vjp", with_rules),
    "jax-draws": _draws("jax-draws"),
    "jax-transpose": _mode("jax-transpose", linearized),
    "jax-jvp": replace(_mode("jax-jvp", linearized), trace=None, tangents=tangents_by(forwards)),
    "jax-linearize": replace(_mode("jax-linearize", linearized), trace=None, tangents=tangents_by(linearly)),
    "jax-hvp": replace(_mode("jax-hvp", linearized), trace=None, hessian_vector=hessian_vector, graph_trace=None, also=TWICE),
}
