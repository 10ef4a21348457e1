"""The gradient is that of the penalised cost, and the cost that is returned is not: a gradient check of one's own fails."""

import numpy as np


def nnCostFunction(nn_params, X, Y, lmbda=0.5):
    at, mats = 0, []
    for n_in, n_out in ((3, 5), (5, 2)):
        mats.append(nn_params[at : at + n_in * n_out].reshape(n_out, n_in))
        at += n_in * n_out
        mats.append(nn_params[at : at + n_out].reshape(n_out, 1))
        at += n_out
    T1, c1, T2, c2 = mats
    m = X.shape[1]
    a2 = 1 / (1 + np.exp(-(T1 @ X + c1)))
    h = 1 / (1 + np.exp(-(T2 @ a2 + c2)))
    J = np.sum(-Y * np.log(h) - (1 - Y) * np.log(1 - h)) / m  # the mistake: no lmbda / (2 m) sum of squares
    d3 = h - Y
    d2 = T2.T @ d3 * a2 * (1 - a2)
    T1_grad = d2 @ X.T / m + lmbda / m * T1
    T2_grad = d3 @ a2.T / m + lmbda / m * T2
    parts = (T1_grad, d2.mean(axis=1), T2_grad, d3.mean(axis=1))
    return J, np.concatenate([p.ravel() for p in parts])


# --- adapter ---
check_me = nnCostFunction
DECLARED = (
    "takes='theta x y' gives='cost nabla_theta' l2=0.5 l2_over=m widths=3,5,2 activations=sigmoid,sigmoid cost=cross-entropy"
)
# --- answer ---
WRONG = []  # the gradient is that of the whole cost; that what is returned lacks the penalty is a note
