"""Hidden features are logarithms of probabilities; the slope is one less their exponential."""

import numpy as np


def log_chance(z):
    return np.where(z < 0, z - np.log1p(np.exp(-abs(z))), -np.log1p(np.exp(-abs(z))))


def regression_gradients(x, y, w, b):
    features = log_chance(x @ w[0] + b[0])
    second = log_chance(features @ w[1] + b[1])
    residual = (second @ w[2] + b[2] - y) / y.shape[0]
    at_second = residual @ w[2].T * -np.expm1(second)
    at_first = at_second @ w[1].T * -np.expm1(features)
    errors = at_first, at_second, residual
    return [e.sum(0) for e in errors], [v.T @ e for v, e in zip((x, features, second), errors)]


# --- adapter ---
check_me = regression_gradients
DECLARED = """takes='x y w b' examples=rows weights='(in, out)' biases='(n,)'
    activations=logsigmoid,logsigmoid,identity"""
# --- answer ---
WRONG = []
