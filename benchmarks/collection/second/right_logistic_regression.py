"""One layer: logistic regression, climbing the mean log-likelihood."""

import numpy as np


def logreg_gradient(w, b, X, y):
    p = 1 / (1 + np.exp(-(X @ w[0] + b[0])))
    residual = (y - p) / len(X)
    return [X.T @ residual], [residual.sum(axis=0)]


# --- adapter ---
check_me = logreg_gradient
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=sigmoid, cost=cross-entropy
    ascent=True"""
# --- answer ---
WRONG = []
