"""A model with lists of weights and biases; the backward pass is a list of closures, called from the last to the first."""

import types

import numpy as np

SLOPE = 0.01


def remember(model, x):
    undo = []
    for i in range(len(model.weights)):
        a, z = x, np.dot(model.weights[i], x) + model.biases[i]
        gate = np.where(z > 0, 1.0, SLOPE)
        x = z * gate

        def back(d, i=i, a=a, gate=gate):
            d = d * gate
            return d.dot(a.T), d.sum(axis=1).reshape(-1, 1), model.weights[i].T.dot(d)

        undo.append(back)
    return x, undo


def differentiate(model, x, y):
    prediction, undo = remember(model, x)
    d = np.tanh(prediction - y) / y.shape[-1]
    result = types.SimpleNamespace(weights=[], biases=[])
    for back in undo[::-1]:
        dw, db, d = back(d)
        result.weights.insert(0, dw)
        result.biases.insert(0, db)
    return result


# --- adapter ---
check_me = differentiate
DECLARED = (
    "takes='params x y' gives=nabla_params parameters=object w_key=weights b_key=biases "
    "activations=leaky_relu,leaky_relu,leaky_relu cost=log-cosh"
)
# --- answer ---
WRONG = []
