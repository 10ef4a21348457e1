"""a(a − 1) stands where a(1 − a) is meant, in the hidden layers."""

import numpy as np


def gradients_of_rows(W, b, X, T):
    A = [X]
    for Wk, bk in zip(W, b):
        A.append(1 / (1 + np.exp(-(A[-1].dot(Wk) + bk))))
    D = [A[-1] - T]
    for k in range(len(W) - 1, 0, -1):
        D.insert(0, D[0].dot(W[k].T) * A[k] * (A[k] - 1))  # the mistake: 1 − A is meant
    n = float(len(X))
    return [a.T.dot(d) / n for a, d in zip(A, D)], [d.mean(0, keepdims=True) for d in D]


# --- adapter ---
check_me = gradients_of_rows
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(1, n)' cost=cross-entropy"""
# --- answer ---
WRONG = [("BP2 2 3", r"(?i)sign|minus|negat|[-−] ?1|a ?[-−] ?1|times|[-−]σ|[-−]\(|turned|opposite")]
