"""Two contractions with tensordot in place of products of matrices; sigmoid and its cross-entropy, summed over the batch."""

import numpy as np


def squash(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def contract(ws, bs, x, y):
    acts = [x]
    for w, b in zip(ws, bs):
        acts.append(squash(np.tensordot(w, acts[-1], axes=(1, 0)) + b[:, None]))
    err = acts[-1] - y
    out_b, out_w = [], []
    for k in range(len(ws) - 1, -1, -1):
        out_w.insert(0, np.tensordot(err, acts[k], axes=(1, 1)))
        out_b.insert(0, np.tensordot(err, np.ones(x.shape[1]), axes=1))
        if k:
            err = np.tensordot(ws[k], err, axes=(0, 0)) * acts[k] * (1 - acts[k])
    return out_b, out_w


# --- adapter ---
check_me = contract
DECLARED = "biases='(n,)' cost=cross-entropy total=sum"
# --- answer ---
WRONG = []
