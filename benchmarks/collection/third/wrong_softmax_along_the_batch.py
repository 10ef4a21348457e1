"""Examples are rows, and the softmax goes down the columns: the probabilities of a class add up to 1 over the batch."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=0)  # the mistake


def model(X, Y, W1, b1, W2, b2):
    a1 = np.tanh(X @ W1 + b1)
    yhat = softmax(a1 @ W2 + b2)
    delta3 = (yhat - Y) / X.shape[0]
    delta2 = delta3 @ W2.T * (1 - a1**2)
    return X.T @ delta2, delta2.sum(axis=0), a1.T @ delta3, delta3.sum(axis=0)


# --- adapter ---
def check_me(w, b, x, y):
    dW1, db1, dW2, db2 = model(x, y, w[0], b[0], w[1], b[1])
    return [dW1, dW2], [db1, db2]


DECLARED = (
    "examples=rows weights='(in, out)' biases='(n,)' gives='nabla_w nabla_b'"
    " activations=tanh,softmax cost=categorical-cross-entropy"
)
# --- answer ---
WRONG = [("", r"softmax.*(batch|examples|axis)|over the (batch|examples)|across the (batch|examples)|axis")]
