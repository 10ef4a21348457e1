"""λ/2 over weights and biases alike, one list of parameters; right."""

import numpy as np


def penalised(params, x, y, lam):
    pairs = [params[i : i + 2] for i in range(0, len(params), 2)]
    a = [x]
    for w, b in pairs:
        a.append(1 / (1 + np.exp(-w @ a[-1] - b)))
    grads = []
    delta = (a[-1] - y) / x.shape[1]
    for (w, b), before in zip(pairs[::-1], a[-2::-1], strict=True):
        grads = [delta @ before.T + lam * w, delta.sum(axis=1, keepdims=True) + lam * b, *grads]
        delta = w.T @ delta * before * (1 - before)
    return grads


# --- glue ---
def submission(w, b, x, y):
    grads = penalised([p for wb in zip(w, b, strict=True) for p in wb], x, y, lam=0.5)
    return grads[::2], grads[1::2]


CONVENTIONS = {"cost": "cross-entropy", "gives": "nabla_w nabla_b", "l2": 0.5, "l2_on_biases": True}
