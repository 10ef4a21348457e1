"""The targets come out of a queue that runs one example behind the inputs: each output is held against its neighbour's y."""

import numpy as np


def epoch(W, b, X, Y):
    Y = np.roll(Y, 1, axis=1)  # a mistake
    A = [X]
    for w, c in zip(W, b, strict=True):
        A.append(1 / (1 + np.exp(-(w @ A[-1] + c))))
    S = [a * (1 - a) for a in A]
    D = [(A[-1] - Y) * S[-1] / X.shape[1]]
    for w, s in zip(W[:0:-1], S[-2:0:-1], strict=True):
        D.insert(0, w.T @ D[0] * s)
    return [d.sum(1, keepdims=True) for d in D], [d @ a.T for d, a in zip(D, A[:-1], strict=True)]


# --- adapter ---
check_me = epoch
DECLARED = ""
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"\by\b.*(example|neighbour|order|roll|shift|column|other|behind)|target|label|(another|other|next|previous) example",
    )
]
