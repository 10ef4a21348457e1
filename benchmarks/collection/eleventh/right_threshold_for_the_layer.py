"""One adjustable threshold for all neurons of a layer; the derivative is written with quotients."""

import numpy as np


def tied_offsets(w, t, x, y):
    z, a = [], [x]
    for wl, tl in zip(w, t):
        z.append(wl @ a[-1] + tl.item())
        a.append(1 / (1 + np.exp(-z[-1])))
    m = x.shape[1]
    dw, dt = [None] * len(w), [None] * len(w)
    back = (a[-1] - y) / m
    for n in range(len(w) - 1, -1, -1):
        e = np.exp(-z[n])
        d = back * e / (1 + e) ** 2
        dw[n] = d @ a[n].T
        dt[n] = np.array([d.sum()])
        back = w[n].T @ d
    return dt, dw


# --- adapter ---
check_me = tied_offsets
DECLARED = "biases=shared"
# --- answer ---
WRONG = []
