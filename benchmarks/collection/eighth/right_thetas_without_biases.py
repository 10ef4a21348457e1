"""After an exercise in another language: Theta1, Theta2, … without a bias unit, examples in rows, gradients that are sums."""

import numpy as np


def nn_gradient(Thetas, X, Y):
    g = lambda z: 1 / (1 + np.exp(-z))
    num_layers = len(Thetas)
    a = {1: X}
    for l in range(1, num_layers + 1):
        a[l + 1] = g(a[l] @ Thetas["Theta%d" % l].T)
    d = {num_layers + 1: a[num_layers + 1] - Y}
    for l in range(num_layers, 1, -1):
        d[l] = (d[l + 1] @ Thetas["Theta%d" % l]) * a[l] * (1 - a[l])
    return {"Theta%d_grad" % l: d[l + 1].T @ a[l] for l in range(1, num_layers + 1)}


# --- adapter ---
check_me = nn_gradient
DECLARED = """takes='params x y' gives=nabla_params parameters=dict w_key=Theta{} nabla_w_key=Theta{}_grad biases=none
    examples=rows cost=cross-entropy total=sum"""
# --- answer ---
WRONG = []
