"""Plain floats in dictionaries: a delta for every neuron, a slope for every edge, found by recursion over the edges."""

import math
from collections import defaultdict


def by_edges(w, b, x, y):
    out = {(0, i): v for i, v in enumerate(x)}
    last = len(w)
    for layer in range(1, last + 1):
        for j, offset in enumerate(b[layer - 1]):
            total = offset + sum(w[layer - 1][j][i] * out[layer - 1, i] for i in range(len(w[layer - 1][j])))
            out[layer, j] = 1.0 / (1.0 + math.exp(-total))
    delta = defaultdict(float)
    for j, wanted in enumerate(y):
        delta[last, j] = out[last, j] - wanted
    for layer in range(last - 1, 0, -1):
        for k in range(len(w[layer])):
            for j in range(len(w[layer][k])):
                delta[layer, j] += w[layer][k][j] * delta[layer + 1, k]
        for j in range(len(b[layer - 1])):
            delta[layer, j] *= out[layer, j] * (1.0 - out[layer, j])
    nabla_b = [[delta[layer, j] for j in range(len(b[layer - 1]))] for layer in range(1, last + 1)]
    nabla_w = [[[d * out[n, i] for i in range(len(w[n][j]))] for j, d in enumerate(ds)] for n, ds in enumerate(nabla_b)]
    return nabla_b, nabla_w


# --- adapter ---
check_me = by_edges
DECLARED = "activations=sigmoid,sigmoid,sigmoid cost=cross-entropy examples=list biases='(n,)'"
# --- answer ---
WRONG = []
