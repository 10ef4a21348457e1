"""Two classes by softmax, two layers with their own names; right."""

import numpy as np


def two_layer_net(W1, b1, W2, b2, X, Y):
    hidden = np.tanh(X.dot(W1) + b1)
    scores = hidden.dot(W2) + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    probs = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.log(probs[np.arange(len(X)), Y.argmax(axis=1)]).mean()
    dscores = probs.copy()
    dscores[np.arange(len(X)), Y.argmax(axis=1)] -= 1
    dscores /= len(X)
    dhidden = dscores.dot(W2.T) * (1 - hidden**2)
    return loss, X.T.dot(dhidden), dhidden.sum(axis=0), hidden.T.dot(dscores), dscores.sum(axis=0)


# --- glue ---
def submission(w, b, x, y):
    loss, dW1, db1, dW2, db2 = two_layer_net(w[0], b[0], w[1], b[1], x, y)
    return [dW1, dW2], [db1, db2], loss


CONVENTIONS = {
    "activations": ["tanh", "softmax"],
    "cost": "categorical-cross-entropy",
    "widths": (3, 5, 2),
    "gives": "nabla_w nabla_b cost",
    "examples": "rows",
    "weights": "(in, out)",
    "biases": "(n,)",
}
