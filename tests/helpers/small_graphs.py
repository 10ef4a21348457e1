"""Networks that people know, small, each with a dense layer behind it."""

from __future__ import annotations

from nablacheck.reference import GraphProblem
from nablacheck.reference.draws import Bits
from nablacheck.reference.graphs import blocks
from nablacheck.reference.graphs.plan import Plan
from nablacheck.reference.links import Pool, Window, flattened

M = 2


def wide(plan, of, n=3):
    """A convolution over six positions, and their mean by two."""
    seen = blocks.convolution(plan, of, n, Window(6, 3, padding=1), "tanh")
    return plan.reads(seen, Pool(Window(6, 2, stride=2)))


BLOCKS = {
    "residual": ((3, 1), lambda plan: blocks.residual_block(plan, 1, 4)),
    "layer norm": ((4, 2), lambda plan: blocks.layer_norm(plan, 1)),
    "RMS norm": ((4, 2), lambda plan: blocks.rms_norm(plan, 1)),
    "convolution": ((2, 6), lambda plan: wide(plan, 1)),
    "max pool": ((2, 6), lambda plan: blocks.max_pool(plan, plan.dense(1, 2, "tanh"), Window((2, 3), 2))),
    "bottleneck": ((3, 6), lambda plan: blocks.bottleneck(plan, 1, 2, Window((2, 3), 3, padding=1), "tanh")),
    "tied autoencoder": ((4, 1), lambda plan: blocks.tied_autoencoder(plan, 1, 2)),
    "attention": ((4, 3), lambda plan: blocks.attention(plan, 1, heads=2)),
    "causal attention": ((4, 3), lambda plan: blocks.causal_attention(plan, 1, heads=2)),
    "transformer": ((4, 3), lambda plan: blocks.transformer_block(plan, 1, 2, 5)),
    "embedding": ((5, 2), lambda plan: blocks.with_positions(plan, blocks.embedding(plan, 1, 3))),
    "LSTM": ((2, 3), lambda plan: blocks.lstm(plan, 1, 2)),
    "GRU": ((2, 3), lambda plan: blocks.gru(plan, 1, 2)),
}


def block(name, dtype="float64", seed=0):
    """The block with a dense layer behind it, and M examples."""
    inputs, add = BLOCKS[name]
    plan, bits = Plan(inputs, seed, dtype), Bits(seed + 1)
    last = add(plan)
    flat = plan.reads(last, flattened(plan.shapes[last])) if plan.shapes[last][1] > 1 else last
    plan.dense(flat, 2, "sigmoid")
    x, y = bits.normal((inputs[0], inputs[1] * M)), bits.uniform((2, M))
    return GraphProblem(plan.graph("quadratic"), x.astype(dtype), y.astype(dtype), origin=name)
