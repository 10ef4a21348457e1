"""A mean squared error that is divided by the number of inputs where it should be that of the outputs."""

import numpy as np


def mse_backprop(W, b, X, T):
    outs = [X]
    for Wl, bl in zip(W, b):
        outs.append(np.tanh(Wl @ outs[-1] + bl))
    rows, examples = X.shape  # the mistake: the rows of T are meant
    d = 2 * (outs[-1] - T) / (rows * examples) * (1 - outs[-1] ** 2)
    gW, gb = [], []
    for l in range(len(W), 0, -1):
        gW.insert(0, d @ outs[l - 1].T)
        gb.insert(0, d.sum(axis=1, keepdims=True))
        d = W[l - 1].T @ d * (1 - outs[l - 1] ** 2)
    return gW, gb


# --- adapter ---
check_me = mse_backprop
DECLARED = """gives='nabla_w nabla_b' activations=tanh,tanh,tanh half=False mean_over_outputs=True"""
# --- answer ---
WRONG = [("", r"(?i)n_?L ?/ ?n|n_?L|n[_^]?1|n_0|number of (inputs|outputs|neurons|features)|input|widths?|3 ?/ ?2|1\.5|times")]
