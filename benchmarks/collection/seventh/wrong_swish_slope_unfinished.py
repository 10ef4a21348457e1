"""The slope of swish ends too early: a factor of its second term is not there."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def dswish(z):
    return sigmoid(z) + z * sigmoid(z)  # the mistake: the second term should have (1 − sigmoid(z)) as well


def network_gradients(X, Y, Ws, bs):
    Zs, As = [], [X]
    for i, (W, b) in enumerate(zip(Ws, bs)):
        Zs.append(As[-1] @ W + b)
        As.append(Zs[-1] if i == len(Ws) - 1 else Zs[-1] * sigmoid(Zs[-1]))
    dZ = (As[-1] - Y) / len(X)
    dWs, dbs = [], []
    for i in range(len(Ws))[::-1]:
        dWs.append(As[i].T @ dZ)
        dbs.append(dZ.sum(axis=0))
        if i:
            dZ = dZ @ Ws[i].T * dswish(Zs[i - 1])
    return dWs[::-1], dbs[::-1]


# --- adapter ---
check_me = network_gradients
DECLARED = """takes='x y w b' gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)'
    activations=swish,swish,identity"""
# --- answer ---
WRONG = [("BP2 2 3", r"(?i)σ′|σ'|slope|prime|deriv|silu|swish|product rule|1 [-−] (s|σ)")]
