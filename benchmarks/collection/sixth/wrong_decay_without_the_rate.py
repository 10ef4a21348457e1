"""The step shrinks the weights by the whole decay, which should be multiplied by the rate."""

import numpy as np

LAM = 0.25


def update(w, b, x, y, eta):
    h = 1 / (1 + np.exp(-(w[0] @ x + b[0])))
    o = 1 / (1 + np.exp(-(w[1] @ h + b[1])))
    m = x.shape[1]
    d2 = (o - y) * o * (1 - o)
    d1 = w[1].T @ d2 * h * (1 - h)
    new_w = [(1 - LAM) * old - eta / m * d @ fed.T for old, d, fed in zip(w, (d1, d2), (x, h))]  # the mistake
    new_b = [old - eta / m * d.sum(axis=1, keepdims=True) for old, d in zip(b, (d1, d2))]
    return new_w, new_b


# --- adapter ---
check_me = update
DECLARED = "takes='w b x y eta' gives='w b' l2=0.25 activations=sigmoid,sigmoid"
# --- answer ---
WRONG = [
    (
        "BP4 2 3",
        r"(?i)(λ|decay|penal|regulari|l2|shrink).*(η|\beta\b|rate|times|factor|strong|large|/)"
        r"|(η|\beta\b|rate).*(λ|decay|penal|regulari|l2|shrink)|1 ?[-−] ?λ",
    )
]
