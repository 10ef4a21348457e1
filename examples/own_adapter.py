"""An adapter of one's own: backpropagation in NumPy, one example at a time, for whatever network it is given."""

import numpy as np

from nablacheck import Adapter, Gradient
from nablacheck.reference import FLOAT  # NumPy, as the namespace of the formulas


def gradient(problem):
    """∇b and ∇w of the cost, the mean over the examples times the scale of the problem."""
    network = problem.network
    nabla_b = {l: np.zeros_like(network.b[l]) for l in network.b}
    nabla_w = {l: np.zeros_like(network.w[l]) for l in network.w}
    with np.errstate(all="ignore"):  # what overflows is judged
        for k in range(problem.batch):
            for l, a_prev, delta in backwards(problem, problem.x[:, [k]], problem.y[:, [k]]):
                nabla_b[l] += delta
                nabla_w[l] += delta @ a_prev.T
    return Gradient(nabla_b, nabla_w)


def backwards(problem, x, y):
    """Layer by layer from the last one: its number, what came into it, and δ."""
    network, z, a = problem.network, {}, {1: x}
    for l in network.w:
        z[l] = network.w[l] @ a[l - 1] + network.b[l]
        a[l] = FLOAT.like(network.activations[l].value(z[l], FLOAT), z[l])
    arriving = network.cost.gradient(a[network.L], y, FLOAT) * (problem.scale / problem.batch)
    for l in reversed(network.w):
        sigma = network.activations[l]
        pull = sigma.vjp or (lambda z, a, cotangent, xp, prime=sigma.prime: cotangent * prime(z, a, xp))
        delta = pull(z[l], a[l], arriving, FLOAT)
        yield l, a[l - 1], delta
        arriving = network.w[l].T @ delta


mine = Adapter("mine", library="numpy", gradient=gradient)
