"""Sparse weights wanted: the absolute values of all weights, divided by the examples like the cost that is returned."""

import numpy as np


def sparse_objective(W, B, X, T, lam=0.625):
    n = X.shape[1]
    Z1 = W[0] @ X + B[0]
    A1 = np.where(Z1 > 0, Z1, 0)
    Z2 = W[1] @ A1 + B[1]
    A2 = np.exp(Z2 - Z2.max(0))
    A2 /= A2.sum(0)
    J = -(T * np.log(A2)).sum() / n + lam / n * sum(np.abs(w).sum() for w in W)
    E2 = A2 * T.sum(0) - T
    E1 = np.where(Z1 > 0, W[1].T @ E2, 0)
    dW = [(E @ A.T + lam * np.sign(w)) / n for E, A, w in zip((E1, E2), (X, A1), W)]
    dB = [E.mean(axis=1, keepdims=True) for E in (E1, E2)]
    return J, dW, dB


# --- adapter ---
check_me = sparse_objective
DECLARED = """gives='cost nabla_w nabla_b' targets=probabilities activations=relu,softmax cost=categorical-cross-entropy
    l1=0.625 l1_over=m"""
# --- answer ---
WRONG = []
