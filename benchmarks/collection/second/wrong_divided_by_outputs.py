"""The mean over batch and classes, where the cost is a mean over the batch."""

import numpy as np


def mean_of_all(layers, X, T):
    h = np.tanh(layers[0]["w"] @ X + layers[0]["b"])
    z = layers[1]["w"] @ h + layers[1]["b"]
    p = np.exp(z) / np.exp(z).sum(0)
    d2 = (p - T) / T.size  # the mistake
    d1 = (layers[1]["w"].T @ d2) * (1 - h * h)
    return [{"w": d1 @ X.T, "b": d1.sum(1, keepdims=True)}, {"w": d2 @ h.T, "b": d2.sum(1, keepdims=True)}]


# --- adapter ---
check_me = mean_of_all
DECLARED = """takes='params x y' gives=nabla_params parameters='list of dicts' activations=tanh,softmax
    cost=categorical-cross-entropy"""
# --- answer ---
WRONG = [("", "times 1/n_L")]
