"""Thresholds that are subtracted, and an update for a whole batch."""

import numpy as np


def epoch(W, theta, X, T, lr):
    n = X.shape[1]
    outputs = [X]
    for weight, threshold in zip(W, theta):
        outputs.append(1.0 / (1.0 + np.exp(threshold - weight @ outputs[-1])))
    back = (T - outputs[-1]) / n
    newW, newT = list(W), list(theta)
    for k in range(len(W))[::-1]:
        back = back * outputs[k + 1] * (1 - outputs[k + 1])
        newW[k] = W[k] + lr * back @ outputs[k].T
        newT[k] = theta[k] - lr * back.sum(axis=1, keepdims=True)
        back = W[k].T @ back
    return newW, newT


# --- adapter ---
check_me = epoch
DECLARED = "takes='w b x y eta' gives='w b' subtracted=True"
# --- answer ---
WRONG = []
