"""The cost has λ/2 of the squares, and the half was copied into the gradient."""

import numpy as np


def relu(v):
    return v * (v > 0)


def objective(theta, sizes, X, Y, reg):
    weights, offsets, at = [], [], 0
    for n_in, n_out in zip(sizes, sizes[1:]):
        weights.append(theta[at : at + n_in * n_out].reshape(n_out, n_in))
        at += n_in * n_out
        offsets.append(theta[at : at + n_out, None])
        at += n_out
    pre, act = [], [X]
    for W, c in zip(weights, offsets):
        pre.append(W @ act[-1] + c)
        act.append(relu(pre[-1]) if len(pre) < len(weights) else pre[-1])
    D = (act[-1] - Y) / X.shape[1]
    parts = []
    for k in reversed(range(len(weights))):
        dW = D @ act[k].T + reg / 2 * weights[k]  # the mistake: reg * weights[k]
        parts = [dW.ravel(), D.sum(axis=1), *parts]
        if k:
            D = weights[k].T @ D * (pre[k - 1] > 0)
    return np.concatenate(parts)


# --- adapter ---
def check_me(theta, x, y):
    return objective(theta, (2, 5, 4, 3), x, y, 0.25)


DECLARED = "takes='theta x y' gives=nabla_theta activations=relu,relu,identity widths=2,5,4,3 l2=0.25"
# --- answer ---
WRONG = [
    (
        "BP4 2 3 4",
        r"(decay|penal|λ|lambda|[lL]2|regulari|shr[iu]nk|(?<!∇)\bw\b|(?<!∇)\bw\^|Σ)[^;]*(half|½|1/2|/ ?2|0\.5|0\.125"
        r"|1/8|/ ?8|/ ?4|twice|by 2|0\.0625)"
        r"|(half|½|1/2|0\.5|0\.125|1/8|twice)[^;]*(decay|penal|λ|lambda|[lL]2|regulari|shr[iu]nk|(?<!∇)\bw\b|(?<!∇)\bw\^)",
        "",
    )
]
