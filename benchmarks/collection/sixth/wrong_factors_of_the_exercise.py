"""The exercise on checking gradients: a 2 and a 4 were planted, and both were handed in."""

import numpy as np


def backward_propagation_n(w, b, x, y):
    (W1, W2, W3), (b1, b2, b3) = w, b
    m = x.shape[1]
    Z1 = np.dot(W1, x) + b1
    A1 = np.maximum(Z1, 0)
    Z2 = np.dot(W2, A1) + b2
    A2 = np.maximum(Z2, 0)
    A3 = 1 / (1 + np.exp(-np.dot(W3, A2) - b3))
    dZ3 = A3 - y
    dZ2 = np.multiply(np.dot(W3.T, dZ3), A2 > 0)
    dZ1 = np.multiply(np.dot(W2.T, dZ2), A1 > 0)
    dW = [np.dot(dZ1, x.T) / m, np.dot(dZ2, A1.T) * 2 / m, np.dot(dZ3, A2.T) / m]  # a mistake
    db = [dZ1.sum(1, keepdims=True) * 4 / m, dZ2.mean(1, keepdims=True), dZ3.mean(1, keepdims=True)]  # another
    return dW, db


# --- adapter ---
check_me = backward_propagation_n
DECLARED = "gives='nabla_w nabla_b' activations=relu,relu,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = [
    ("BP4 3", r"(?i)\b2 times|times 2\b|twice|doubled|two times|×\s*2\b"),
    ("BP3 2", r"(?i)\b4 times|times 4\b|four times|fourfold|×\s*4\b"),
]
