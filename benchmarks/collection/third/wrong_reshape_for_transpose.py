"""The shapes did not fit, so the matrix was reshaped where it should have been transposed."""

import numpy as np


def backprop(W, B, x, y):
    sig = lambda v: 1 / (1 + np.exp(-v))
    z, a = [], [x.reshape(-1, 1)]
    for i in range(len(W)):
        z.append(np.matmul(W[i], a[i]) + B[i].reshape(-1, 1))
        a.append(sig(z[i]))
    dB, dW = list(B), list(W)
    d = (a[-1] - y.reshape(-1, 1)) * sig(z[-1]) * (1 - sig(z[-1]))
    for i in range(len(W) - 1, -1, -1):
        dB[i] = d.flatten()
        dW[i] = np.matmul(d, a[i].T)
        if i > 0:
            back = np.matmul(W[i].reshape(W[i].shape[1], W[i].shape[0]), d)  # the mistake
            d = back * sig(z[i - 1]) * (1 - sig(z[i - 1]))
    return dB, dW


# --- adapter ---
check_me = backprop
DECLARED = "examples=vector biases='(n,)'"
# --- answer ---
WRONG = [("BP2 2 3", r"reshape|transpose")]
