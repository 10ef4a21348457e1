"""A loop over the examples in which only the biases are overwritten; planted: bias of the last example."""

import numpy as np


def step(w, b, X, Y, eta):
    dw = [0] * len(w)
    db = {}
    for x, y in zip(X.T, Y.T, strict=True):
        acts = [x]
        for k in range(len(w)):
            acts.append(1 / (1 + np.exp(-(w[k] @ acts[k] + b[k]))))
        delta = acts[-1] - y
        for k in reversed(range(len(w))):
            dw[k] = dw[k] + np.outer(delta, acts[k])
            db[k] = delta
            delta = (w[k].T @ delta) * acts[k] * (1 - acts[k])
    return [w[k] - eta * dw[k] for k in range(len(w))], [b[k] - eta * db[k] for k in range(len(w))]


# --- glue ---
submission = step
CONVENTIONS = {"cost": "cross-entropy", "takes": "w b x y eta", "gives": "w b", "total": "sum", "biases": "(n,)"}
