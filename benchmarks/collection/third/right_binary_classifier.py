"""Yes or no: one output, targets of 0 and 1, the stable cost of the logits, and a notebook's single function."""

import numpy as np


def fit_step_gradients(X, y, W1, b1, W2, b2):
    m = y.shape[0]
    hidden = np.tanh(np.matmul(X, W1) + b1)
    logit = np.matmul(hidden, W2) + b2
    cost = np.mean(np.maximum(logit, 0) - logit * y + np.log1p(np.exp(-np.abs(logit))))

    dlogit = (1 / (1 + np.exp(-logit)) - y) / m
    dW2 = np.matmul(hidden.T, dlogit)
    db2 = np.sum(dlogit, axis=0, keepdims=True)
    dhidden = np.matmul(dlogit, W2.T) * (1 - np.square(hidden))
    dW1 = np.matmul(X.T, dhidden)
    db1 = np.sum(dhidden, axis=0, keepdims=True)
    return cost, [db1, db2], [dW1, dW2]


# --- adapter ---
def check_me(w, b, x, y):
    return fit_step_gradients(x, y, w[0], b[0], w[1], b[1])


DECLARED = (
    "examples=rows weights='(in, out)' biases='(1, n)' targets='0 and 1' gives='cost nabla_b nabla_w' widths=3,4,1"
    " activations=tanh,sigmoid cost=cross-entropy"
)
# --- answer ---
WRONG = []
