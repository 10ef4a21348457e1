"""One mistake: biases are in the first column, but the last column is cut off on the way back."""

import numpy as np


def add_ones(A):
    return np.vstack([np.ones(A.shape[1]), A])


def theta_gradients(Thetas, X, Y):
    m = X.shape[1]
    As = [add_ones(X)]
    for T in Thetas[:-1]:
        As.append(add_ones(np.tanh(T @ As[-1])))
    H = np.tanh(Thetas[-1] @ As[-1])
    delta = (H - Y) * (1 - H**2)
    out = [delta @ As[-1].T / m]
    for T, A, below in zip(Thetas[:0:-1], As[:0:-1], As[-2::-1]):
        delta = (T[:, :-1].T @ delta) * (1 - A[1:] ** 2)  # a mistake
        out.insert(0, delta @ below.T / m)
    return out


# --- adapter ---
check_me = theta_gradients
DECLARED = "takes='w x y' gives=nabla_w biases='first column' activations=tanh,tanh,tanh"
# --- answer ---
WRONG = [("BP2 2 3", r"column|bias|shift|\boff by one|b\^|rolled|one neuron (on|further|too)")]
