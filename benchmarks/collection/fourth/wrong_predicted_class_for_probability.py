"""The output is rounded to the class that wins before it is held against y."""

import numpy as np


def perceptron_like(X, T, W, b):
    n = len(X)
    H = np.tanh(X @ W[0] + b[0])
    O = H @ W[1] + b[1]  # noqa: E741
    winners = np.eye(T.shape[1])[np.argmax(O, axis=1)]  # a mistake
    dO = (winners - T) / n
    dH = dO @ W[1].T * (1 - H * H)
    return [dH.sum(0), dO.sum(0)], [X.T @ dH, H.T @ dO]


# --- adapter ---
check_me = perceptron_like
DECLARED = (
    "activations=tanh,softmax cost=categorical-cross-entropy targets=one-hot examples=rows weights='(in, out)' biases='(n,)'"
    " takes='x y w b'"
)
# --- answer ---
WRONG = [("BP1 3", r"argmax|winn|predicted|most likely|\bhard\b|round|threshold|perceptron|0 or 1|one-hot")]
