"""The penalty λ Σw² differentiated where λ/2 Σw² was declared; planted: weight decay doubled."""

import numpy as np


def objective_gradient(Ws, bs, X, Y, reg=0.125):
    relu = lambda z: np.maximum(z, 0.0)
    hs, zs = [X], []
    for W, b in zip(Ws, bs, strict=True):
        zs.append(W @ hs[-1] + b)
        hs.append(relu(zs[-1]))
    hs[-1] = zs[-1]
    top = (hs[-1] - Y) / Y.shape[1]
    gWs, gbs = [], []
    for i, W in reversed(list(enumerate(Ws))):
        gWs.append(top @ hs[i].T + 2 * reg * W)
        gbs.append(top.sum(axis=1, keepdims=True))
        top = W.T @ top * (zs[i - 1] > 0 if i else 1)
    return gWs[::-1], gbs[::-1]


# --- glue ---
submission = objective_gradient
CONVENTIONS = {"activations": ["relu", "relu", "identity"], "gives": "nabla_w nabla_b", "l2": 0.125}
