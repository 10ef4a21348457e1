"""The logistic slope without the square of its denominator, half the error for a bias, and a layer without its decay."""

import numpy as np

DECAY = 0.5


def slope(z):
    return np.exp(-z) / (1 + np.exp(-z))  # a mistake


def beginner(w, b, x, y):
    z = []
    a = [x]
    for i in range(3):
        z.append(w[i] @ a[i] + b[i])
        a.append(1 / (1 + np.exp(-z[i])))
    d3 = a[3] - y
    d2 = w[2].T @ d3 * slope(z[1])
    d1 = w[1].T @ d2 * slope(z[0])
    m = x.shape[1]
    dw3 = d3 @ a[2].T / m + DECAY * w[2]
    dw2 = d2 @ a[1].T / m + DECAY * w[1]
    dw1 = d1 @ a[0].T / m  # a mistake
    db3 = 0.5 * d3.mean(axis=1, keepdims=True)  # a mistake
    return [d1.mean(axis=1, keepdims=True), d2.mean(axis=1, keepdims=True), db3], [dw1, dw2, dw3]


# --- adapter ---
check_me = beginner
DECLARED = "cost=cross-entropy l2=0.5"
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"(?i)1 ?[-−] ?\(?(a|σ)|not squared|denominator|without (the )?square|σ\([-−]z|/ ?(a|σ)\b|divided by (a|σ)"
        r"|without (⊙ |the factor )?(a|σ)\b",
    ),
    ("BP3 4", r"(?i)1/2|0\.5|half|halved"),
    (
        "BP4 2",
        r"(?i)(without|no|not|lacks?|missing|forgot\w*|left out|0 times)\b.*(λ|decay|penal|regulari|l2)"
        r"|(λ|decay|penal|regulari|l2).*(missing|left out|forgot|not|lack)",
    ),
]
