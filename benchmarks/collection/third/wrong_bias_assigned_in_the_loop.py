"""A loop over the batch in which dW is added up and db is assigned, so that of db the last example is left."""

import numpy as np


def gradient_of_batch(weights, biases, X, Y):
    m = X.shape[1]
    dW = [np.zeros_like(W) for W in weights]
    db = [np.zeros_like(b) for b in biases]
    for i in range(m):
        x, y = X[:, i : i + 1], Y[:, i : i + 1]
        hs = [x]
        for W, b in zip(weights, biases):
            hs.append(1 / (1 + np.exp(-(W @ hs[-1] + b))))
        delta = (hs[-1] - y) * hs[-1] * (1 - hs[-1])
        for l in reversed(range(len(weights))):
            dW[l] += delta @ hs[l].T / m
            db[l] = delta / m  # the mistake
            if l > 0:
                delta = (weights[l].T @ delta) * hs[l] * (1 - hs[l])
    return db, dW


# --- adapter ---
check_me = gradient_of_batch
DECLARED = "activations=sigmoid,sigmoid,sigmoid"
# --- answer ---
WRONG = [("BP3 2 3 4", r"last example|only .*example|one example|example \d|single example|example 4")]
