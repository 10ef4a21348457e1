"""Errors are what was wanted minus what was given, so every change is added; a decay shrinks weights and biases alike."""

import numpy as np

SHRINK = 0.25


def relax(weights, biases, x, wanted, rate):
    layer0 = x
    layer1 = np.tanh(layer0 @ weights[0] + biases[0])
    layer2 = np.tanh(layer1 @ weights[1] + biases[1])
    given = layer2 @ weights[2] + biases[2]

    n = len(x)
    change3 = (wanted - given) / n
    change2 = (change3 @ weights[2].T) * (1 - layer2**2)
    change1 = (change2 @ weights[1].T) * (1 - layer1**2)

    moved_w, moved_b = [], []
    for w, b, seen, change in zip(weights, biases, (layer0, layer1, layer2), (change1, change2, change3)):
        moved_w.append(w + rate * (seen.T @ change - SHRINK * w))
        moved_b.append(b + rate * (change.sum(axis=0) - SHRINK * b))
    return moved_w, moved_b


# --- adapter ---
check_me = relax
DECLARED = """takes='w b x y eta' gives='w b' examples=rows weights='(in, out)' biases='(n,)' activations=tanh,tanh,identity
    l2=0.25 l2_on_biases=True"""
# --- answer ---
WRONG = []
