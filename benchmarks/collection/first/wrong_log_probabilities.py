"""The logarithms of the probabilities for the probabilities, under the negative log-likelihood."""

import numpy as np


def nll_backward(layers, X, T):
    h = np.tanh(layers[0]["w"] @ X + layers[0]["b"])
    z = layers[1]["w"] @ h + layers[1]["b"]
    logp = z - np.log(np.exp(z).sum(axis=0))
    d2 = (logp - T) / X.shape[1]  # the mistake
    d1 = (layers[1]["w"].T @ d2) * (1 - h**2)
    return [{"w": d1 @ X.T, "b": d1.sum(1, keepdims=True)}, {"w": d2 @ h.T, "b": d2.sum(1, keepdims=True)}]


# --- adapter ---
check_me = nll_backward
DECLARED = "takes='params x y' gives=nabla_params parameters='list of dicts' activations=tanh,log_softmax cost=nll"
# --- answer ---
WRONG = [("BP1 3", "a\\^L − y|log")]
