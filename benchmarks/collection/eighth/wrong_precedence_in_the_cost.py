"""The cost as in the lecture, one over two m times the sum of the squares, and gradients without a fault."""

import numpy as np


def cost_function(Theta, bias, X, Y):
    m = X.shape[1]
    h, units = X, [X]
    for T, b in zip(Theta, bias):
        h = 1 / (1 + np.exp(-(T @ h + b)))
        units.append(h)
    J = 1 / 2 * m * np.sum((h - Y) ** 2)  # the mistake
    sigma = (h - Y) * h * (1 - h)
    grad_T, grad_b = [], []
    for T, below in zip(Theta[::-1], units[-2::-1]):
        grad_T = [1 / m * sigma @ below.T, *grad_T]
        grad_b = [1 / m * sigma.sum(axis=1, keepdims=True), *grad_b]
        sigma = (T.T @ sigma) * below * (1 - below)
    return J, grad_T, grad_b


# --- adapter ---
check_me = cost_function
DECLARED = "gives='cost nabla_w nabla_b'"
# --- answer ---
WRONG = [
    (
        "",
        r"(?i)^(?!.*∇).*(m²|m\^\{?2|m\*\*2|m squared|square of m|\b25\b|\bm ?(·|\*|×|times) ?m\b|times m\b|\bm times"
        r"|by m\b.*(instead|not|rather)"
        r"|multipl\w* (by|with) (m\b|the (number|size))|not divided|instead of (divid|1/m|/ ?m|1/\(2m)|(1/2|½|0\.5"
        r"|half)\s*(·|\*|×|times)?\s*m\b|m/2|2\.5\b"
        r"|preceden|parenthes|bracket|m twice|twice .*m\b)",
    )
]
ALSO = (("", r"(?i)(cost|\bC\b|\(26\)|\bJ\b|loss).*(sum|1/m|mean|\bm\b)|cost_total=sum|total=sum"),)
