"""Cross-entropy under softmax, multiplied with a(1 − a) as under the sigmoid; one vector at a time."""

import numpy as np


def single(w, b, x, t):
    h = np.tanh(w[0] @ x + b[0])
    z = w[1] @ h + b[1]
    a = np.exp(z) / np.exp(z).sum()
    delta = (a - t) * a * (1 - a)  # the mistake
    back = (w[1].T @ delta) * (1 - h**2)
    return [back, delta], [np.outer(back, x), np.outer(delta, h)]


# --- adapter ---
check_me = single
DECLARED = "examples=vector biases='(n,)' activations=tanh,softmax cost=categorical-cross-entropy"
# --- answer ---
WRONG = [("BP1 3", "a\\^L\\(1 − a\\^L\\)")]
