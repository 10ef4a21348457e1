"""A leaky relu whose derivative has forgotten the leak."""

import numpy as np


def forward_backward(params, x, y):
    zs, acts = [], [x]
    for W, c in params:
        zs.append(acts[-1] @ W.T + c)
        acts.append(np.where(zs[-1] > 0, zs[-1], 0.01 * zs[-1]))
    acts[-1] = zs[-1]
    d, grads = (acts[-1] - y) / len(x), []
    for k in reversed(range(len(params))):
        grads.append((d.T @ acts[k], d.sum(0)))
        if k:
            d = (d @ params[k][0]) * (zs[k - 1] > 0)  # the mistake
    return grads[::-1]


# --- adapter ---
check_me = forward_backward
DECLARED = """takes='params x y' gives=nabla_params parameters=pairs examples=rows biases='(n,)'
    activations=leaky_relu,leaky_relu,identity"""
# --- answer ---
WRONG = [("BP2 2 3", "σ′ is that of relu")]
