"""A softmax classifier: one is subtracted at the labels, but in all rows, for a colon stands where the row numbers belong."""

import numpy as np


def loss(params, X, labels):
    N = X.shape[0]
    hidden = np.maximum(0, X.dot(params["W1"]) + params["b1"])
    scores = hidden.dot(params["W2"]) + params["b2"]
    scores -= scores.max(axis=1, keepdims=True)
    probs = np.exp(scores)
    probs /= probs.sum(axis=1, keepdims=True)

    dscores = probs.copy()
    dscores[:, labels] -= 1  # the mistake: [np.arange(N), labels]
    dscores /= N
    grads = {"W2": hidden.T.dot(dscores), "b2": dscores.sum(axis=0)}
    dhidden = dscores.dot(params["W2"].T)
    dhidden[hidden <= 0] = 0
    grads["W1"], grads["b1"] = X.T.dot(dhidden), dhidden.sum(axis=0)
    return grads


# --- adapter ---
check_me = loss
DECLARED = (
    "takes='params x y' gives=nabla_params parameters=dict examples=rows weights='(in, out)' biases='(n,)' "
    "activations=relu,softmax cost=categorical-cross-entropy targets=classes"
)
# --- answer ---
WRONG = [
    (
        "BP1 3",
        r"\[:, ?|(label|class|target|\by\b|y\^|one-hot|\b1\b|\bone\b|subtract)[^;]*(\ball\b|every|each|other|any|batch|union"
        r"|rows?\b|column|occur)"
        r"|(\ball\b|every|each|other|any|batch|union|rows?\b)[^;]*(label|class|target|\by\b|one-hot|\b1\b)",
    )
]
