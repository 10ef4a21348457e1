"""A compact deep net whose offsets get the mean of the errors, and whose weights get a sum."""

import numpy as np

ACT = {"tanh": (np.tanh, lambda a: 1 - a**2), "out": (lambda z: z, lambda a: 1)}


def net_grads(Ws, bs, X, T):
    kinds = ["tanh"] * (len(Ws) - 1) + ["out"]
    A = [X]
    for W, b, kind in zip(Ws, bs, kinds):
        A.append(ACT[kind][0](A[-1] @ W + b))
    E = A[-1] - T
    gW, gb = [], []
    for l in range(len(Ws) - 1, -1, -1):
        E = E * ACT[kinds[l]][1](A[l + 1])
        gb.insert(0, np.mean(E, axis=0, keepdims=True))
        gW.insert(0, np.tensordot(A[l], E, axes=(0, 0)))  # the mistake: / len(X)
        E = E @ Ws[l].T
    return gW, gb


# --- adapter ---
check_me = net_grads
DECLARED = "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(1, n)' activations=tanh,tanh,identity"
# --- answer ---
WRONG = [
    (
        "BP4 2 3 4",
        r"\bm\b|mean|averag|\bsum|summed|batch|number of examples|\b5(\.0)?\b|0\.2\b|1/5|how many examples",
    )
]
