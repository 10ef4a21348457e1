"""What a general minimiser wants: a function of one vector that returns the penalised cost and its gradient."""

import numpy as np

N_IN, N_HIDDEN, N_OUT = 4, 6, 2
DECAY = 0.25


def split(theta):
    a = N_IN * N_HIDDEN
    b = a + N_HIDDEN
    c = b + N_HIDDEN * N_OUT
    return theta[:a].reshape(N_HIDDEN, N_IN), theta[a:b], theta[b:c].reshape(N_OUT, N_HIDDEN), theta[c:]


def objective(theta, X, Y):
    U, p, V, q = split(theta)
    m = X.shape[0]
    S = np.tanh(X @ U.T + p)
    Z = S @ V.T + q
    # -y log s(z) - (1 - y) log(1 - s(z)) = log(1 + e^z) - y z
    f = np.sum(np.logaddexp(0, Z) - Y * Z) / m + DECAY / (2 * m) * (np.vdot(U, U) + np.vdot(V, V))
    E = (np.exp(Z - np.logaddexp(0, Z)) - Y) / m
    B = (E @ V) * (1 - S * S)
    g = np.hstack([(B.T @ X + DECAY / m * U).ravel(), B.sum(0), (E.T @ S + DECAY / m * V).ravel(), E.sum(0)])
    return f, g


# --- adapter ---
check_me = objective
DECLARED = """takes='theta x y' gives='cost nabla_theta' widths=4,6,2 examples=rows biases='(n,)'
    activations=tanh,sigmoid cost=cross-entropy l2=0.25 l2_over=m"""
# --- answer ---
WRONG = []
