"""One mistake: the derivative of λ|w| is taken for λ, whatever the sign of w."""

import numpy as np

LAM = 0.625


def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


def costs_and_slopes(W, b, X, Y):
    n = X.shape[1]
    A = np.tanh(W[0] @ X + b[0])
    P = softmax(W[1] @ A + b[1])
    cost = -np.sum(Y * np.log(P)) / n + LAM * sum(np.abs(w).sum() for w in W)
    D1 = (P - Y) / n
    D0 = W[1].T @ D1 * (1 - A**2)
    slopes = [D0 @ X.T + LAM, D1 @ A.T + LAM]  # a mistake
    return cost, slopes, [D0.sum(1, keepdims=True), D1.sum(1, keepdims=True)]


# --- adapter ---
check_me = costs_and_slopes
DECLARED = """gives='cost nabla_w nabla_b' targets=one-hot activations=tanh,softmax cost=categorical-cross-entropy
    l1=0.625"""
# --- answer ---
WRONG = [
    ("BP4 2 3", r"sign|sgn|constant|λ (was|is) added|\+ ?λ\b(?! ?(w|sg|si))|ones|\+ ?0\.625|" r"\|w\||every (entry|weight)")
]
