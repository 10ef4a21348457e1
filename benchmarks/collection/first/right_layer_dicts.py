"""A list with a dictionary for each layer, and a log-softmax output under the negative log-likelihood."""

import numpy as np


def backprop_layers(layers, X, T):
    h = [X]
    for layer in layers[:-1]:
        h.append(np.tanh(layer["w"] @ h[-1] + layer["b"]))
    z = layers[-1]["w"] @ h[-1] + layers[-1]["b"]
    logp = z - np.log(np.exp(z).sum(axis=0))
    d = (np.exp(logp) - T) / X.shape[1]
    out = []
    for layer, inp in zip(layers[::-1], h[::-1]):
        out.append({"w": d @ inp.T, "b": d.sum(axis=1)[:, None]})
        d = (layer["w"].T @ d) * (1 - inp**2)
    return out[::-1]


# --- adapter ---
check_me = backprop_layers
DECLARED = """takes='params x y' gives=nabla_params parameters='list of dicts' activations=tanh,tanh,log_softmax cost=nll"""
# --- answer ---
WRONG = []
