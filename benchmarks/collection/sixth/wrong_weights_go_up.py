"""The weights are stepped with a plus, the biases with a minus."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def descend(w, b, x, y, rate):
    outputs = [x]
    for matrix, offset in zip(w, b):
        outputs.append(sigmoid(np.dot(matrix, outputs[-1]) + offset))
    error = outputs[-1] - y
    w, b = list(w), list(b)
    for l in range(len(w) - 1, -1, -1):
        delta = error * outputs[l + 1] * (1 - outputs[l + 1])
        error = np.dot(w[l].T, delta)
        w[l] = w[l] + rate * np.dot(delta, outputs[l].T) / x.shape[1]  # the mistake
        b[l] = b[l] - rate * np.mean(delta, axis=1, keepdims=True)
    return w, b


# --- adapter ---
check_me = descend
DECLARED = "takes='w b x y eta' gives='w b'"
# --- answer ---
WRONG = [("BP4 2 3 4", r"(?i)[-−]1\b|[-−]∇|\bsign|uphill|ascen|plus|\+|\badd|negat|opposite|minus")]
