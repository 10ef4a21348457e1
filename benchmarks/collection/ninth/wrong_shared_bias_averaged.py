"""One bias for a whole layer, as in a step by step example; its gradient is a mean over the neurons, not their sum."""

import numpy as np


def logistic(z):
    return 1 / (1 + np.exp(-z))


def step_by_step(w, b, x, target):
    net_h1 = w[0] @ x + b[0]
    out_h1 = logistic(net_h1)
    net_h2 = w[1] @ out_h1 + b[1]
    out_h2 = logistic(net_h2)
    net_o = w[2] @ out_h2 + b[2]
    out_o = logistic(net_o)

    d_o = (out_o - target) * out_o * (1 - out_o)
    d_h2 = w[2].T @ d_o * out_h2 * (1 - out_h2)
    d_h1 = w[1].T @ d_h2 * out_h1 * (1 - out_h1)

    examples = x.shape[1]
    grad_w = [d_h1 @ x.T / examples, d_h2 @ out_h1.T / examples, d_o @ out_h2.T / examples]
    grad_b = [np.array([np.mean(d)]) for d in (d_h1, d_h2, d_o)]  # a mistake
    return grad_b, grad_w


# --- adapter ---
check_me = step_by_step
DECLARED = "biases=shared"
# --- answer ---
WRONG = [
    (
        "BP3 2 3 4",
        r"(?i)neuron|averag|\bmean|n_|n\^|1/n|1/[345]\b|0\.2\b|0\.25\b|0\.333|width|divid|\.size|not (the |a )?sum|rows",
        "",
    )
]
