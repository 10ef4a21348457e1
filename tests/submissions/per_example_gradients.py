"""One gradient for each example by broadcasting, then their mean; right."""

import numpy as np


def per_example(W, b, X, Y):
    H = [X]
    for Wk, bk in zip(W, b, strict=True):
        H.append(np.tanh(H[-1] @ Wk + bk))
    D = (H[-1] - Y) * (1 - H[-1] ** 2)
    pairs = []
    for Wk, Hk in zip(W[::-1], H[-2::-1], strict=True):
        pairs.append((Hk[:, :, None] * D[:, None, :], D))
        D = np.matmul(D, Wk.T) * (1 - Hk**2)
    return pairs[::-1]


# --- glue ---
def submission(w, b, x, y):
    pairs = per_example(w, b, x, y)
    return [gw.mean(axis=0) for gw, _ in pairs], [gb.mean(axis=0) for _, gb in pairs]


CONVENTIONS = {"activations": "tanh", "gives": "nabla_w nabla_b", "examples": "rows", "weights": "(in, out)", "biases": "(n,)"}
