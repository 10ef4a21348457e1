"""A deep regression, one vector at a time: softsign three times, then the plain sum; the squares are not halved."""

import numpy as np


def grad_of_squares(weights, biases, x, target):
    inputs, slopes = [], []
    h = np.asarray(x)
    for i, (W, c) in enumerate(zip(weights, biases)):
        inputs.append(h)
        s = W.dot(h) + c
        last = i + 1 == len(weights)
        slopes.append(np.ones_like(s) if last else 1 / (1 + np.abs(s)) ** 2)
        h = s if last else s / (1 + np.abs(s))
    back = 2 * (h - target)
    gW, gc = [None] * len(weights), [None] * len(weights)
    for i in reversed(range(len(weights))):
        back = back * slopes[i]
        gW[i], gc[i] = np.multiply.outer(back, inputs[i]), back.copy()
        back = back.dot(weights[i])
    return gW, gc


# --- adapter ---
check_me = grad_of_squares
DECLARED = """gives='nabla_w nabla_b' examples=vector biases='(n,)' half=False
    activations=softsign,softsign,softsign,identity widths=3,4,3,4,2"""
# --- answer ---
WRONG = []
