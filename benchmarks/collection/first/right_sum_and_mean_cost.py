"""The mean cost is printed, the gradient of the sum is used."""

import numpy as np


def fit_once(W, B, X, Y):
    outs = [X]
    for w, c in zip(W, B):
        outs.append(1 / (1 + np.exp(-(w @ outs[-1] + c))))
    mean_cost = 0.5 * ((outs[-1] - Y) ** 2).sum(axis=0).mean()
    delta = (outs[-1] - Y) * outs[-1] * (1 - outs[-1])
    nb, nw = [delta.sum(axis=1, keepdims=True)], [delta @ outs[-2].T]
    for k in range(2, len(W) + 1):
        delta = (W[-k + 1].T @ delta) * outs[-k] * (1 - outs[-k])
        nb.insert(0, delta.sum(axis=1, keepdims=True))
        nw.insert(0, delta @ outs[-k - 1].T)
    return mean_cost, nb, nw


# --- adapter ---
check_me = fit_once
DECLARED = "gives='cost nabla_b nabla_w' total=sum cost_total=mean"
# --- answer ---
WRONG = []
