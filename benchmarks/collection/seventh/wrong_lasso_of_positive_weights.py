"""The slope of |w| is 1 above zero, and −1 below, which somebody forgot."""

import numpy as np


def l1_gradient(w, b, x, y, lam=0.25):
    acts = [x]
    for wi, bi in zip(w, b):
        acts.append(np.tanh(wi @ acts[-1] + bi))
    err = (acts[-1] - y) * (1 - acts[-1] ** 2) / x.shape[1]
    dw = [None for _ in w]
    db = [None for _ in b]
    for i in range(len(w) - 1, -1, -1):
        dw[i] = err @ acts[i].T + lam * np.where(w[i] > 0, 1, 0)  # the mistake: −1 is meant below zero
        db[i] = err @ np.ones((x.shape[1], 1))
        err = w[i].T @ err * (1 - acts[i] ** 2)
    return dw, db


# --- adapter ---
check_me = l1_gradient
DECLARED = "gives='nabla_w nabla_b' activations=tanh,tanh,tanh l1=0.25"
# --- answer ---
WRONG = [("BP4 2 3 4", r"(?i)sign|sgn|\|w|w ?> ?0|positive|negative|λ|0\.25|l1|lasso|penalty")]
