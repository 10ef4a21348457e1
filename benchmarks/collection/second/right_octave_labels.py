"""An Octave exercise in Python: labels from 1, Theta1 and Theta2 with a first column, recoded to rows of an identity matrix."""

import numpy as np


def sigmoidGradient(z):
    g = 1 / (1 + np.exp(-z))
    return g * (1 - g)


def nnCostFunction(Theta1, Theta2, X, y, num_labels):
    m = X.shape[0]
    I = np.eye(num_labels)
    Y = I[y - 1, :]
    A1 = np.c_[np.ones(m), X]
    Z2 = A1 @ Theta1.T
    A2 = np.c_[np.ones(m), 1 / (1 + np.exp(-Z2))]
    H = 1 / (1 + np.exp(-(A2 @ Theta2.T)))
    Sigma3 = H - Y
    Sigma2 = (Sigma3 @ Theta2[:, 1:]) * sigmoidGradient(Z2)
    return Sigma2.T @ A1 / m, Sigma3.T @ A2 / m


# --- adapter ---
def check_me(w, x, y):
    return nnCostFunction(w[0], w[1], x, y, len(w[1]))


DECLARED = """takes='w x y' gives=nabla_w biases='first column' examples=rows targets='classes from 1' cost=cross-entropy
    activations=sigmoid,sigmoid"""
# --- answer ---
WRONG = []
