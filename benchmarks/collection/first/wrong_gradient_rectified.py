"""The gradient is rectified in place of the activation: dhidden <= 0 is typed for hidden <= 0."""

import numpy as np


def loss_grads(params, X, y):
    N = len(X)
    hidden = np.maximum(0, X @ params["W1"] + params["b1"])
    scores = hidden @ params["W2"] + params["b2"]
    p = np.exp(scores - scores.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    p[range(N), y] -= 1
    p /= N
    dhidden = p @ params["W2"].T
    dhidden[dhidden <= 0] = 0  # the mistake
    return {"W1": X.T @ dhidden, "b1": dhidden.sum(0), "W2": hidden.T @ p, "b2": p.sum(0)}


# --- adapter ---
check_me = loss_grads
DECLARED = """takes='params x y' gives=nabla_params parameters=dict examples=rows weights='(in, out)' biases='(n,)'
    targets=classes activations=relu,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = [("BP2 2", "set to 0 where it is negative itself")]
