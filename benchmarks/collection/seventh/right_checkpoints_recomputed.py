"""Keeps the inputs of the layers alone and computes everything else again on the way back, with a mean squared error."""

import numpy as np


def softplus(z):
    return np.logaddexp(0, z)


def linear(z):
    return z


def segment(kernel, bias, inside, f):
    pre = inside @ kernel + bias
    return pre, f(pre)


def gradients_with_little_memory(kernels, biases, inputs, wanted):
    functions = [softplus] * (len(kernels) - 1) + [linear]
    checkpoints = [inputs]
    for kernel, bias, f in zip(kernels, biases, functions):
        checkpoints.append(segment(kernel, bias, checkpoints[-1], f)[1])
    error = 2 * (checkpoints.pop() - wanted) / wanted.size
    by_kernel, by_bias = [None] * len(kernels), [None] * len(kernels)
    for i in reversed(range(len(kernels))):
        inside = checkpoints.pop()
        pre, _ = segment(kernels[i], biases[i], inside, functions[i])
        if functions[i] is softplus:
            error = error / (1 + np.exp(-pre))
        by_kernel[i], by_bias[i] = inside.T @ error, error.sum(axis=0)
        error = error @ kernels[i].T
    return by_kernel, by_bias


# --- adapter ---
check_me = gradients_with_little_memory
DECLARED = """examples=rows weights='(in, out)' biases='(n,)' gives='nabla_w nabla_b' cost=quadratic half=False
    mean_over_outputs=True activations=softplus,softplus,identity"""
# --- answer ---
WRONG = []
