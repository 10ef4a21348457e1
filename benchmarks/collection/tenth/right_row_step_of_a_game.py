"""One step after one position of a game: row vectors, the new parameters come back and the old ones are left alone."""

import numpy as np


def squash(s):
    return np.tanh(s)


def learn_from(position, outcome, rate, matrices, offsets):
    signals = [position]
    for matrix, offset in zip(matrices, offsets):
        signals.append(squash(np.matmul(signals[-1], matrix) + offset))
    surprise = np.subtract(outcome, signals[-1])
    changed_m, changed_o = [], []
    for k in (2, 1, 0):
        gradient = surprise * (1.0 + signals[k + 1]) * (1.0 - signals[k + 1])
        changed_m.append(matrices[k] + rate * np.matmul(signals[k].T, gradient))
        changed_o.append(offsets[k] + rate * gradient)
        surprise = np.matmul(gradient, matrices[k].T)
    return changed_m[::-1], changed_o[::-1]


# --- adapter ---
check_me = learn_from
DECLARED = "takes='x y eta w b' gives='w b' examples=row weights='(in, out)' biases='(1, n)' activations=tanh,tanh,tanh"
# --- answer ---
WRONG = []
