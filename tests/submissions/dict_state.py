"""A state dictionary with names as in a framework, weight decay in the optimiser; right."""

import numpy as np


def gradients(state, x, y):
    n = sum(name.endswith("weight") for name in state)
    h = {0: x}
    for k in range(n):
        z = h[k] @ state[f"fc{k}.weight"].T + state[f"fc{k}.bias"]
        h[k + 1] = 1 / (1 + np.exp(-z)) if k == n - 1 else np.tanh(z)
    grads, d = {}, (h[n] - y) / y.shape[0]
    for k in range(n - 1, -1, -1):
        grads[f"fc{k}.weight"], grads[f"fc{k}.bias"] = d.T @ h[k], d.sum(axis=0)
        d = d @ state[f"fc{k}.weight"] * (1 - h[k] ** 2)
    return grads


def sgd(state, grads, lr, weight_decay):
    decayed = {name: grads[name] + weight_decay * value for name, value in state.items()}
    return {name: value - lr * decayed[name] for name, value in state.items()}


# --- glue ---
def submission(w, b, x, y, eta):
    state = {f"fc{k}.weight": v for k, v in enumerate(w)} | {f"fc{k}.bias": v for k, v in enumerate(b)}
    state = sgd(state, gradients(state, x, y), eta, weight_decay=0.5)
    return [state[f"fc{k}.weight"] for k in range(len(w))], [state[f"fc{k}.bias"] for k in range(len(b))]


CONVENTIONS = {
    "activations": ["tanh", "tanh", "sigmoid"],
    "cost": "cross-entropy",
    "takes": "w b x y eta",
    "gives": "w b",
    "examples": "rows",
    "biases": "(n,)",
    "l2": 0.5,
    "l2_on_biases": True,
}
