"""In the sum over the next layer's neurons the error is assigned where it should be added, so that the last one remains."""

import math

import numpy as np


def backprop(weights, biases, x, y):
    outputs = [list(x)]
    for layer, bias in zip(weights, biases):
        new = []
        for j in range(len(layer)):
            total = bias[j]
            for i in range(len(outputs[-1])):
                total += layer[j][i] * outputs[-1][i]
            new.append(1 / (1 + math.exp(-total)))
        outputs.append(new)
    deltas = [None] * len(weights)
    for l in reversed(range(len(weights))):
        out = outputs[l + 1]
        errors = []
        for j in range(len(out)):
            if l == len(weights) - 1:
                error = out[j] - y[j]
            else:
                error = 0.0
                for k in range(len(weights[l + 1])):
                    error = weights[l + 1][k][j] * deltas[l + 1][k]  # a mistake
            errors.append(error)
        deltas[l] = [e * o * (1 - o) for e, o in zip(errors, out)]
    grads = [np.array([[d * i for i in inp] for d in delta]) for delta, inp in zip(deltas, outputs)]
    return [np.array(d) for d in deltas], grads


# --- adapter ---
check_me = backprop
DECLARED = "examples=vector biases='(n,)'"
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"(?i)\blast\b|overwrit|assign|\+=|only one|one (neuron|term|summand|row|of)|single (neuron|term|summand|row)"
        r"|not (been )?(added|summed|accumulated)|(without|no|missing|lacks?) (the |a )?sum|sum .*(missing|forgotten|lost)"
        r"|n_\{?(l\+1|L)|neuron [23]\b|instead of (the )?sum",
    )
]
