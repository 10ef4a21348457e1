"""Design matrices: a column of ones is glued to the right of every layer's input, and the biases are the last row."""

import numpy as np


def design(A):
    return np.c_[A, np.ones(len(A))]


def gradients(betas, X, Y):
    D, A = [], X
    for beta in betas:
        D.append(design(A))
        A = 1 / (1 + np.exp(-D[-1] @ beta))
    E = (A - Y) / len(X)
    answer = [None] * len(betas)
    for i in range(len(betas))[::-1]:
        answer[i] = D[i].T @ E
        P = D[i] * (1 - D[i])
        E = (E @ betas[i].T * P)[:, :-1]
    return answer


# --- adapter ---
check_me = gradients
DECLARED = "cost=cross-entropy examples=rows weights='(in, out)' biases='last row' takes='w x y' gives=nabla_w"
# --- answer ---
WRONG = []
