"""Distillation: the Kullback–Leibler divergence from the teacher's probabilities to the student's."""

import numpy as np


def distil(w, b, X, teacher):
    h = np.log1p(np.exp(-np.abs(w[0] @ X + b[0]))) + np.maximum(w[0] @ X + b[0], 0)
    z = w[1] @ h + b[1]
    z = z - z.max(axis=0)
    student = np.exp(z) / np.exp(z).sum(axis=0)
    d2 = (student - teacher) / X.shape[1]
    d1 = (w[1].T @ d2) / (1 + np.exp(-(w[0] @ X + b[0])))
    return [d1.sum(1, keepdims=True), d2.sum(1, keepdims=True)], [d1 @ X.T, d2 @ h.T]


# --- adapter ---
check_me = distil
DECLARED = "activations=softplus,log_softmax cost=kl-div targets=probabilities"
# --- answer ---
WRONG = []
