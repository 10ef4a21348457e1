"""No backward pass at all: every parameter in turn gets a tiny imaginary part, and the cost's one is the derivative."""

import numpy as np

STEP = 2.0**-500


def cost(weights, biases, x, y):
    a = x
    for w, b in zip(weights, biases):
        a = 1 / (1 + np.exp(-(w @ a + b)))
    return ((a - y) ** 2).sum() / 2


def imaginary_parts(weights, biases, x, y):
    weights = [w.astype(complex) for w in weights]
    biases = [b.astype(complex) for b in biases]
    found = []
    for arrays in (biases, weights):
        slopes = []
        for array in arrays:
            slope = np.zeros(array.shape)
            for place in np.ndindex(*array.shape):
                kept = array[place]
                array[place] = kept + 1j * STEP
                slope[place] = cost(weights, biases, x, y).imag / STEP
                array[place] = kept
            slopes.append(slope)
        found.append(slopes)
    return tuple(found)


# --- adapter ---
check_me = imaginary_parts
DECLARED = "examples=column"
# --- answer ---
WRONG = []
