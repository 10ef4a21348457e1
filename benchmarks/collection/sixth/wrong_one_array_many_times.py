"""[zeros] * 2 is one array twice: both gradients of biases add up in it."""

import numpy as np


def loop_over_examples(w, b, x, y):
    nabla_w = [np.zeros(matrix.shape) for matrix in w]
    nabla_b = [np.zeros(b[0].shape)] * len(b)  # the mistake
    for k in range(len(x)):
        h = np.tanh(x[k] @ w[0] + b[0])
        o = np.tanh(h @ w[1] + b[1])
        d_o = (o - y[k]) * (1 - o**2)
        d_h = (w[1] @ d_o) * (1 - h**2)
        for l, (fed, d) in enumerate(((x[k], d_h), (h, d_o))):
            nabla_w[l] += np.outer(fed, d)
            nabla_b[l] += d
    return [g / len(x) for g in nabla_w], [g / len(x) for g in nabla_b]


# --- adapter ---
check_me = loop_over_examples
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' widths=2,4,4 activations=tanh,tanh"""
# --- answer ---
WRONG = [
    (
        "",
        r"(?i)same array|shared?|alias|one array|sum of (the |all )?(δ|delta|∇b|bias|errors|gradients|layers)"
        r"|Σ_?\{?l|all (the )?layers|both|every layer|other layers?|of all (the )?∇b|δ\^\S+ ?\+|\+ ?(δ|∇b)|another layer",
    )
]
