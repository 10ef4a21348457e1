"""A step uphill on a reward; the rate stands in the function."""

import numpy as np


def improve(w, b, x, y, step_size):
    h = np.tanh(x @ w[0] + b[0])
    p = 1 / (1 + np.exp(-(h @ w[1] + b[1])))
    g = (y - p) / len(x)
    gh = g @ w[1].T * (1 - h * h)
    return [w[0] + step_size * x.T @ gh, w[1] + step_size * h.T @ g], [
        b[0] + step_size * gh.sum(0, keepdims=True),
        b[1] + step_size * g.sum(0, keepdims=True),
    ]


# --- adapter ---
check_me = improve
DECLARED = """takes='w b x y eta' gives='w b' step=ascent ascent=True examples=rows weights='(in, out)' biases='(1, n)'
    activations=tanh,sigmoid cost=cross-entropy"""
# --- answer ---
WRONG = []
