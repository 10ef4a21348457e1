"""A step in one go for a regression with rectifiers; the cost is half the mean of squared distances."""

import numpy as np


def step(W, b, X, Y, lr):
    (W1, W2, W3), (b1, b2, b3) = W, b
    m = X.shape[1]
    Z1 = W1 @ X + b1
    A1 = np.maximum(Z1, 0)
    Z2 = W2 @ A1 + b2
    A2 = np.maximum(Z2, 0)
    out = W3 @ A2 + b3
    d3 = 2 * (out - Y) / m  # the first mistake: half of the square has no two
    d2 = (W3.T @ d3) * (Z2 > 0)
    d1 = W2.T @ d2  # the second
    W1, W2, W3 = W1 - lr * d1 @ X.T, W2 - lr * d2 @ A1.T, W3 - lr * d3 @ A2.T
    b1 = b1 - lr * d1.sum(axis=1, keepdims=True)
    b2 = b2 - lr * d2.sum(axis=1, keepdims=True)
    b3 = b3 - lr * d3.sum()  # the third: it fits by broadcasting
    return [W1, W2, W3], [b1, b2, b3]


# --- adapter ---
check_me = step
DECLARED = "activations=relu,relu,identity takes='w b x y eta' gives='w b'"
# --- answer ---
TWO = r"\b2\b|[Tt]wo\b|[Tt]wice|[Dd]ouble|½|1/2|[Hh]alf|halv"
WRONG = [
    ("BP1 4", TWO, ""),
    ("BP2 2", r"σ′|σ'|[Pp]rime|[Ss]lope|[Dd]eriv|[Mm]ask|[Rr]elu|ReLU|[Rr]ectif|identity|[Ll]inear|gate|step"),
    (
        "BP3 4",
        r"[Ee]verything|all (the )?(neurons|outputs|entries)|(over|across) (the )?(neurons|outputs|layer|rows)"
        r"|[Ss]ummed|[Ss]um (of|over)|scalar"
        r"|one number|[Aa]xis|[Bb]roadcast|[Ss]hared|total|same (number|value)|whole|n_?\^?\{?L|every neuron",
    ),
]
ALSO = [("BP2 2 3", TWO), ("BP3 2 3 4", TWO), ("BP4 2 3 4", TWO)]
