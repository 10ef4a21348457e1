"""Three mistakes: the slope of softsign without its square, ∇b over the width of its layer, and absolute activations in ∇w."""

import numpy as np


def softsign(z):
    return z / (1 + np.abs(z))


def slope(z):
    return 1 / (1 + np.abs(z))  # a mistake


def gradient_lists(W, b, x, y):
    z1 = W[0] @ x + b[0]
    h1 = softsign(z1)
    z2 = W[1] @ h1 + b[1]
    h2 = softsign(z2)
    g3 = (W[2] @ h2 + b[2]) - y
    g2 = W[2].T @ g3 * slope(z2)
    g1 = W[1].T @ g2 * slope(z1)
    nabla_b = [g / len(g) for g in (g1, g2, g3)]  # a mistake
    nabla_w = [g1 @ x.T, g2 @ np.abs(h1).T, g3 @ np.abs(h2).T]  # a mistake
    return nabla_w, nabla_b


# --- adapter ---
check_me = gradient_lists
DECLARED = "gives='nabla_w nabla_b' examples=column activations=softsign,softsign,identity"
# --- answer ---
WRONG = [
    ("BP2 2 3", r"squar|\^ ?2|²|1/\(1 ?\+ ?\|z|√|sqrt|root"),
    (
        "BP3 2 3 4",
        r"1/n|/ ?n\b|1/[345]\b|0\.25|0\.2\b|0\.33|divided by|mean|averag|"
        r"number of (its |the )?(neurons|units|rows|outputs)|width|size",
    ),
    ("BP4 3 4", r"abs|\|a|\|σ|without.{0,20}sign|sign.{0,20}(lost|ignored|dropped|forgotten)|magnitude"),
]
