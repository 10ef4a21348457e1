"""JAX's own functions that are several of our layers, judged end to end over them, as in `torch_blocks`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from nablacheck.adapters.blocks_of import Block, gated, last_of
from nablacheck.adapters.jax_grad import sixty_four_bits
from nablacheck.reference.graphs import blocks
from nablacheck.reference.graphs.graph_problem import GraphProblem
from nablacheck.reference.graphs.graph_trace import GraphGradient

Array = Any
Parameters = Mapping[str, Array]


def _linear(p: Parameters, l: int, x: Array) -> Array:
    """w x + b, with neurons in the last axis"""
    return x @ p[f"w{l}"].T + (p[f"b{l}"][:, 0] if f"b{l}" in p else 0)


def _attention(p: Parameters, x: Array, heads: int, causal: bool = False) -> Array:
    q, k, v = (_linear(p, l, x).reshape(*x.shape[:2], heads, -1) for l in (3, 4, 5))
    return _linear(p, last_of(p), jax.nn.dot_product_attention(q, k, v, is_causal=causal).reshape(x.shape))


def _normal(p: Parameters, x: Array, heads: int) -> Array:
    return jax.nn.standardize(x, axis=-1, epsilon=blocks.EPSILON) * p["w4"][:, 0] + p["b4"][:, 0]


def _opened(p: Parameters, x: Array, heads: int) -> Array:
    return jax.nn.glu(jnp.concatenate([_linear(p, 3, x), _linear(p, 4, x)], axis=-1))


BLOCKS = (
    Block("jax.nn.standardize", lambda plan, of, heads: blocks.layer_norm(plan, of), _normal),
    Block("jax.nn.glu", gated, _opened),
    *(
        [
            Block("jax.nn.dot_product_attention", blocks.attention, _attention),
            Block(
                "jax.nn.dot_product_attention(is_causal=True)",
                blocks.causal_attention,
                partial(_attention, causal=True),
            ),
        ]
        if hasattr(jax.nn, "dot_product_attention")  # JAX before 0.4.31 has none
        else []
    ),
)
"""What is judged."""


def gradient(block: Block, problem: GraphProblem, heads: int) -> GraphGradient:
    """JAX's slopes, with its own function in the place of the block."""
    graph, m = problem.network, problem.batch

    def cost(p: Parameters, x: Array, y: Array) -> Array:
        return ((block.function(p, _linear(p, 2, x), heads) - y) ** 2).sum() / (2 * m)

    x, y = (
        array.reshape(n, -1, m).transpose(2, 1, 0)
        for array, n in ((problem.x, graph.inputs[0]), (problem.y, graph.shapes[graph.L][0]))
    )
    with sixty_four_bits():
        value, slopes = jax.jit(jax.value_and_grad(cost))(dict(graph.parameters), x, y)
        return GraphGradient({name: np.asarray(slope) for name, slope in slopes.items()}, np.asarray(value))
