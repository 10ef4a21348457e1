"""A loop body that steps at half a unit with a mean over the batch; gradients first, then every array at once."""

import numpy as np

RATE = 0.5


def body(w, b, x, y):
    s = lambda t: 0.5 * (1 + np.tanh(0.5 * t))  # noqa: E731
    hidden = s(w[0] @ x + b[0])
    deeper = s(w[1] @ hidden + b[1])
    guess = s(w[2] @ deeper + b[2])
    d3 = guess - y
    d2 = w[2].T @ d3 * deeper * (1 - deeper)
    d1 = w[1].T @ d2 * hidden * (1 - hidden)
    size = x.shape[1]
    for k, (d, a) in enumerate([(d1, x), (d2, hidden), (d3, deeper)]):
        w[k] -= RATE / size * d @ a.T
        b[k] -= RATE / size * d.sum(axis=1, keepdims=True)
    return w, b


# --- adapter ---
check_me = body
DECLARED = "gives='w b' eta=0.5 cost=cross-entropy"
# --- answer ---
WRONG = []
