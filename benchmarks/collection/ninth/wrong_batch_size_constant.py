"""The gradient is divided by a constant of the program, whatever the number of examples that came."""

import numpy as np

BATCH_SIZE = 12


def act(z):
    return np.tanh(z)


def act_grad(z):
    return 1 - np.tanh(z) ** 2


def train_on_batch(w, b, xb, yb):
    zs, acts = [], [xb]
    for wi, bi in zip(w, b):
        zs.append(acts[-1] @ wi.T + bi)
        acts.append(act(zs[-1]))
    delta = (acts[-1] - yb) * act_grad(zs[-1])
    gw, gb = [None] * len(w), [None] * len(b)
    for i in range(len(w) - 1, -1, -1):
        gw[i] = delta.T @ acts[i] / BATCH_SIZE  # a mistake
        gb[i] = delta.sum(axis=0) / BATCH_SIZE  # a mistake
        if i > 0:
            delta = delta @ w[i] * act_grad(zs[i - 1])
    return gw, gb


# --- adapter ---
check_me = train_on_batch
DECLARED = "examples=rows biases='(n,)' gives='nabla_w nabla_b' activations=tanh"
# --- answer ---
CONSTANT = (
    r"(?i)\b12\b|0\.41[67]|0\.41\b|constant|batch.?size|\bm ?/|number of examples|hard.?coded|fixed|divided by"
    r"|instead of m\b|not by m\b|5/12|/ ?12"
)
WRONG = [("", CONSTANT, "BP1 4", "BP3 2 3 4", "BP4 2 3 4")]
ALSO = [("BP1 4", CONSTANT), ("BP3 2 3 4", CONSTANT), ("BP4 2 3 4", CONSTANT)]
