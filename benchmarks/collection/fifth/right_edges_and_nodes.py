"""A graph of nodes that know their edges, walked forwards and backwards; no array until the result is handed back."""

from math import exp

import numpy as np


class Node:
    def __init__(self, bias=0.0):
        self.bias, self.value, self.error, self.into, self.out = bias, 0.0, 0.0, [], []


class Edge:
    def __init__(self, source, sink, weight):
        self.source, self.sink, self.weight = source, sink, weight
        source.out.append(self)
        sink.into.append(self)


def build(w, b):
    layers = [[Node() for _ in w[0][0]]] + [[Node(float(v)) for v in bias] for bias in b]
    for matrix, sources, sinks in zip(w, layers, layers[1:]):
        for row, sink in zip(matrix, sinks):
            for number, source in zip(row, sources):
                Edge(source, sink, float(number))
    return layers


def walk(w, b, x, y):
    layers = build(w, b)
    for node, number in zip(layers[0], x):
        node.value = float(number)
    for layer in layers[1:]:
        for node in layer:
            node.value = 1 / (1 + exp(-node.bias - sum(e.weight * e.source.value for e in node.into)))
    for node, number in zip(layers[-1], y):
        node.error = (node.value - float(number)) * node.value * (1 - node.value)
    for layer in layers[-2:0:-1]:
        for node in layer:
            node.error = sum(e.weight * e.sink.error for e in node.out) * node.value * (1 - node.value)
    nabla_b = [np.array([node.error for node in layer]) for layer in layers[1:]]
    nabla_w = [np.array([[n.error * e.source.value for e in n.into] for n in layer]) for layer in layers[1:]]
    return nabla_b, nabla_w


# --- adapter ---
check_me = walk
DECLARED = "examples=vector biases='(n,)' activations=sigmoid,sigmoid"
# --- answer ---
WRONG = []
