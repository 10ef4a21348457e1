"""Written for one example, made into one for rows by numpy.vectorize with a signature, and averaged at the end."""

import numpy as np


def both(w, b, x, y):
    def hidden_and_output_errors(features, wanted):
        h = np.maximum(0, w[0] @ features + b[0])
        out = 1 / (1 + np.exp(-w[1] @ h - b[1]))
        top = out - wanted
        return h, (top @ w[1]) * (h > 0), top

    many = np.vectorize(hidden_and_output_errors, signature="(i),(o)->(h),(h),(o)")
    hidden, low, top = many(x, y)
    share = 1 / len(x)
    return (
        [share * np.tensordot(low, x, axes=(0, 0)), share * np.tensordot(top, hidden, axes=(0, 0))],
        [share * low.sum(0), share * top.sum(0)],
    )


# --- adapter ---
check_me = both
DECLARED = """examples=rows biases='(n,)' gives='nabla_w nabla_b' activations=relu,sigmoid cost=cross-entropy"""
# --- answer ---
WRONG = []
