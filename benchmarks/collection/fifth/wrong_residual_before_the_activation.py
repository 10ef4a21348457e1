"""One mistake: the target is taken from z of the output layer, before its activation, and not from a."""

import numpy as np


def per_sample(w, b, data, goals):
    n = len(data)
    total_w = [np.zeros(v.shape) for v in w]
    total_b = [np.zeros(v.shape) for v in b]
    for x, y in zip(data, goals):
        z0 = w[0] @ x + b[0]
        a0 = np.tanh(z0)
        z1 = w[1] @ a0 + b[1]
        a1 = np.tanh(z1)
        e1 = (z1 - y) * (1 - a1**2)  # a mistake
        e0 = w[1].T @ e1 * (1 - a0**2)
        for slot, e, a in zip((0, 1), (e0, e1), (x, a0)):
            total_w[slot] += np.outer(e, a) / n
            total_b[slot] += e / n
    return total_w, total_b


# --- adapter ---
check_me = per_sample
DECLARED = "gives='nabla_w nabla_b' examples=rows biases='(n,)' activations=tanh,tanh"
# --- answer ---
WRONG = [
    (
        "BP1 3",
        r"z(\^\w+)? ?[−-] ?y|y ?[−-] ?z|z.{0,40}(for|instead|in place|used|not a)|"
        r"(before|without).{0,20}activation|logit|linear output|C.{0,10}at z",
    )
]
