"""Behind softmax, the error is kept for the true class alone, by a multiplication with the labels."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def gradients(W, b, X, Y):
    H = [X]
    for Wi, bi in zip(W[:-1], b[:-1]):
        H.append(np.maximum(0, H[-1] @ Wi + bi))
    P = softmax(H[-1] @ W[-1] + b[-1])
    d = (P - 1) * Y / X.shape[0]  # the mistake: P − Y, which is P for the other classes
    dW, db = [], []
    for i in range(len(W) - 1, -1, -1):
        dW.append(H[i].T @ d)
        db.append(d.sum(axis=0))
        d = (d @ W[i].T) * (H[i] > 0)
    return dW[::-1], db[::-1]


# --- adapter ---
check_me = gradients
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' targets=one-hot
    activations=relu,relu,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = [("BP1 4", r"(?i)true class|other class|class|label|⊙ ?y|y ?⊙|\by\b|y \(|\(a|only|alone|off-diagonal|target")]
