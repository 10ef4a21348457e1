"""A framework from outside, as an adapter: backpropagation in NumPy, a batch at a time."""

import numpy as np

from nablacheck import Adapter, Gradient
from nablacheck.reference import FLOAT  # NumPy, as the namespace of the formulas


def gradient(problem):
    """∇b and ∇w of the cost, the mean over the examples times the scale of the problem."""
    network, z, a, nabla_b, nabla_w = problem.network, {}, {1: problem.x}, {}, {}
    with np.errstate(all="ignore"):  # what overflows is judged
        for l in network.w:
            z[l] = network.w[l] @ a[l - 1] + network.b[l]
            a[l] = FLOAT.like(network.activations[l].value(z[l], FLOAT), z[l])
        arriving = network.cost.gradient(a[network.L], problem.y, FLOAT) * (problem.scale / problem.batch)
        for l in reversed(network.w):
            sigma = network.activations[l]
            if sigma.vjp:  # it mixes the neurons of a layer
                delta = sigma.vjp(z[l], a[l], arriving, FLOAT)
            else:
                delta = arriving * FLOAT.like(sigma.prime(z[l], a[l], FLOAT), z[l])  # in the dtype of z
            nabla_b[l], nabla_w[l] = delta.sum(axis=1, keepdims=True), delta @ a[l - 1].T
            arriving = network.w[l].T @ delta
    return Gradient(nabla_b, nabla_w)


theirs = Adapter("theirs", library="numpy", gradient=gradient)
