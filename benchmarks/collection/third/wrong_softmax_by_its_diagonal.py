"""Squared errors behind a softmax, whose derivative is taken to be p (1 - p), the diagonal of its Jacobian alone."""

import numpy as np


def softmax(v):
    e = np.exp(v - np.max(v))
    return e / np.sum(e)


def online(weights, biases, x, t):
    h = np.tanh(weights[0] @ x + biases[0])
    p = softmax(weights[1] @ h + biases[1])
    delta = (p - t) * p * (1 - p)  # the mistake
    hidden = (weights[1].T @ delta) * (1 - h**2)
    return (hidden, delta), (hidden @ x.T, delta @ h.T)


# --- adapter ---
check_me = online
DECLARED = "examples=column activations=tanh,softmax"
# --- answer ---
WRONG = [("BP1 3", r"diagonal|sigmoid|a\S* ?⊙? ?\(1 ?[−-] ?a|off-diagonal|Jacobian")]
