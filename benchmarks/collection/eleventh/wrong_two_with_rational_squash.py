"""Three layers written out, squashed by z / (1 + |z|), and copied line by line."""

import numpy as np


def squash(z):
    return z / (1 + np.abs(z))


def squash_prime(z):
    return 1 / (1 + np.abs(z))  # the first mistake


def written_out(w, b, x, y):
    m = x.shape[0]
    z1 = x @ w[0].T + b[0].T
    a1 = squash(z1)
    z2 = a1 @ w[1].T + b[1].T
    a2 = squash(z2)
    z3 = a2 @ w[2].T + b[2].T
    d3 = z3 - y
    d2 = d3 @ w[2] * squash_prime(z2)
    d1 = d2 @ w[1] * squash_prime(z1)
    dw3 = d3.T @ a2 / m
    dw2 = d2.T @ a1  # the second mistake
    dw1 = d1.T @ x / m
    db3 = d3.mean(axis=0)[:, None]
    db2 = d2.mean(axis=0)[:, None]
    db1 = d1.mean(axis=0)[:, None]
    return [db1, db2, db3], [dw1, dw2, dw3]


# --- adapter ---
check_me = written_out
DECLARED = "activations=softsign,softsign,identity examples=rows"
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        (
            r"(a|σ)(\^l|\(z\S*\))? ?/ ?z|1 ?/ ?\(1 ?\+ ?\|z|[Ss]quar|\(1 ?\+ ?\|z\S* ?\|?\)|²|\^2|\b2\b|[Rr]oot|√"
            r"|power|exponent|1 ?[-−] ?\|a"
            r"|\(1 ?\+ ?\|z"
        ),
    ),
    ("BP4 3", r"m times|times m|\b5\b|1/m|/ ?m\b|[Mm]ean|[Aa]verag|[Dd]ivid|[Ss]um|too (large|big)|\bm\b"),
]
