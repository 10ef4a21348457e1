"""The backward pass is a generator that yields a layer at a time, the last one first."""

import numpy as np


def layers_backward(w, b, x, y):
    acts = [x]
    for W, c in zip(w, b):
        acts.append(np.tanh(W.dot(acts[-1]) + c))
    delta = np.multiply(acts[-1] - y, 1 - np.square(acts[-1]))
    for k in range(len(w) - 1, -1, -1):
        yield delta, delta.dot(acts[k].transpose())
        if k:
            delta = np.multiply(w[k].transpose().dot(delta), 1 - np.square(acts[k]))


# --- adapter ---
def check_me(w, b, x, y):
    nb, nw = zip(*layers_backward(w, b, x, y))
    return nb[::-1], nw[::-1]


DECLARED = "examples=column activations=tanh"
# --- answer ---
WRONG = []
