"""The network ends with softmax, and the loss takes that for scores and makes softmax of it again."""

import numpy as np


def softmax(v):
    v = np.exp(v - np.max(v, axis=0))
    return v / v.sum(axis=0)


class CrossEntropyLoss:
    def backward(self, scores, labels):
        chances = softmax(scores)  # the mistake: it is given probabilities already
        return (chances - labels) / labels.shape[1]


def grads(w, b, x, y):
    h = [x]
    for wi, bi in zip(w[:-1], b[:-1]):
        h.append(np.tanh(wi @ h[-1] + bi))
    output = softmax(w[-1] @ h[-1] + b[-1])
    g = CrossEntropyLoss().backward(output, y)
    dw, db = [], []
    for i in reversed(range(len(w))):
        dw.insert(0, g @ h[i].T)
        db.insert(0, g.sum(axis=1).reshape(-1, 1))
        g = (w[i].T @ g) * (1 - h[i] ** 2)
    return dw, db


# --- adapter ---
check_me = grads
DECLARED = """gives='nabla_w nabla_b' activations=tanh,tanh,softmax cost=categorical-cross-entropy targets=one-hot"""
# --- answer ---
# the same numbers: softmax of softmax in the forward pass, and a^L − y
WRONG = [("", r"(?i)softmax|twice|again|of a\^L|of the output|of the probabilit")]
