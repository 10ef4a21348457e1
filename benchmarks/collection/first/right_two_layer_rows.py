"""A two-layer class for images: rows, weights (in, out), the numbers of the classes, scores shifted by their maximum."""

import numpy as np


def loss_and_grads(params, X, y, reg):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    N = X.shape[0]
    hidden = np.maximum(0, X.dot(W1) + b1)
    scores = hidden.dot(W2) + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    probs = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.log(probs[np.arange(N), y]).sum() / N + 0.5 * reg * ((W1 * W1).sum() + (W2 * W2).sum())
    dscores = probs.copy()
    dscores[np.arange(N), y] -= 1
    dscores /= N
    grads = {"W2": hidden.T.dot(dscores) + reg * W2, "b2": dscores.sum(axis=0)}
    dhidden = dscores.dot(W2.T)
    dhidden[hidden <= 0] = 0
    grads["W1"] = X.T.dot(dhidden) + reg * W1
    grads["b1"] = dhidden.sum(axis=0)
    return loss, grads


# --- adapter ---
def check_me(params, x, y):
    return loss_and_grads(params, x, y, 0.25)


DECLARED = """takes='params x y' gives='cost nabla_params' parameters=dict examples=rows weights='(in, out)' biases='(n,)'
    targets=classes activations=relu,softmax cost=categorical-cross-entropy l2=0.25"""
# --- answer ---
WRONG = []
