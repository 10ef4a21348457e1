"""The batch becomes one mean example, which is then taught to the network: much faster, and another gradient."""

import numpy as np


def teach(weights, biases, batch, answers):
    x = np.mean(batch, axis=0)  # the mistake: the gradients should be averaged
    y = np.mean(answers, axis=0)  # and so here
    layers = [x]
    for w, b in zip(weights, biases):
        layers.append(np.tanh(w @ layers[-1] + b))
    delta = layers[-1] - y
    by_weights, by_biases = [], []
    for w, out, inside in zip(weights[::-1], layers[:0:-1], layers[-2::-1]):
        delta = delta * (1 - out**2)
        by_weights.append(np.outer(delta, inside))
        by_biases.append(delta)
        delta = w.T @ delta
    return by_weights[::-1], by_biases[::-1]


# --- adapter ---
check_me = teach
DECLARED = "gives='nabla_w nabla_b' examples=rows biases='(n,)' activations=tanh,tanh,tanh"
# --- answer ---
WRONG = [("", r"(?i)mean|averag|one example|batch|average of|single example")]
