"""The five steps of an exercise for every training example, with one capital Delta for each layer."""

import numpy as np


def g(z):
    return 1.0 / (1.0 + np.exp(-z))


def five_steps(w, b, X, Y):
    m = X.shape[1]
    Delta_w = [np.zeros_like(v) for v in w]
    Delta_b = [np.zeros_like(v) for v in b]
    for t in range(m):
        a = [X[:, t : t + 1]]
        for k in range(len(w)):
            a.append(g(w[k] @ a[k] + b[k]))
        d = a[-1] - Y[:, t : t + 1]
        for k in range(len(w) - 1, -1, -1):
            Delta_w[k] = d @ a[k].T  # the mistake
            Delta_b[k] += d
            d = w[k].T @ d * a[k] * (1 - a[k])
    return [D / m for D in Delta_w], [D / m for D in Delta_b]


# --- adapter ---
check_me = five_steps
DECLARED = "activations=sigmoid,sigmoid,sigmoid cost=cross-entropy gives='nabla_w nabla_b'"
# --- answer ---
LAST = (
    r"\b[Ll]ast|[Oo]nly one|one example|single|[Aa]ssign|[Oo]verwr|[Rr]eplac|not (added|summed"
    r"|accumulated)|instead of (adding|\+=)"
    r"|\+=|[Ss]um.*(missing|forg|left|not|without)|without.*sum|all but|except|1/m|/ ?m\b|1/5|0\.2\b"
)
WRONG = [
    ("BP4 2 3 4", LAST, ""),
]
