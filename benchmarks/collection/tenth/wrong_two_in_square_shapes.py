"""Every layer has four units, so that nothing complained: a transpose is missing, and the softmax has a slope of its own."""

import numpy as np


def softmax_rows(Z):
    Z = np.exp(Z - Z.max(axis=1)[:, None])
    return Z / Z.sum(axis=1)[:, None]


def grads(P, X, Y):
    """Of a list W1, b1, W2, b2."""
    W1, b1, W2, b2 = P
    A = np.tanh(X @ W1 + b1)
    S = softmax_rows(A @ W2 + b2)
    n = Y.shape[0]
    G = (S - Y) * S * (1 - S) / n  # the first mistake: (S − Y) / n
    K = G @ W2 * (1 - A * A)  # the second: W2.T
    return [X.T @ K, K.sum(axis=0), A.T @ G, G.sum(axis=0)]


# --- adapter ---
check_me = grads
DECLARED = (
    "takes='params x y' gives=nabla_params parameters=flat examples=rows weights='(in, out)' biases='(n,)' widths=4,4,4 "
    "activations=tanh,softmax cost=categorical-cross-entropy"
)
# --- answer ---
WRONG = [
    (
        "BP1 3",
        r"σ′|σ'|softmax′|sigmoid|slope|prime|derivative|a(\^\S+)? ?[⊙*·×]? ?\(1 ?[−-] ?a|diagonal|quadratic|squared"
        r"|jacobian|Jacobian",
    ),
    ("BP2 2", r"transpos|ᵀ|\.T\b|turned|\bw(\^\S+)? ?δ|rows? (and|for) (the )?columns?|other way"),
]
