"""A cache of (A, Z) for each layer, unpacked in the other order when the gradients of the weights are taken."""

import numpy as np


def forward(X, P):
    cache, A = {"A0": X}, X
    for l in range(1, len(P) // 2 + 1):
        Z = P[f"W{l}"] @ A + P[f"b{l}"]
        A = 1 / (1 + np.exp(-Z))
        cache[f"Z{l}"], cache[f"A{l}"] = Z, A
    return A, cache


def backward(AL, Y, P, cache):
    L, m, grads = len(P) // 2, Y.shape[1], {}
    dZ = AL - Y
    for l in range(L, 0, -1):
        previous = cache[f"Z{l - 1}"] if l > 1 else cache["A0"]  # the mistake: A
        grads[f"dW{l}"] = 1 / m * np.matmul(dZ, previous.T)
        grads[f"db{l}"] = 1 / m * np.sum(dZ, axis=1, keepdims=True)
        if l > 1:
            A = cache[f"A{l - 1}"]
            dZ = np.matmul(P[f"W{l}"].T, dZ) * A * (1 - A)
    return grads


# --- adapter ---
def check_me(params, x, y):
    AL, cache = forward(x, params)
    return backward(AL, y, params, cache)


DECLARED = "takes='params x y' gives=nabla_params parameters=dict cost=cross-entropy"
# --- answer ---
WRONG = [
    (
        "BP4 3 4",
        r"\bz\b|\bz[\^_({]|pre-?activation|weighted (input|sum)|before (the |its )?(activation|σ|sigmoid)|without (the "
        r"|its )?(activation|σ|sigmoid)"
        r"|net input|not activated|unactivated|logit|(activation|sigmoid|σ)[^;]*(missing|forgot|left out)",
    )
]
