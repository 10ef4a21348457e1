"""JAX, jitted grad: native functions, and δ as the gradient with respect to zeros added to z."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from nablacheck.adapters import Adapter
from nablacheck.reference.errors import unknown
from nablacheck.reference.network import Gradient, Problem, Trace

Array = Any

ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "identity": lambda z: z,
    "sigmoid": jax.nn.sigmoid,
    "tanh": jnp.tanh,
    "relu": jax.nn.relu,
    "leaky_relu": jax.nn.leaky_relu,
    "elu": jax.nn.elu,
    "softplus": jax.nn.softplus,
    "gelu": lambda z: jax.nn.gelu(z, approximate=False),
    "silu": jax.nn.silu,
    "softmax": lambda z: jax.nn.softmax(z, axis=-2),
}

COSTS: dict[str, Callable[[Array, Array], Array]] = {
    "quadratic": lambda a, y: jnp.sum((a - y) ** 2) / 2,
    "cross-entropy": lambda a, y: -jnp.sum(y * jnp.log(a) + (1 - y) * jnp.log(1 - a)),
    "categorical-cross-entropy": lambda a, y: -jnp.sum(y * jnp.log(a)),
    "cross-entropy-with-logits": lambda a, y: jnp.sum(jax.nn.softplus(a) - y * a),
    "categorical-cross-entropy-with-logits": lambda a, y: -jnp.sum(y * jax.nn.log_softmax(a, axis=-2)),
}

KINKS = {"relu": {0.0: 0.0}, "leaky_relu": {0.0: 1.0}}


def trace(problem: Problem) -> Trace:
    """z, a, δ, ∇b and ∇w of one call of the jitted value_and_grad; arrays as in `Problem`."""
    network = problem.network
    layers = tuple(network.w)
    names = tuple(_native("activation", network.activations[l].name, ACTIVATIONS) for l in layers)
    cost_name = _native("cost", network.cost.name, COSTS)
    with sixty_four_bits():
        zeros = {l: np.zeros((network.widths[l], problem.batch), problem.dtype) for l in layers}
        function = _compiled(layers, names, cost_name)
        (cost, (z, a)), (nabla_w, nabla_b, delta) = function(
            dict(network.w), dict(network.b), zeros, problem.x, problem.y, problem.scale / problem.batch
        )
    return Trace(_numpy(nabla_b), _numpy(nabla_w), np.asarray(cost), z=_numpy(z), a=_numpy(a), delta=_numpy(delta))


def gradient(problem: Problem) -> Gradient:
    """∇b and ∇w alone."""
    full = trace(problem)
    return Gradient(full.nabla_b, full.nabla_w, full.cost)


def sixty_four_bits() -> AbstractContextManager[Any]:
    """64-bit types inside the block; the user's configuration is left as it was."""
    if hasattr(jax, "enable_x64"):
        return jax.enable_x64(True)  # type: ignore[no-any-return]
    from jax import experimental  # JAX before 0.8

    return experimental.enable_x64()  # type: ignore[no-any-return]


@cache
def _compiled(layers: tuple[int, ...], names: tuple[str, ...], cost_name: str) -> Callable[..., Any]:
    """One jitted function for an architecture; shapes and dtypes are JAX's own cache keys."""
    sigma = {l: ACTIVATIONS[name] for l, name in zip(layers, names, strict=True)}

    def forward(w: Any, b: Any, taps: Any, x: Array, y: Array, factor: Array) -> Any:
        z, a = {}, {1: x}
        for l in layers:
            z[l] = w[l] @ a[l - 1] + b[l] + taps[l]
            a[l] = sigma[l](z[l])
        return COSTS[cost_name](a[layers[-1]], y) * factor, (z, a)

    compiled: Callable[..., Any] = jax.jit(jax.value_and_grad(forward, argnums=(0, 1, 2), has_aux=True))
    return compiled


def _native(kind: str, name: str, table: dict[str, Any]) -> str:
    if name not in table:
        raise unknown(f"{kind} of the jax adapter", name, table)
    return name


def _numpy(arrays: Any) -> dict[int, np.ndarray[Any, Any]]:
    return {l: np.asarray(array) for l, array in arrays.items()}


ADAPTERS = {"jax": Adapter("jax", "jax", gradient, trace, kinks=KINKS)}
