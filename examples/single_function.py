"""Swish with a β that is learnt, as a pair of functions, and the same with a slip in its backward."""

import numpy as np


def swish(z, beta):
    """z σ(βz)"""
    return z / (1 + np.exp(-beta * z))


def backward(z, above, beta):
    """The gradients of z and of β, for what comes from the layer above."""
    s = 1 / (1 + np.exp(-beta * z))
    return above * (s + beta * z * s * (1 - s)), np.sum(above * z * z * s * (1 - s))


def with_a_slip(z, above, beta):
    """The same, but z where the derivative by β has z²."""
    nabla_z, _ = backward(z, above, beta)
    s = 1 / (1 + np.exp(-beta * z))
    return nabla_z, np.sum(above * z * s * (1 - s))


pair = swish, backward
