"""Leaky rectifiers with one slope on the way forward and another on the way back, and a guarded division at the output."""

import numpy as np


def lrelu(z, alpha=0.01):
    return np.where(z > 0, z, alpha * z)


def lrelu_grad(z, alpha=0.1):  # a mistake
    return np.where(z > 0, 1.0, alpha)


def logistic(z):
    return 1 / (1 + np.exp(-z))


def backprop(p, X, Y):
    n = X.shape[0]
    Z1 = X @ p["layer1"]["kernel"] + p["layer1"]["bias"]
    H1 = lrelu(Z1)
    Z2 = H1 @ p["layer2"]["kernel"] + p["layer2"]["bias"]
    H2 = lrelu(Z2)
    A = logistic(H2 @ p["layer3"]["kernel"] + p["layer3"]["bias"])
    D3 = (A - Y) / (A * (1 - A) + 1e-8) * A * (1 - A) / n  # a mistake
    D2 = D3 @ p["layer3"]["kernel"].T * lrelu_grad(Z2)
    D1 = D2 @ p["layer2"]["kernel"].T * lrelu_grad(Z1)
    g = {}
    for name, inp, D in (("layer1", X, D1), ("layer2", H1, D2), ("layer3", H2, D3)):
        g[name] = {"kernel": inp.T @ D, "bias": D.sum(axis=0)}
    return g


# --- adapter ---
check_me = backprop
DECLARED = (
    "takes='params x y' gives=nabla_params parameters=dict w_key=layer{}/kernel b_key=layer{}/bias examples=rows"
    " weights='(in, out)' biases='(n,)' activations=leaky_relu,leaky_relu,sigmoid cost=cross-entropy"
)
# --- answer ---
WRONG = [("BP1 4", r"1e-0?8|10⁻⁸|guard|ε|added"), ("BP2 2 3", r"slope|0\.1\b|leaky|10 times")]
