"""The mean squared error is averaged over examples and outputs, its gradient over the examples alone."""

import numpy as np


def keras_like(w, b, x, y):
    hidden = np.maximum(0, x @ w[0] + b[0])
    pred = hidden @ w[1] + b[1]
    loss = np.mean(np.square(pred - y))
    grad = 2 * (pred - y) / x.shape[0]  # the mistake
    back = np.where(hidden > 0, grad @ w[1].T, 0)
    return loss, [x.T @ back, hidden.T @ grad], [back.sum(0), grad.sum(0)]


# --- adapter ---
check_me = keras_like
DECLARED = """gives='cost nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=relu,identity
    half=False mean_over_outputs=True widths=2,5,3"""
# --- answer ---
WRONG = [
    ("", r"(?i)times n_L\b|times 3\b|\b3 times|mean_over_outputs|number of outputs|\boutputs\b|times n\b|three times|×\s*3\b")
]
