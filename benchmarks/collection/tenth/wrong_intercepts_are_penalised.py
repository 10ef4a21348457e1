"""Handwritten digits of a course, in one matrix for each layer; the penalty goes over the columns of the intercepts, too."""

import numpy as np
from numpy import c_, ones


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def cost_gradient(Theta, X, y, lam):
    m = X.shape[0]
    num_labels = Theta[1].shape[0]
    Y = (y[:, None] == np.arange(1, num_labels + 1)).astype(float)
    A1 = c_[ones(m), X]
    A2 = c_[ones(m), sigmoid(A1 @ Theta[0].T)]
    H = sigmoid(A2 @ Theta[1].T)
    D3 = H - Y
    D2 = (D3 @ Theta[1])[:, 1:] * A2[:, 1:] * (1 - A2[:, 1:])
    grad = [D2.T @ A1 / m, D3.T @ A2 / m]
    for g, T in zip(grad, Theta):
        g += lam / m * T  # the mistake: T with a first column of zeros
    return grad


# --- adapter ---
def check_me(w, x, y):
    return cost_gradient(w, x, y, 0.25)


DECLARED = (
    "takes='w x y' gives=nabla_w biases='first column' examples=rows targets='classes from 1' activations=sigmoid,sigmoid "
    "cost=cross-entropy l2=0.25 l2_over=m"
)
# --- answer ---
WRONG = [
    (
        "BP3 2 3",
        r"decay|penal|regulari|λ|lambda|[lL]2|0\.25|1/4|shr[iu]nk|(\+|plus|add\w*)[^;]*(\bb\b|b\^|bias|intercept)|(\bb"
        r"|b\^\S+)/(m|4|20)",
        "",
        "BP4 2 3",
    )
]
