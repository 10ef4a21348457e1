"""Plain Python: lists, loops and the mathematics module, one example at a time."""

import math


def forward(w, b, x):
    activations = [list(x)]
    for matrix, bias in zip(w, b):
        previous = activations[-1]
        layer = []
        for j in range(len(matrix)):
            total = float(bias[j][0])
            for i in range(len(previous)):
                total += float(matrix[j][i]) * previous[i]
            layer.append(1.0 / (1.0 + math.exp(-total)))
        activations.append(layer)
    return activations


def backward(w, b, x, y):
    acts = forward(w, b, x)
    deltas = [None] * len(w)
    deltas[-1] = [a - t for a, t in zip(acts[-1], y)]
    for l in range(len(w) - 2, -1, -1):
        deltas[l] = []
        for j, a in enumerate(acts[l + 1]):
            error = sum(float(w[l + 1][k][j]) * deltas[l + 1][k] for k in range(len(deltas[l + 1])))
            deltas[l].append(error * a * (1.0 - a))
    grad_b = [[[d] for d in layer] for layer in deltas]
    grad_w = [[[d * a for a in acts[l]] for d in deltas[l]] for l in range(len(w))]
    return grad_b, grad_w


# --- adapter ---
check_me = backward
DECLARED = "examples=list cost=cross-entropy"
# --- answer ---
WRONG = []
