"""The gradient of the log-likelihood, which is climbed."""

import numpy as np


def loglik_grad(w, b, x, y):
    acts = [x]
    for W, c in zip(w, b):
        acts.append(1 / (1 + np.exp(-(W @ acts[-1] + c))))
    err = y - acts[-1]
    gw, gb = [], []
    for k in reversed(range(len(w))):
        gw.append(err @ acts[k].T)
        gb.append(err)
        err = (w[k].T @ err) * acts[k] * (1 - acts[k])
    return gb[::-1], gw[::-1]


# --- adapter ---
check_me = loglik_grad
DECLARED = "examples=column cost=cross-entropy ascent=True activations=sigmoid,sigmoid"
# --- answer ---
WRONG = []
