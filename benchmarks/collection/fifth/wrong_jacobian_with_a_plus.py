"""One mistake: the Jacobian of softmax has a plus before its outer product, diag(a) + aaᵀ."""

import numpy as np


def softmax_jacobian(a):
    return np.diag(a) + np.outer(a, a)  # a mistake


def example_grads(w, b, x, y):
    h = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
    z = w[1] @ h + b[1]
    a = np.exp(z - z.max())
    a = a / a.sum()
    d_out = softmax_jacobian(a) @ (-y / a)
    d_hid = (w[1].T @ d_out) * h * (1 - h)
    return [d_hid, d_out], [np.outer(d_hid, x), np.outer(d_out, h)]


# --- adapter ---
check_me = example_grads
DECLARED = """examples=vector biases='(n,)' targets=one-hot activations=sigmoid,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = [
    (
        "BP1 3",
        r"a(\^\w+)? ?\+ ?y|y ?\+ ?a|[−-] ?a(\^\w+)? ?[−-] ?y|[−-] ?y ?[−-] ?a|\+ ?a ?a|"
        r"plus|\+ ?(a|σ)|off.?diagonal|outer|diag|Jacobian|aaᵀ",
    )
]
