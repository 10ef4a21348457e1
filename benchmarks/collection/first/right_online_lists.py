"""Plain Python without arrays: neurons as lists of weights, one example, a fixed rate of one half."""

import math


def train_example(weights, biases, inputs, targets, rate):
    outs = [inputs]
    for layer, offsets in zip(weights, biases):
        outs.append(
            [1 / (1 + math.exp(-(sum(w * v for w, v in zip(neuron, outs[-1])) + c))) for neuron, c in zip(layer, offsets)]
        )
    errors = [o - t for o, t in zip(outs[-1], targets)]
    for k in range(len(weights) - 1, -1, -1):
        deltas = [e * o * (1 - o) for e, o in zip(errors, outs[k + 1])]
        errors = [sum(deltas[j] * weights[k][j][i] for j in range(len(deltas))) for i in range(len(outs[k]))]
        for j, d in enumerate(deltas):
            biases[k][j] -= rate * d
            for i, v in enumerate(outs[k]):
                weights[k][j][i] -= rate * d * v
    return weights, biases


# --- adapter ---
def check_me(w, b, x, y):
    return train_example(w, b, x, y, 0.5)


DECLARED = "examples=list weights=neurons gives='w b' eta=0.5"
# --- answer ---
WRONG = []
