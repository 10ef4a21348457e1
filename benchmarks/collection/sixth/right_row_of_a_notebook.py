"""A notebook's cells put into one function: one row, three named layers, no loop."""

import numpy as np


def cells(x, y, w, b):
    (W1, W2, W3), (b1, b2, b3) = w, b
    s = lambda t: 1 / (1 + np.exp(-t))

    h1 = np.dot(x, W1) + b1
    h1_on = np.where(h1 > 0, h1, 0.25 * h1)
    h2 = np.dot(h1_on, W2) + b2
    h2_on = np.where(h2 > 0, h2, 0.25 * h2)
    guess = s(np.dot(h2_on, W3) + b3)

    e3 = guess - y
    e2 = np.dot(e3, W3.T) * np.where(h2 > 0, 1, 0.25)
    e1 = np.dot(e2, W2.T) * np.where(h1 > 0, 1, 0.25)
    return [np.dot(x.T, e1), np.dot(h1_on.T, e2), np.dot(h2_on.T, e3)], [e1, e2, e3]


# --- adapter ---
check_me = cells
DECLARED = """takes='x y w b' gives='nabla_w nabla_b' examples=row weights='(in, out)' biases='(1, n)'
    activations=leaky_relu(slope=0.25),leaky_relu(slope=0.25),sigmoid cost=cross-entropy"""
# --- answer ---
WRONG = []
