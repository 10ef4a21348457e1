"""A list of neuron layers, each an object with W and b; errors are kept beside the layers and come in a list of pairs."""

import numpy as np


def activate(layers, column):
    yield column
    for layer in layers:
        column = 1.0 / (1.0 + np.exp(-(layer.W @ column + layer.b)))
        yield column


def learn(layers, column, wish):
    outs = list(activate(layers, column))
    errors = [(outs[-1] - wish) * outs[-1] * (1 - outs[-1])]
    for upper, out in zip(layers[:0:-1], outs[-2:0:-1]):
        errors.append((upper.W.T @ errors[-1]) * out * (1 - out))
    errors.reverse()
    return [e @ o.T for e, o in zip(errors, outs)], errors


# --- adapter ---
check_me = learn
DECLARED = "takes='params x y' gives='nabla_w nabla_b' parameters='list of objects' w_key=W b_key=b examples=column"
# --- answer ---
WRONG = []
