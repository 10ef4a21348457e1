"""A list with a dictionary for each layer, of which a step makes a new one; the penalty is divided by the batch."""

import numpy as np

LAM = 0.375


def sgd_step(params, x, y, eta):
    m = len(x)
    inputs, a = [], x
    for layer in params:
        inputs.append(a)
        a = 1 / (1 + np.exp(-(a @ layer["W"] + layer["b"])))
    new, error = [], a - y
    for layer, fed in zip(reversed(params), reversed(inputs)):
        stepped = {
            "W": (1 - eta * LAM / m) * layer["W"] - eta / m * (fed.T @ error),
            "b": layer["b"] - eta / m * error.sum(axis=0),
        }
        new.append(stepped)
        error = error @ layer["W"].T * fed * (1 - fed)
    return new[::-1]


# --- adapter ---
check_me = sgd_step
DECLARED = """takes='params x y eta' gives=params parameters='list of dicts' w_key=W b_key=b examples=rows
    weights='(in, out)' biases='(n,)' cost=cross-entropy l2=0.375 l2_over=m"""
# --- answer ---
WRONG = []
