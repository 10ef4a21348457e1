"""Soft labels that add up to 1, and a softmax that subtracts its maximum."""

import numpy as np


def log_softmax(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def train_grads(params, X, P):
    h1 = np.maximum(X @ params["W1"] + params["b1"], 0)
    h2 = np.maximum(h1 @ params["W2"] + params["b2"], 0)
    lp = log_softmax(h2 @ params["W3"] + params["b3"])
    nll = -(P * lp).sum(axis=-1).mean()
    d3 = (np.exp(lp) - P) / len(X)
    d2 = (d3 @ params["W3"].T) * (h2 > 0)
    d1 = (d2 @ params["W2"].T) * (h1 > 0)
    grads = {f"dW{k}": a.T @ d for k, (a, d) in enumerate(((X, d1), (h1, d2), (h2, d3)), 1)}
    grads.update({f"db{k}": d.sum(axis=0, keepdims=True) for k, d in enumerate((d1, d2, d3), 1)})
    return nll, grads


# --- adapter ---
check_me = train_grads
DECLARED = """takes='params x y' gives='cost nabla_params' parameters=dict examples=rows weights='(in, out)' biases='(1, n)'
    targets=probabilities activations=relu,relu,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = []
