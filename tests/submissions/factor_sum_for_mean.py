"""The mean over the examples forgotten; planted: times m, which one example does not show."""

import numpy as np


def grads(W1, b1, W2, b2, X, Y):
    Z1 = W1.dot(X) + b1
    A1 = np.tanh(Z1)
    A2 = 1 / (1 + np.exp(-(W2.dot(A1) + b2)))
    dZ2 = A2 - Y
    dZ1 = W2.T.dot(dZ2) * (1 - A1**2)
    row_sums = lambda d: d.sum(axis=1, keepdims=True)
    return dZ1.dot(X.T), row_sums(dZ1), dZ2.dot(A1.T), row_sums(dZ2)


# --- glue ---
def submission(w, b, x, y):
    dW1, db1, dW2, db2 = grads(w[0], b[0], w[1], b[1], x, y)
    return [dW1, dW2], [db1, db2]


CONVENTIONS = {"activations": ["tanh", "sigmoid"], "cost": "cross-entropy", "gives": "nabla_w nabla_b"}
