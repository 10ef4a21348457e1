"""A function for a small net by hand, with a name for every weight and every derivative."""

import numpy as np


def loss_grads(X, T, W1, b1, W2, b2, W3, b3):
    N, K = T.shape
    H1 = np.tanh(X.dot(W1) + b1)
    H2 = np.tanh(H1.dot(W2) + b2)
    P = H2.dot(W3) + b3
    dP = 2.0 * (P - T) / (N * K)
    dW3, db3 = H2.T.dot(dP), dP.sum(0)
    dS2 = dP.dot(W3.T) * (1 - H2 * H2)
    dW2, db2 = H1.T.dot(dS2), dS2.sum(0)
    dS1 = dS2.dot(W2.T) * (1 - H1 * H1)
    dW1, db1 = X.T.dot(dS1), dS1.sum(0)
    return dW1, db1, dW2, db2, dW3, db3


# --- adapter ---
check_me = loss_grads
DECLARED = """activations=tanh,tanh,identity takes='x y *params' gives=nabla_params parameters=flat examples=rows
weights='(in, out)' biases='(n,)' half=False mean_over_outputs=True"""
# --- answer ---
WRONG = []
