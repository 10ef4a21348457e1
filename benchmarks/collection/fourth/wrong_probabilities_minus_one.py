"""The trick of taking 1 off at the right class, whose division by the number of examples was lost."""

import numpy as np


def softmax_classifier(net, X, y):
    h = np.maximum(0, X.dot(net["W1"]) + net["b1"])
    f = h.dot(net["W2"]) + net["b2"]
    f -= f.max(1, keepdims=True)
    p = np.exp(f)
    p /= p.sum(1, keepdims=True)
    p[range(len(y)), y] -= 1  # a mistake
    dh = p.dot(net["W2"].T)
    dh[h <= 0] = 0
    return dict(dW1=X.T.dot(dh), db1=dh.sum(0), dW2=h.T.dot(p), db2=p.sum(0))


# --- adapter ---
check_me = softmax_classifier
DECLARED = (
    "activations=relu,softmax cost=categorical-cross-entropy targets=classes examples=rows weights='(in, out)' biases='(n,)'"
    " parameters=dict takes='params x y' gives=nabla_params"
)
# --- answer ---
WRONG = [("", r"total='?sum|\bm times|times m|times 5|\bsum\b|not divided|without 1/m")]
