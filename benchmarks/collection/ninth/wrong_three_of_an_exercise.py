"""A factor 2 from a cost without its half, the slope of softsign without its square, and half of the decay."""

import numpy as np

LAMBDA = 0.75


def solve(params, x, y):
    W1, b1, W2, b2, W3, b3 = params
    m = x.shape[1]
    a1 = np.tanh(W1 @ x + b1)
    z2 = W2 @ a1 + b2
    a2 = z2 / (1 + np.abs(z2))
    out = W3 @ a2 + b3

    d3 = 2 * (out - y)  # a mistake
    d2 = W3.T @ d3 / (1 + np.abs(z2))  # a mistake
    d1 = W2.T @ d2 * (1 - a1**2)

    def grad(d, a, W):
        return d @ a.T / m + LAMBDA / 2 * W, d.mean(axis=1, keepdims=True)  # a mistake

    return [*grad(d1, x, W1), *grad(d2, a1, W2), *grad(d3, a2, W3)]


# --- adapter ---
check_me = solve
DECLARED = "takes='params x y' gives=nabla_params parameters=flat activations=tanh,softsign,identity l2=0.75"
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"(?i)\b2(\.0)? times|times 2\b|twice|doubled|factor (of )?2|without .*(½|1/2|half)|2 ?\(a|half=False|not halved|½",
        "",
    ),
    ("BP2 3", r"(?i)squar|²|\*\*2|\^2|1/\(1 ?\+ ?(\||abs)|1 ?\+ ?\|z\^?l?\|? ?times|times \(?1 ?\+ ?\|z|1 ?\+ ?\|z|power"),
    ("BP4 2 3 4", r"(?i)(?<!out )\bhalf|1/2|0\.5\b|λ ?/ ?2|0\.375|3/8|½|1/4|0\.25 |quarter", ""),
]
ALSO = [("", r"(?i)half=False|l2=0\.375|0\.375|l2=0\.1875")]
