"""The functions of scipy.special, and soft targets."""

import numpy as np
from scipy import special


def fit_gradient(coefs, intercepts, X, P):
    hidden = [X]
    for c, i in zip(coefs[:-1], intercepts[:-1]):
        hidden.append(special.expit(hidden[-1] @ c + i))
    scores = hidden[-1] @ coefs[-1] + intercepts[-1]
    loss = -np.sum(P * special.log_softmax(scores, axis=1)) / len(X)
    delta = (special.softmax(scores, axis=1) - P) / len(X)
    grads = []
    for k in reversed(range(len(coefs))):
        grads.append((hidden[k].T @ delta, delta.sum(axis=0)))
        delta = (delta @ coefs[k].T) * hidden[k] * (1 - hidden[k])
    g = grads[::-1]
    return loss, [v for v, _ in g], [v for _, v in g]


# --- adapter ---
check_me = fit_gradient
DECLARED = """examples=rows weights='(in, out)' biases='(n,)' gives='cost nabla_w nabla_b' targets=probabilities
activations=sigmoid,sigmoid,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = []
