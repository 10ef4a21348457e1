"""The exercise with handwritten digits as people port it: a loop over examples, ones in front, classes from 1."""

import numpy as np


def g(z):
    return 1.0 / (1.0 + np.exp(-z))


def nn_gradient(Theta1, Theta2, X, y, lam):
    m, labels = X.shape[0], Theta2.shape[0]
    Delta1, Delta2 = np.zeros(Theta1.shape), np.zeros(Theta2.shape)
    for t in range(m):
        a1 = np.insert(X[t], 0, 1)
        a2 = np.insert(g(Theta1 @ a1), 0, 1)
        a3 = g(Theta2 @ a2)
        d3 = a3 - (np.arange(1, labels + 1) == y[t])
        d2 = (Theta2.T @ d3)[1:] * a2[1:] * (1 - a2[1:])
        Delta1 += np.outer(d2, a1)
        Delta2 += np.outer(d3, a2)
    grad1, grad2 = Delta1 / m, Delta2 / m
    grad1[:, 1:] += lam / m * Theta1[:, 1:]
    grad2[:, 1:] += lam / m * Theta2[:, 1:]
    return grad1, grad2


# --- adapter ---
def check_me(w, x, y):
    return nn_gradient(w[0], w[1], x, y, 0.75)


DECLARED = (
    "activations=sigmoid,sigmoid cost=cross-entropy examples=rows targets='classes from 1' biases='first column'"
    " takes='w x y' gives=nabla_w l2=0.75 l2_over=m"
)
# --- answer ---
WRONG = []
