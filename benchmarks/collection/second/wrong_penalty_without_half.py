"""2λw, the derivative of λ Σw², where the cost has λ/2 Σw²."""

import numpy as np


def penalised_gradient(params, X, y):
    N = len(X)
    h = np.maximum(X @ params["W1"] + params["b1"], 0)
    s = h @ params["W2"] + params["b2"]
    p = np.exp(s - s.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    p[np.arange(N), y] -= 1
    p /= N
    dh = (p @ params["W2"].T) * (h > 0)
    return {
        "W1": X.T @ dh + 2 * 0.125 * params["W1"],  # the mistake
        "b1": dh.sum(0),
        "W2": h.T @ p + 2 * 0.125 * params["W2"],  # the mistake
        "b2": p.sum(0),
    }


# --- adapter ---
check_me = penalised_gradient
DECLARED = """takes='params x y' gives=nabla_params parameters=dict examples=rows weights='(in, out)' biases='(n,)'
    targets=classes activations=relu,softmax cost=categorical-cross-entropy l2=0.125"""
# --- answer ---
WRONG = [("BP4 2 3", "2λw")]
