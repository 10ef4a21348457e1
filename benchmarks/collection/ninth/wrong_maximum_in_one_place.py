"""A softmax with the maximum subtracted above the line and not below."""

import numpy as np


def softmax(z):
    top = np.exp(z - np.max(z, axis=0))
    return top / np.sum(np.exp(z), axis=0)  # a mistake


def propagate(w, b, X, T):
    h1 = np.tanh(w[0] @ X + b[0])
    h2 = np.tanh(w[1] @ h1 + b[1])
    p = softmax(w[2] @ h2 + b[2])
    e3 = (p - T) / X.shape[1]
    e2 = (1 - h2**2) * (w[2].T @ e3)
    e1 = (1 - h1**2) * (w[1].T @ e2)
    errors = e1, e2, e3
    return [e.sum(axis=1)[:, np.newaxis] for e in errors], [e @ a.T for e, a in zip(errors, (X, h1, h2))]


# --- adapter ---
check_me = propagate
DECLARED = "activations=tanh,tanh,softmax cost=categorical-cross-entropy"
# --- answer ---
MAXIMUM = (
    r"(?i)max|sum to (one|1)|add up to|normali[sz]|numerator|denominator|shift|e\^|\bexp\b|exp\(|(not|no) (a )?probabilit"
    r"|divided by .*(sum|Σ)|(sum|Σ).*(is not|other|wrong)"
)
WRONG = [("", MAXIMUM, "BP1 4")]
ALSO = [("BP1 4", MAXIMUM)]
