"""The notebook style with a dictionary for the model: rows, tanh, softmax, numbers of the classes, a penalty on the weights."""

import numpy as np

reg = 0.25


def build_gradients(model, X, y):
    W1, b1, W2, b2 = model["W1"], model["b1"], model["W2"], model["b2"]
    num = X.shape[0]
    h = np.tanh(X.dot(W1) + b1)
    scores = h.dot(W2) + b2
    e = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    d = e / e.sum(axis=1, keepdims=True)
    d[np.arange(num), y] -= 1
    d /= num
    back = d.dot(W2.T) * (1 - np.square(h))
    return {
        "dW2": h.T.dot(d) + reg * W2,
        "db2": np.sum(d, axis=0, keepdims=True),
        "dW1": X.T.dot(back) + reg * W1,
        "db1": np.sum(back, axis=0, keepdims=True),
    }


# --- adapter ---
check_me = build_gradients
DECLARED = (
    "activations=tanh,softmax cost=categorical-cross-entropy targets=classes examples=rows weights='(in, out)' biases='(1, n)'"
    " takes='params x y' gives=nabla_params parameters=dict l2=0.25"
)
# --- answer ---
WRONG = []
