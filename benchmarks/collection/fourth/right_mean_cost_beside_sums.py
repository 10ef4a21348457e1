"""A trainer that logs the mean cost while its gradients stay sums, to be divided by whoever calls it."""

import numpy as np


def accumulate(weights, biases, inputs, targets):
    totals = [(np.zeros_like(w), np.zeros_like(b)) for w, b in zip(weights, biases, strict=True)]
    cost = 0.0
    for x, y in zip(inputs, targets, strict=True):
        acts = [x]
        for w, b in zip(weights, biases, strict=True):
            acts.append(np.tanh(w @ acts[-1] + b))
        diff = acts[-1] - y
        cost += diff @ diff / 2
        signal = diff
        for layer in range(len(weights) - 1, -1, -1):
            signal = signal * (1 - acts[layer + 1] ** 2)
            dw, db = totals[layer]
            dw += signal[:, None] * acts[layer][None, :]
            db += signal
            signal = signal @ weights[layer]
    return cost / len(inputs), [dw for dw, _ in totals], [db for _, db in totals]


# --- adapter ---
check_me = accumulate
DECLARED = "activations=tanh examples=rows biases='(n,)' total=sum cost_total=mean gives='cost nabla_w nabla_b'"
# --- answer ---
WRONG = []
