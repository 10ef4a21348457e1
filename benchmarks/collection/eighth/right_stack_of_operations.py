"""Operations are pushed on a stack as they are done and popped as they are undone; a mean cost, and gradients that are sums."""

import numpy as np


def cost_and_gradients(weights, biases, x, y):
    stack, value = [], x
    for k, (w, b) in enumerate(zip(weights, biases)):
        stack.append(("multiply", k, value))
        value = w @ value
        stack.append(("shift", k, None))
        value = value + b
        stack.append(("squash", k, value))
        value = np.exp(value) / (1 + np.exp(value))
    n = y.shape[1]
    cost = -(np.sum(y * np.log(value)) + np.sum((1 - y) * np.log(1 - value))) / n
    bar = (value - y) / (value * (1 - value))
    dw, db = list(weights), list(biases)
    while stack:
        what, k, kept = stack.pop()
        if what == "squash":
            t = np.exp(-np.abs(kept))
            bar = bar * t / (1 + t) ** 2
        elif what == "shift":
            db[k] = bar @ np.ones((n, 1))
        else:
            dw[k] = bar @ kept.T
            bar = weights[k].T @ bar
    return cost, dw, db


# --- adapter ---
check_me = cost_and_gradients
DECLARED = "gives='cost nabla_w nabla_b' cost=cross-entropy total=sum cost_total=mean"
# --- answer ---
WRONG = []
