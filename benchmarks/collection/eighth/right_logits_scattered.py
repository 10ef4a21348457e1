"""Online learning of classes that are counted from one: the label's entry of the error gets its minus one by np.add.at."""

import numpy as np


def learn_from(weights, biases, features, label):
    hidden = [features]
    for W, b in zip(weights[:-1], biases[:-1]):
        hidden.append(np.maximum(W.dot(hidden[-1]) + b, 0.0))
    logits = weights[-1].dot(hidden[-1]) + biases[-1]
    err = np.exp(logits - np.logaddexp.reduce(logits))
    np.add.at(err, label - 1, -1.0)
    dW, db = [], []
    for W, h in zip(weights[::-1], hidden[::-1]):
        dW.append(np.multiply.outer(err, h))
        db.append(err.copy())
        err = W.T.dot(err)
        err[h == 0.0] = 0.0
    return dW[::-1], db[::-1]


# --- adapter ---
check_me = learn_from
DECLARED = """gives='nabla_w nabla_b' examples=vector biases='(n,)' targets='classes from 1'
    activations=relu,relu,identity cost=categorical-cross-entropy-with-logits"""
# --- answer ---
WRONG = []
