"""Dropout with masks that come from outside, scaled already; a column is an example, and the deltas stay in one dictionary."""

import numpy as np


def masked(w, b, x, y, masks):
    cache = {"A0": x}
    depth = len(w)
    for n in range(1, depth + 1):
        cache[f"Z{n}"] = w[n - 1] @ cache[f"A{n - 1}"] + b[n - 1]
        if n < depth:
            cache[f"A{n}"] = np.tanh(cache[f"Z{n}"]) * masks[n - 1]
    out = 1 / (1 + np.exp(-cache[f"Z{depth}"]))
    dZ = (out - y) / x.shape[1]
    db, dw = [], []
    for n in range(depth, 0, -1):
        db.insert(0, dZ.sum(axis=1).reshape(-1, 1))
        dw.insert(0, dZ @ cache[f"A{n - 1}"].T)
        if n > 1:
            dA = (w[n - 1].T @ dZ) * masks[n - 2]
            dZ = dA * (1 - np.tanh(cache[f"Z{n - 1}"]) ** 2)
    return db, dw


# --- adapter ---
check_me = masked
DECLARED = "activations=tanh,tanh,sigmoid cost=cross-entropy takes='w b x y mask'"
# --- answer ---
WRONG = []
