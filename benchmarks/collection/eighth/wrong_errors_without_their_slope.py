"""Errors go back through the weights, as in a book for beginners, and each layer makes its own deltas out of its errors."""

import numpy as np


def errors_of(w, outputs, target):
    errors = [outputs[-1] - target]
    for matrix in w[:0:-1]:
        errors.insert(0, np.dot(matrix.T, errors[0]))  # the mistake: of the error, not of the delta
    return errors


def train(w, b, inputs, targets, rate):
    outputs = [inputs]
    for matrix, bias in zip(w, b):
        outputs.append(1 / (1 + np.exp(-(np.dot(matrix, outputs[-1]) + bias))))
    new_w, new_b = [], []
    for i, error in enumerate(errors_of(w, outputs, targets)):
        o = outputs[i + 1]
        change = error * o * (1.0 - o)
        new_w.append(w[i] - rate * np.dot(change, outputs[i].T))
        new_b.append(b[i] - rate * change)
    return new_w, new_b


# --- adapter ---
check_me = train
DECLARED = "takes='w b x y eta' gives='w b' examples=column"
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"(?i)^(?!.*without ⊙? ?σ′\(z\^\{?l\}?\)).*((without|before|lack|missing|\bno\b|\bnot\b|forgot|omit|skip"
        r"|instead of|in place of|rather than|but not).*(σ′|slope|deriv|prime|δ|delta)"
        r"|σ′\(z\^\{?l ?\+ ?1|(σ′|slope|deriv).*(layer (after|above|ahead)|next layer|later|divided)|(error|residual|∂C/∂a|raw"
        r"|\ba\S* ?[−-] ?y).*(sent|back|pass|propag|instead|for δ|not δ|for the δ|w\S*ᵀ)"
        r"|w\S*ᵀ.*(\be\^|error|residual|∂C/∂a|raw|\ba\S* ?[−-] ?y)|(δ|delta)\S* ?(/|÷|over|divided by) ?σ′)",
    )
]
