"""The short one: two matrices, no biases, no rate, and the corrections are simply added."""

import numpy as np


def iterate(syn0, syn1, X, y):
    l1 = 1 / (1 + np.exp(-(np.dot(X, syn0))))
    l2 = 1 / (1 + np.exp(-(np.dot(l1, syn1))))
    l2_delta = (y - l2) * (l2 * (1 - l2))
    l1_delta = l2_delta.dot(syn1.T) * (l1 * (1 - l1))
    syn1 = syn1 + l1.T.dot(l2_delta)
    syn0 = syn0 + X.T.dot(l1_delta)
    return syn0, syn1


# --- adapter ---
def check_me(w, x, y):
    return list(iterate(w[0], w[1], x, y))


DECLARED = "takes='w x y' gives=w eta=1 total=sum biases=none examples=rows weights='(in, out)' activations=sigmoid,sigmoid"
# --- answer ---
WRONG = []
