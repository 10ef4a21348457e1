"""One mistake: the biases get the error as it arrives, from before it is multiplied with the slope."""

import numpy as np


def chain(p, x, y):
    a, tape = x, []
    for w, b in zip(p[::2], p[1::2]):
        out = 1 / (1 + np.exp(-(w @ a + b)))
        tape.append((w, a, out))
        a = out
    d_a = (a - y) / x.shape[1]
    grads = []
    for w, below, out in tape[::-1]:
        d_z = d_a * out * (1 - out)
        d_w = d_z @ below.T
        d_b = d_a.sum(axis=1, keepdims=True)  # a mistake
        grads = [d_w, d_b, *grads]
        d_a = w.T @ d_z
    return grads


# --- adapter ---
check_me = chain
DECLARED = "takes='params x y' gives=nabla_params parameters=flat"
# --- answer ---
WRONG = [
    (
        "BP3 2 3 4",
        r"(without|before|no) .{0,25}(σ′|sigmoid′|slope|prime|derivative)|"
        r"(σ′|slope|prime).{0,30}(missing|forgotten|left out|not)|∂C/∂a|∇_a|upstream|error in a",
    )
]
