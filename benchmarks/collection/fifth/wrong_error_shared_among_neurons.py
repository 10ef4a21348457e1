"""One mistake: the error that comes back is divided by the number of neurons that share it."""

import numpy as np


def backward(weights, acts, target):
    error = (acts[-1] - target) * acts[-1] * (1 - acts[-1])
    yield error
    for w, a in zip(weights[:0:-1], acts[-2:0:-1]):
        error = w.T.dot(error) / len(a) * a * (1 - a)  # a mistake
        yield error


def example_gradient(weights, biases, sample, target):
    acts = [sample]
    for w, b in zip(weights, biases):
        acts.append(1 / (1 + np.exp(-w.dot(acts[-1]) - b)))
    errors = list(backward(weights, acts, target))[::-1]
    return errors, [np.outer(e, a) for e, a in zip(errors, acts)]


# --- adapter ---
check_me = example_gradient
DECLARED = "examples=vector biases='(n,)'"
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"1/n|/ ?n|1/4|1/5|0\.25|0\.2\b|divided by|mean|averag|number of (its |the )?(neurons|units|rows|outputs)|"
        r"width|len\(|size|shape",
    )
]
