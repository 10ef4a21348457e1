"""The biases are the first row of each matrix, and the decay leaves that row out; it is divided by the examples."""

import numpy as np

LAMBDA = 0.25


def with_ones(M):
    return np.pad(M, ((0, 0), (1, 0)), constant_values=1.0)


def cost_gradient(Thetas, X, Y):
    m = X.shape[0]
    inputs, A = [], X
    for Theta in Thetas:
        inputs.append(with_ones(A))
        A = 1.0 / (1.0 + np.exp(-inputs[-1].dot(Theta)))
    Delta = A - Y
    grads = []
    for Theta, inp in zip(Thetas[::-1], inputs[::-1]):
        decayed = Theta.copy()
        decayed[0] = 0
        grads.append((inp.T.dot(Delta) + LAMBDA * decayed) / m)
        Delta = (Delta.dot(Theta.T) * inp * (1 - inp))[:, 1:]
    return list(reversed(grads))


# --- adapter ---
check_me = cost_gradient
DECLARED = """examples=rows weights='(in, out)' biases='first row' takes='w x y' gives=nabla_w
    activations=sigmoid,sigmoid cost=cross-entropy l2=0.25 l2_over=m"""
# --- answer ---
WRONG = []
