"""δ and a are averaged over the batch first, and the product is taken of the two means."""

import numpy as np


def averaged(W, b, X, Y):
    acts = [X]
    for w, c in zip(W, b, strict=True):
        acts.append(1 / (1 + np.exp(-(acts[-1] @ w + c))))
    signal = acts[-1] - Y
    dW, db = [], []
    for i in reversed(range(len(W))):
        mean_signal = signal.mean(axis=0)
        dW.append(np.outer(acts[i].mean(axis=0), mean_signal))  # a mistake
        db.append(mean_signal)
        signal = signal @ W[i].T * acts[i] * (1 - acts[i])
    return db[::-1], dW[::-1]


# --- adapter ---
check_me = averaged
DECLARED = "cost=cross-entropy examples=rows weights='(in, out)' biases='(n,)'"
# --- answer ---
WRONG = [("BP4 2 3 4", r"means|mean of|mean a|mean δ|average|Σ.*Σ|before the product|summed .*before|times 1/m")]
