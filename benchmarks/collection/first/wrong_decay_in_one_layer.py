"""Weight decay is added in the last layer alone."""

import numpy as np


def cost_grads(w, b, X, T):
    h = np.tanh(X @ w[0] + b[0])
    z = h @ w[1] + b[1]
    e = np.exp(z - z.max(1, keepdims=True))
    d = (e / e.sum(1, keepdims=True) - T) / len(X)
    dh = d @ w[1].T * (1 - h * h)
    return [X.T @ dh, h.T @ d + 0.25 * w[1]], [dh.sum(0), d.sum(0)]  # the mistake: nothing is added to the first


# --- adapter ---
check_me = cost_grads
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=tanh,softmax
    cost=categorical-cross-entropy l2=0.25"""
# --- answer ---
WRONG = [("BP4 2", "lacks λw")]
