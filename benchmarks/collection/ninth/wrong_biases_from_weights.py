"""The biases get the gradient of the weights, summed; and the slope of the output mixes a and z."""

import numpy as np


def sig(z):
    return 1 / (1 + np.exp(-z))


def grads(W, B, x, y):
    z1 = W[0] @ x + B[0]
    a1 = sig(z1)
    z2 = W[1] @ a1 + B[1]
    a2 = sig(z2)
    z3 = W[2] @ a2 + B[2]
    a3 = sig(z3)

    dz3 = (a3 - y) * a3 * (1 - z3)  # a mistake
    dw3 = dz3 @ a2.T
    dz2 = W[2].T @ dz3 * a2 * (1 - a2)
    dw2 = dz2 @ a1.T
    dz1 = W[1].T @ dz2 * a1 * (1 - a1)
    dw1 = dz1 @ x.T

    db3 = np.sum(dw3, axis=1, keepdims=True)  # a mistake
    db2 = np.sum(dw2, axis=1, keepdims=True)  # a mistake
    db1 = np.sum(dw1, axis=1, keepdims=True)  # a mistake
    return [dw1, dw2, dw3], [db1, db2, db3]


# --- adapter ---
check_me = grads
DECLARED = "total=sum gives='nabla_w nabla_b'"
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"(?i)(?<!z)(?<!z )(?<!z\^L )(?<!z\^L)\(1 ?[−-] ?z|(?<!z\()1 ?[−-] ?z(\^L)?.*(for|instead|in place|where|rather)"
        r"|\bz(\^L"
        r"|\^4|3)? (was|is|stands|typed)?.*(for|instead of|in place of|rather than|where) (the (first|second) )?a"
        r"|pre.?activation|mixes",
    ),
    (
        "BP3 2 3 4",
        r"(?i)row|∇w|nabla_w|dw|weights|a\^\{?\(?l ?[−-] ?1|activations|inputs|Σ_?.? ?a|sum of (the )?(a|x)|BP4|every weight",
    ),
]
ALSO = [("BP1 4", r"(?i)σ\(z\)\(1 ?[−-] ?z\)")]
