"""A Poisson cost of rates; the error at the output is a - y, as it would be after an exponential, but it is a softplus."""

import numpy as np


def counts(w, b, x, y):
    h = np.tanh(w[0] @ x + b[0])
    z = w[1] @ h + b[1]
    rate = np.logaddexp(0, z)
    cost = rate.sum() - (y * np.log(rate)).sum()
    d2 = rate - y  # the mistake
    d1 = (1 - h * h) * (w[1].T @ d2)
    return cost, [d1, d2], [np.outer(d1, x), np.outer(d2, h)]


# --- adapter ---
check_me = counts
DECLARED = """gives='cost nabla_b nabla_w' examples=column activations=tanh,softplus cost=poisson-nll-of-rates"""
# --- answer ---
WRONG = [
    (
        "BP1 3",
        r"(?i)a(\^L)? ?[-−] ?y|residual|without\b.*(σ|slope|/ ?a)|(σ′|slope).*(missing|left out|forgotten)|quadratic"
        r"|another cost|exponential|\bexp\b|cross-entropy|/ ?a\b|divided by (the )?(a|rate)|1/a|shortcut",
    )
]
