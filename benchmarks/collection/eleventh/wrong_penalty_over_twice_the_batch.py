"""The regularised exercise: λ/(2m) times the squares in the cost, and then the same fraction in the derivative."""

import numpy as np

lambda_ = 1.75


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def regularised_gradients(thetas, X, y):
    m = X.shape[0]
    a = [np.insert(X, X.shape[1], 1, axis=1)]
    for theta in thetas[:-1]:
        a.append(np.insert(sigmoid(a[-1] @ theta.T), len(theta), 1, axis=1))
    delta = sigmoid(a[-1] @ thetas[-1].T) - y
    grads = []
    for theta, given in zip(thetas[::-1], a[::-1]):
        grad = delta.T @ given / m
        grad[:, :-1] += lambda_ / (2 * m) * theta[:, :-1]  # the mistake
        grads.append(grad)
        delta = ((delta @ theta) * given * (1 - given))[:, :-1]
    return grads[::-1]


# --- adapter ---
check_me = regularised_gradients
DECLARED = """activations=sigmoid,sigmoid,sigmoid cost=cross-entropy takes='w x y' gives=nabla_w examples=rows
biases='last column' l2=1.75 l2_over=m"""
# --- answer ---
HALF = r"[Hh]alf|halv|1/2|½|0\.5\b|2 ?m\b|λ ?/ ?\(?2|0\.875|7/8|\b2\b|\b[Tt]wo\b|[Tt]wice|declare l2"
WRONG = [
    ("BP4 2 3 4", HALF, ""),
]
