"""Every example goes to a thread of a pool, and what comes back is summed."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np


def one_example(w, b, pair):
    x, y = pair
    hidden = np.tanh(w[0] @ x + b[0][:, 0])
    out = np.tanh(w[1] @ hidden + b[1][:, 0])
    delta_out = (out - y) * (1 - out**2)
    delta_hidden = w[1].T @ delta_out * (1 - hidden**2)
    return delta_hidden, delta_out, np.outer(delta_hidden, x), np.outer(delta_out, hidden)


def in_parallel(w, b, x, y):
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(partial(one_example, w, b), zip(x.T, y.T)))
    b1, b2, w1, w2 = map(sum, zip(*parts))
    return [b1.reshape(-1, 1), b2.reshape(-1, 1)], [w1, w2]


# --- adapter ---
check_me = in_parallel
DECLARED = "total=sum activations=tanh,tanh"
# --- answer ---
WRONG = []
