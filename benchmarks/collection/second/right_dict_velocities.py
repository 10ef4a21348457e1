"""Momentum in dictionaries: v = μv + g, and w − ηv."""

import numpy as np


def sgd_momentum(params, velocity, X, Y, lr, mu):
    A = np.tanh(params["W1"] @ X + params["b1"])
    P = 1 / (1 + np.exp(-(params["W2"] @ A + params["b2"])))
    dZ = (P - Y) / X.shape[1]
    dA = (params["W2"].T @ dZ) * (1 - A**2)
    grads = {"W1": dA @ X.T, "b1": dA.sum(1, keepdims=True), "W2": dZ @ A.T, "b2": dZ.sum(1, keepdims=True)}
    for key, g in grads.items():
        velocity[key] = mu * velocity[key] + g
        params[key] = params[key] - lr * velocity[key]
    return params


# --- adapter ---
check_me = sgd_momentum
DECLARED = """takes='params velocity x y eta momentum' gives=params parameters=dict activations=tanh,sigmoid
    cost=cross-entropy"""
# --- answer ---
WRONG = []
