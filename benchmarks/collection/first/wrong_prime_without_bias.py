"""z is computed anew on the way back, and its bias is forgotten."""

import numpy as np


def backward_again(w, b, x, y):
    acts = [x]
    for W, c in zip(w, b):
        acts.append(np.tanh(W @ acts[-1] + c))
    d = (acts[-1] - y) * (1 - np.tanh(w[-1] @ acts[-2] + b[-1]) ** 2)
    gb, gw = [d], [np.outer(d, acts[-2])]
    for k in range(len(w) - 2, -1, -1):
        d = (w[k + 1].T @ d) * (1 - np.tanh(w[k] @ acts[k]) ** 2)  # the mistake
        gb.insert(0, d)
        gw.insert(0, np.outer(d, acts[k]))
    return gb, gw


# --- adapter ---
check_me = backward_again
DECLARED = "examples=vector biases='(n,)' activations=tanh"
# --- answer ---
WRONG = [("BP2 2 3", "without the bias")]
