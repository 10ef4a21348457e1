"""Scores, log-sum-exp and labels: one is subtracted at the place of each label."""

import numpy as np


def cross_entropy_of_labels(W, b, X, labels):
    m = len(X)
    hidden = np.tanh(X.dot(W[0]) + b[0])
    scores = hidden.dot(W[1]) + b[1]
    scores = scores - scores.max(1)[:, None]
    logsum = np.log(np.exp(scores).sum(1))
    loss = np.mean(logsum - np.take_along_axis(scores, labels[:, None], 1)[:, 0])
    dscores = np.exp(scores - logsum[:, None])
    np.subtract.at(dscores, (np.arange(m), labels), 1.0)
    dscores /= m
    dpre = dscores.dot(W[1].T) * (1.0 - hidden**2)
    return loss, (X.T.dot(dpre), hidden.T.dot(dscores)), (dpre.sum(0), dscores.sum(0))


# --- adapter ---
check_me = cross_entropy_of_labels
DECLARED = """gives='cost nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' targets=classes
    activations=tanh,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = []
