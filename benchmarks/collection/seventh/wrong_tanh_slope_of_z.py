"""One less the square, but the square of z and not of tanh(z)."""

import numpy as np


def tanh_prime(v):
    return 1.0 - np.power(v, 2)


def backprop_example(weights, biases, x, y):
    zs, activations = [], [x]
    for w, b in zip(weights, biases):
        zs.append(np.dot(w, activations[-1]) + b)
        activations.append(np.tanh(zs[-1]))
    delta = (activations[-1] - y) * tanh_prime(activations[-1])
    nabla_b = [delta]
    nabla_w = [np.outer(delta, activations[-2])]
    for i in range(2, len(weights) + 1):
        delta = np.dot(weights[-i + 1].T, delta) * tanh_prime(zs[-i])  # the mistake: activations[-i] is meant
        nabla_b = [delta, *nabla_b]
        nabla_w = [np.outer(delta, activations[-i - 1]), *nabla_w]
    return nabla_b, nabla_w


# --- adapter ---
check_me = backprop_example
DECLARED = "examples=vector biases='(n,)' activations=tanh,tanh,tanh"
# --- answer ---
WRONG = [("BP2 2 3", r"(?i)1 ?[-−] ?z|z ?\^?²?2|z²|of z|z where|z for|z in(stead)? |σ′|slope|prime|deriv")]
