"""An objective for fmin_cg: all matrices before all intercepts in one vector, a penalty over 2m, softmax of rows."""

import numpy as np

SHAPES = ((2, 5), (5, 3))


def unpack(theta):
    parts, at = [], 0
    for shape in (*SHAPES, (5,), (3,)):
        size = int(np.prod(shape))
        parts.append(theta[at : at + size].reshape(shape))
        at += size
    return parts


def objective(theta, X, T, lam):
    V, U, c, d = unpack(theta)
    m = X.shape[0]
    S = X @ V + c
    Z = S / (1 + np.abs(S))
    logits = Z @ U + d
    logits = logits - logits.max(axis=1, keepdims=True)
    logp = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    J = -np.sum(T * logp) / m + lam / (2 * m) * (np.sum(V * V) + np.sum(U * U))
    R = (np.exp(logp) * T.sum(axis=1, keepdims=True) - T) / m
    Q = R @ U.T / (1 + np.abs(S)) ** 2
    gradient = [X.T @ Q + lam / m * V, Z.T @ R + lam / m * U, Q.sum(0), R.sum(0)]
    return J, np.concatenate([g.ravel() for g in gradient])


# --- adapter ---
def check_me(theta, x, y):
    return objective(theta, x, y, 0.25)


DECLARED = (
    "takes='theta x y' gives='cost nabla_theta' order='w w b b' examples=rows weights='(in, out)' biases='(n,)' widths=2,5,3 "
    "activations=softsign,softmax cost=categorical-cross-entropy l2=0.25 l2_over=m"
)
# --- answer ---
WRONG = []
