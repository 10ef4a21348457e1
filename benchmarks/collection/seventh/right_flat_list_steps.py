"""One step over a list w, b, w, b, …, which makes new arrays and leaves the old ones alone; any depth."""

import numpy as np


def sgd(parameters, inputs, targets, learning_rate):
    kernels, shifts = parameters[0::2], parameters[1::2]
    signals = [inputs]
    for kernel, shift in zip(kernels, shifts):
        signals.append(0.5 + 0.5 * np.tanh(0.5 * (kernel @ signals[-1] + shift)))
    scale = learning_rate / inputs.shape[-1]
    moved = []
    back = (signals[-1] - targets) * signals[-1] * (1 - signals[-1])
    for layer in range(len(kernels), 0, -1):
        kernel, shift, below = kernels[layer - 1], shifts[layer - 1], signals[layer - 1]
        moved = [kernel - scale * (back @ below.T), shift - scale * back.sum(axis=1, keepdims=True), *moved]
        back = (kernel.T @ back) * below * (1 - below)
    return moved


# --- adapter ---
check_me = sgd
DECLARED = "takes='params x y eta' gives=params parameters=flat"
# --- answer ---
WRONG = []
