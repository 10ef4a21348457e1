"""One output: np.sum without axis is right there and wrong in the hidden layer; planted: bias summed over the layer."""

import numpy as np


def step(W1, b1, W2, b2, X, Y, lr):
    H = np.tanh(np.dot(W1, X) + b1)
    P = np.dot(W2, H) + b2
    dP = (P - Y) / X.shape[1]
    dH = np.dot(W2.T, dP) * (1 - np.power(H, 2))
    W2 = W2 - lr * np.dot(dP, H.T)
    b2 = b2 - lr * np.sum(dP)
    W1 = W1 - lr * np.dot(dH, X.T)
    b1 = b1 - lr * np.sum(dH)
    return [W1, W2], [b1, b2]


# --- glue ---
def submission(w, b, x, y, eta):
    return step(w[0], b[0], w[1], b[1], x, y, eta)


CONVENTIONS = {"activations": ["tanh", "identity"], "widths": (3, 5, 1), "takes": "w b x y eta", "gives": "w b"}
