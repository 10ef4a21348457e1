"""Every hidden neuron is given the plain sum of the errors above it, without the weights between them."""

import numpy as np


def one_column(W, b, x, y):
    a = [x]
    for w, c in zip(W, b, strict=True):
        a.append(1 / (1 + np.exp(-(w @ a[-1] + c))))
    delta = (a[-1] - y) * a[-1] * (1 - a[-1])
    gw, gb = [delta @ a[-2].T], [delta]
    for k in range(len(W) - 1, 0, -1):
        delta = np.full_like(a[k], delta.sum()) * a[k] * (1 - a[k])  # a mistake
        gw.append(delta @ a[k - 1].T)
        gb.append(delta)
    return gb[::-1], gw[::-1]


# --- adapter ---
check_me = one_column
DECLARED = "examples=column"
# --- answer ---
WRONG = [
    ("BP2 2 3", r"without .*w|w\S* (is |was )?(missing|left out|forgotten|ignored|1)|ones|no weights|sum of δ|Σ ?δ|plain sum")
]
