"""Off by one in a list of derivatives: the error is multiplied by the derivative of the layer that it comes from."""

import numpy as np


def train_gradients(params, X, Y):
    weights, biases = zip(*params)
    a, outs, primes = X, [X], []
    for W, b in zip(weights, biases):
        a = np.tanh(a @ W + b)
        outs.append(a)
        primes.append(1 - a * a)
    n = len(weights)
    delta = (a - Y) * primes[-1] / X.shape[0]
    grads = [None] * n
    for i in range(n - 1, -1, -1):
        grads[i] = (outs[i].T @ delta, delta.sum(axis=0))
        delta = (delta @ weights[i].T) * primes[i]  # the mistake: i - 1
    return grads


# --- adapter ---
check_me = train_gradients
DECLARED = (
    "takes='params x y' gives=nabla_params parameters=pairs examples=rows weights='(in, out)' biases='(n,)'"
    " widths=5,5,5,5 activations=tanh,tanh,tanh"
)
# --- answer ---
WRONG = [("BP2 2 3", r"z\^\{?l ?\+ ?1\}?|a\^\{?l ?\+ ?1\}?|σ′.*(next|ahead|later|l ?\+ ?1)|σ′\S* of layer")]
