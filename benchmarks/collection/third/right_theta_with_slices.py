"""All parameters in one vector, cut into views by offsets; the gradient is written into views of another."""

import numpy as np

SIZES = [4, 6, 2]


def views(theta):
    """Matrices and vectors that look into theta."""
    out, at = [], 0
    for n_in, n_out in zip(SIZES[:-1], SIZES[1:]):
        W = theta[at : at + n_in * n_out].reshape(n_out, n_in)
        at += n_in * n_out
        c = theta[at : at + n_out].reshape(n_out, 1)
        at += n_out
        out.append((W, c))
    assert at == theta.size
    return out


def objective(theta, X, Y):
    m = X.shape[1]
    (W1, b1), (W2, b2) = views(theta)
    H = np.tanh(W1 @ X + b1)
    P = 1.0 / (1.0 + np.exp(-(W2 @ H + b2)))
    J = -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / m

    grad = np.zeros_like(theta)
    (gW1, gb1), (gW2, gb2) = views(grad)
    D2 = (P - Y) / m
    gW2[:] = D2 @ H.T
    gb2[:] = D2.sum(axis=1, keepdims=True)
    D1 = (W2.T @ D2) * (1 - H * H)
    gW1[:] = D1 @ X.T
    gb1[:] = D1.sum(axis=1, keepdims=True)
    return J, grad


# --- adapter ---
check_me = objective
DECLARED = "takes='theta x y' gives='cost nabla_theta' widths=4,6,2 activations=tanh,sigmoid cost=cross-entropy"
# --- answer ---
WRONG = []
