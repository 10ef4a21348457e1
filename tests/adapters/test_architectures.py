"""Networks written in plain PyTorch, apart from our links: autograd's gradient of each lies in the balls of our equations.

Plain PyTorch has an array of examples, positions and neurons; parameters go by the names that the plans give them.
"""

import math
from functools import partial

import pytest

from nablacheck.reference import CERTIFIED, Edge, GraphProblem, balls, graph_backprop, precision
from nablacheck.reference.draws import Bits
from nablacheck.reference.graphs import blocks
from nablacheck.reference.graphs.plan import Plan
from nablacheck.reference.links import (
    Conv,
    Dense,
    Gain,
    Pool,
    Skip,
    Times,
    Window,
    at_positions,
    enlarged,
    flattened,
    placed,
    some_neurons,
)

from helpers.enclosures import encloses

torch = pytest.importorskip("torch", reason="pip install 'nablacheck[torch]'")
F = torch.nn.functional

M = 3


# --- in plain PyTorch -------------------------------------------------------------------------------------------------


def linear(p, l, x):
    return F.linear(x, p[f"w{l}"], p[f"b{l}"][:, 0] if f"b{l}" in p else None)


def residual(p, x):
    for l in (2, 4):
        x = torch.tanh(linear(p, l + 1, torch.tanh(linear(p, l, x))) + x)
    return torch.sigmoid(linear(p, 6, x))


def pre_norm(p, x, heads):
    norm = lambda x, l: F.layer_norm(x, x.shape[-1:], p[f"w{l}"][:, 0], p[f"b{l}"][:, 0], blocks.EPSILON)
    apart = lambda x: x.unflatten(-1, (heads, -1)).transpose(1, 2)
    h = norm(x, 3)
    mixed = F.scaled_dot_product_attention(*(apart(linear(p, l, h)) for l in (4, 5, 6)))
    x = x + linear(p, 9, mixed.transpose(1, 2).flatten(-2))
    return x + linear(p, 14, F.gelu(linear(p, 13, norm(x, 12))))


def cross_attention(p, x):
    tokens = F.linear(x, p["w2"]) + p["b3"].T
    memory, queries = tokens[:, :4], tokens[:, 4:]
    weights = torch.softmax(linear(p, 6, queries) @ linear(p, 7, memory).mT / math.sqrt(4), dim=-1)
    return linear(p, 11, weights @ linear(p, 8, memory))


def lstm_steps(p, x):
    stacked = {letter: torch.cat([p[f"{letter}_{gate}"] for gate in "ifgo"]) for letter in "wub"}
    h = c = torch.zeros(M, 3, dtype=x.dtype)
    for t in range(x.shape[1]):
        h, c = torch.lstm_cell(
            x[:, t], (h, c), stacked["w"], stacked["u"], stacked["b"][:, 0], torch.zeros_like(stacked["b"][:, 0])
        )
    return h[:, None]


def gru_steps(p, x):
    w, u = (torch.cat([p[f"{letter}_{gate}"] for gate in "rzn"]) for letter in "wu")
    first, second = torch.cat([p["b_r"], p["b_z"], p["b_n"]]), torch.cat([0 * p["b_r"], 0 * p["b_z"], p["c_n"]])
    h = torch.zeros(M, 3, dtype=x.dtype)
    for t in range(x.shape[1]):
        h = torch.gru_cell(x[:, t], h, w, u, first[:, 0], second[:, 0])
    return h[:, None]


def as_map(x, *size):
    """Examples, positions, neurons as examples, channels and a map."""
    return x.mT.unflatten(-1, size)


def kernel(p, l, channels, *size):
    return {"weight": p[f"w{l}"].unflatten(-1, (channels, *size)), "bias": p[f"b{l}"][:, 0]}


def convolutions(p, x):
    x = torch.tanh(F.conv2d(as_map(x, 8, 6), **kernel(p, 2, 2, 3, 2), stride=(2, 1), padding=1, dilation=(1, 2)))
    x = torch.sigmoid(F.conv2d(F.avg_pool2d(x, (2, 3), stride=(1, 3)), **kernel(p, 4, 2, 2, 2), groups=2))
    return linear(p, 6, x.flatten(1))[:, None]


def bottle(p, x):
    x = as_map(x, 4, 5)
    inside = torch.tanh(F.conv2d(x, **kernel(p, 2, 4, 1, 1)))
    inside = torch.tanh(F.conv2d(inside, **kernel(p, 3, 2, 3, 3), padding=1))
    return torch.tanh(x + F.conv2d(inside, **kernel(p, 4, 2, 1, 1))).flatten(2).mT


def u_shaped(p, x):
    x = as_map(x, 4, 4)
    fine = torch.tanh(F.conv2d(x, **kernel(p, 2, 2, 3, 3), padding=1))
    coarse = torch.tanh(F.conv2d(F.avg_pool2d(fine, 2), **kernel(p, 4, 3, 1, 1)))
    both = torch.cat([fine, F.interpolate(coarse, scale_factor=2, mode="nearest")], dim=1)
    return F.conv2d(both, **kernel(p, 7, 5, 3, 3), padding=1).flatten(2).mT


def pooled(p, x):
    x = F.max_pool2d(torch.tanh(F.conv2d(as_map(x, 5, 4), **kernel(p, 2, 2, 2, 2))), (2, 3), stride=(2, 1))
    return linear(p, 20, x.flatten(1))[:, None]


def siamese(p, x):
    one, other = (torch.tanh(F.linear(x[:, t], p["w"], p["b"][:, 0])) for t in (0, 1))
    return linear(p, 7, one - other)[:, None]


def mixture(p, x):
    shares = torch.softmax(linear(p, 2, x), dim=-1)
    experts = torch.tanh(linear(p, 3, x)), torch.tanh(linear(p, 4, x))
    return sum(shares[..., k, None] * expert for k, expert in enumerate(experts))


def tied(p, x):
    return F.linear(torch.tanh(linear(p, 2, x)), p["w2"].mT, p["b3"][:, 0])


def gated(p, x):
    h = F.rms_norm(x, x.shape[-1:], p["w3"][:, 0], blocks.EPSILON)
    return x + linear(p, 7, F.silu(linear(p, 4, h)) * linear(p, 5, h))


def with_slopes(p, x):
    """A PReLU that is trained: one slope for each neuron below 0."""
    return linear(p, 6, F.prelu(linear(p, 2, x).flatten(0, 1), p["w5"][:, 0]).unflatten(0, x.shape[:2]))


# --- in links ---------------------------------------------------------------------------------------------------------


def with_map(plan, of, link, n, activation):
    return plan.layer(activation, plan.edge(link, of, n), bias=True)


def planned_residual(plan):
    plan.dense(blocks.residual_block(plan, blocks.residual_block(plan, 1, 4), 5), 2, "sigmoid")


def planned_cross_attention(plan):
    tokens = blocks.with_positions(plan, blocks.embedding(plan, 1, 4))
    memory, queries = (plan.reads(tokens, at_positions((4, 6), steps)) for steps in ([0, 1, 2, 3], [4, 5]))
    blocks.attention(plan, queries, memory=memory)


def planned_convolutions(plan):
    first, mean = Window((8, 6), (3, 2), stride=(2, 1), padding=1, dilation=(1, 2)), Window((4, 6), (2, 3), stride=(1, 3))
    seen = plan.reads(with_map(plan, 1, Conv(first), 4, "tanh"), Pool(mean))
    last = with_map(plan, seen, Conv(Window((3, 2), 2), groups=2), 2, "sigmoid")
    plan.dense(plan.reads(last, flattened(plan.shapes[last])), 3)


def planned_u(plan):
    fine = with_map(plan, 1, Conv(Window((4, 4), 3, padding=1)), 3, "tanh")
    coarse = plan.dense(plan.reads(fine, Pool(Window((4, 4), 2, stride=2))), 2, "tanh")
    again = plan.reads(coarse, enlarged((2, 4), (2, 2), 2))
    both = plan.layer("identity", Edge(fine, placed((3, 16), 5, 0)), Edge(again, placed((2, 16), 5, 3)))
    with_map(plan, both, Conv(Window((4, 4), 3, padding=1)), 2, "identity")


def planned_pool(plan):
    seen = with_map(plan, 1, Conv(Window((5, 4), 2)), 3, "tanh")
    largest = blocks.max_pool(plan, seen, Window((4, 3), (2, 3), stride=(2, 1)))
    plan.dense(plan.reads(largest, flattened(plan.shapes[largest])), 2)


def planned_siamese(plan):
    inputs = [plan.reads(1, at_positions((4, 2), [t])) for t in (0, 1)]
    one, other = (plan.layer("tanh", plan.edge(Dense(), of, 3, "w"), bias="b") for of in inputs)
    plan.dense(plan.layer("identity", Edge(one, Skip()), Edge(other, Skip(-1))), 2)


def planned_mixture(plan):
    shares, *experts = plan.dense(1, 2, "softmax"), plan.dense(1, 3, "tanh"), plan.dense(1, 3, "tanh")
    each = [plan.reads(shares, some_neurons((2, 2), [k] * 3)) for k in range(2)]
    plan.layer("identity", *(Edge(expert, Times(), share) for expert, share in zip(experts, each, strict=True)))


def planned_gated(plan):
    h = blocks.rms_norm(plan, 1)
    gate, inside = plan.dense(h, 5, "silu"), plan.dense(h, 5)
    both = plan.layer("identity", Edge(inside, Times(), gate))
    plan.layer("identity", plan.edge(Dense(), both, 4), Edge(1, Skip()), bias=True)


def planned_slopes(plan):
    """max(z, 0) + w min(z, 0), where min(z, 0) is z − max(z, 0)"""
    z = plan.dense(1, 4)
    above = plan.reads(z, Skip(), "relu")
    below = plan.layer("identity", Edge(z, Skip()), Edge(above, Skip(-1)))
    plan.dense(plan.layer("identity", Edge(above, Skip()), plan.edge(Gain(), below)), 2)


ARCHITECTURES = {
    "residual blocks": ((3, 1), planned_residual, residual),
    "pre-norm transformer block": ((4, 5), lambda plan: blocks.transformer_block(plan, 1, 2, 6), partial(pre_norm, heads=2)),
    "cross attention of embedded symbols": ((5, 6), planned_cross_attention, cross_attention),
    "LSTM over 8 steps": ((2, 8), lambda plan: blocks.lstm(plan, 1, 3), lstm_steps),
    "GRU over 5 steps": ((2, 5), lambda plan: blocks.gru(plan, 1, 3), gru_steps),
    "convolutions with all that they take": ((2, 48), planned_convolutions, convolutions),
    "bottleneck": ((4, 20), lambda plan: blocks.bottleneck(plan, 1, 2, Window((4, 5), 3, padding=1), "tanh"), bottle),
    "U-shaped skip": ((2, 16), planned_u, u_shaped),
    "largest of windows": ((2, 20), planned_pool, pooled),
    "siamese sharing": ((4, 2), planned_siamese, siamese),
    "mixture by gates": ((3, 2), planned_mixture, mixture),
    "tied autoencoder": ((5, 1), lambda plan: blocks.tied_autoencoder(plan, 1, 2), tied),
    "gated linear unit with RMS norm": ((4, 3), planned_gated, gated),
    "slopes that are trained": ((3, 2), planned_slopes, with_slopes),
}


def planned(name, dtype):
    inputs, add, _ = ARCHITECTURES[name]
    plan, bits = Plan(inputs, 3, dtype), Bits(4)
    add(plan)
    graph = plan.graph("quadratic")
    (n, p), (n_out, p_out) = inputs, graph.shapes[graph.L]
    x, y = bits.normal((n, p * M)), bits.normal((n_out, p_out * M))
    return GraphProblem(graph, x.astype(dtype), y.astype(dtype), origin=name)


def rows(array, n):
    """(n, p·m) as PyTorch has it: examples, positions, neurons."""
    return torch.from_numpy(array.copy()).reshape(n, -1, M).permute(2, 1, 0)


def autograd(name, problem):
    """PyTorch's gradient by the name of the parameter."""
    graph = problem.network
    parameters = {name: torch.from_numpy(array.copy()).requires_grad_() for name, array in graph.parameters.items()}
    outputs = ARCHITECTURES[name][2](parameters, rows(problem.x, graph.inputs[0]))
    wanted = rows(problem.y, graph.shapes[graph.L][0])
    assert outputs.shape == wanted.shape
    (F.mse_loss(outputs, wanted, reduction="sum") / 2 / M).backward()
    return {name: tensor.grad.numpy() for name, tensor in parameters.items()}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_autograd_lies_in_our_balls_and_so_does_the_truth(name, dtype):
    problem = planned(name, dtype)
    ours, theirs = graph_backprop(problem, balls(precision(dtype), "torch")), autograd(name, problem)

    for parameter, ball in ours.slopes.items():
        assert ball.contains(theirs[parameter]).all(), parameter
        if dtype == "float64":  # balls grow from layer to layer
            assert ball.rad.max() < abs(ball.mid).max(), parameter


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_truth_lies_in_our_balls(name):
    problem = planned(name, "float64")
    ball, truth = graph_backprop(problem, balls(precision("float64"), "torch")), graph_backprop(problem, CERTIFIED)

    for parameter, enclosure in ball.slopes.items():
        assert encloses(enclosure, truth.slopes[parameter]), parameter


def test_a_gain_that_is_not_multiplied_back_is_seen():
    """The planted mistake, in PyTorch's own words: γ is taken as a constant 1 on the way back."""
    problem = planned("pre-norm transformer block", "float64")

    class Forgotten(Gain):
        def back(self, w, delta):
            return delta

    graph = problem.network
    l, edge = [(l, edge) for l in graph.layers for edge in graph.layers[l].edges if isinstance(edge.link, Gain)][-1]
    wrong = GraphProblem(graph.with_edge(l, edge, Edge(edge.layer, Forgotten(), edge.weight)), problem.x, problem.y)
    ours, theirs = graph_backprop(wrong, balls(precision("float64"), "torch")), autograd("pre-norm transformer block", problem)

    assert not all(ball.contains(theirs[name]).all() for name, ball in ours.slopes.items())
