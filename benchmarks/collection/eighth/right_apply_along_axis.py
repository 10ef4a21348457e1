"""A function of one row that holds an example and its target; NumPy takes it along the rows, and the mean is the gradient."""

import numpy as np


def fit(W1, b1, W2, b2, X, Y):
    n = X.shape[1]

    def of_row(row):
        x, y = row[:n], row[n:]
        h = np.tanh(W1 @ x + b1)
        o = 1 / (1 + np.exp(-(W2 @ h + b2)))
        e = 2 * (o - y) * o * (1 - o)
        s = (e @ W2) * (1 - h**2)
        return np.concatenate([np.outer(s, x).ravel(), s, np.outer(e, h).ravel(), e])

    flat = np.apply_along_axis(of_row, 1, np.column_stack([X, Y])).mean(axis=0)
    ends = np.cumsum([W1.size, b1.size, W2.size])
    gW1, gb1, gW2, gb2 = np.split(flat, ends)
    return gW1.reshape(W1.shape), gb1, gW2.reshape(W2.shape), gb2


# --- adapter ---
def check_me(params, x, y):
    return fit(*params, x, y)


DECLARED = """takes='params x y' gives=nabla_params parameters=flat examples=rows biases='(n,)' activations=tanh,sigmoid
    half=False"""
# --- answer ---
WRONG = []
