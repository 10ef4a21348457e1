"""Sigmoid outputs, but the derivative of the cost has the term of y = 1 alone, as it is with softmax."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def backprop(X, Y, W, b):
    m = len(X)
    A1 = np.maximum(0, X @ W[0] + b[0])
    A2 = sigmoid(A1 @ W[1] + b[1])
    dA2 = -Y / A2  # a mistake
    dZ2 = dA2 * A2 * (1 - A2)
    dZ1 = dZ2 @ W[1].T * (A1 > 0)
    return [X.T @ dZ1 / m, A1.T @ dZ2 / m], [dZ1.mean(0), dZ2.mean(0)]


# --- adapter ---
check_me = backprop
DECLARED = (
    "activations=relu,sigmoid cost=cross-entropy examples=rows weights='(in, out)' biases='(n,)' takes='x y w b'"
    " gives='nabla_w nabla_b'"
)
# --- answer ---
WRONG = [("BP1 3", r"[−-] ?y ?/ ?a|1 [−-] y|first term|second term|one term|half of|categorical|log.likelihood|y = 1")]
ALSO = ("declare cost=categorical-cross-entropy",)
