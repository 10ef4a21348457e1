"""A scalar engine that records operations and walks them back, after the fashion of teaching libraries."""

import math


class Node:
    def __init__(self, data, parents=()):
        self.data, self.parents, self.grad = data, parents, 0.0

    def __add__(self, other):
        return Node(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Node(self.data * other.data, ((self, other.data), (other, self.data)))

    def tanh(self):
        t = math.tanh(self.data)
        return Node(t, ((self, 1 - t * t),))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for parent, local in node.parents:
                parent.grad += local * node.grad


def run(w, b, x, y):
    w = [[[Node(v) for v in neuron] for neuron in layer] for layer in w]
    b = [[Node(v) for v in layer] for layer in b]
    out = [Node(v) for v in x]
    for layer, offsets in zip(w, b):
        out = [sum((p * q for p, q in zip(neuron, out)), c).tanh() for neuron, c in zip(layer, offsets)]
    total = Node(0.0)
    for o, t in zip(out, y):
        total = total + (o + Node(-t)) * (o + Node(-t)) * Node(0.5)
    total.backward()
    return w, b


# --- adapter ---
check_me = run
DECLARED = "examples=list weights=neurons activations=tanh,tanh gives='nabla_w nabla_b' leaf=grad"
# --- answer ---
WRONG = []
