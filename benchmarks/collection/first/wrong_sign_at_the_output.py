"""y − a at the output, and a descent all the same."""

import numpy as np


def gradient(w, b, x, y):
    acts = [x]
    for W, c in zip(w, b):
        acts.append(np.tanh(W @ acts[-1] + c))
    err = (y - acts[-1]) * (1 - acts[-1] ** 2)  # the mistake
    gb, gw = [err], [err @ acts[-2].T]
    for k in range(len(w) - 1, 0, -1):
        err = (w[k].T @ err) * (1 - acts[k] ** 2)
        gb.insert(0, err)
        gw.insert(0, err @ acts[k - 1].T)
    return gb, gw


# --- adapter ---
check_me = gradient
DECLARED = "examples=column activations=tanh"
# --- answer ---
WRONG = [("", "times [-−]1$")]
