"""A scalar engine whose tanh passes the gradient on; planted: sigma prime missing, at the output and before it."""

from math import tanh


class Scalar:
    def __init__(self, value, parents=()):
        self.value, self.parents, self.g = value, parents, 0.0

    def __add__(self, other):
        return Scalar(self.value + other.value, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Scalar(self.value * other.value, [(self, other.value), (other, self.value)])

    def tanh(self):
        return Scalar(tanh(self.value), [(self, 1.0)])


def tape(node, seen, order):
    if id(node) not in seen:
        seen.add(id(node))
        for parent, _ in node.parents:
            tape(parent, seen, order)
        order.append(node)
    return order


def differentiate(node):
    node.g = 1.0
    for n in reversed(tape(node, set(), [])):
        for parent, local in n.parents:
            parent.g += local * n.g


def half_squares(ws, bs, x, y):
    a = [Scalar(v) for v in x]
    for w, b in zip(ws, bs, strict=True):
        a = [sum((p * q for p, q in zip(row, a, strict=True)), bias).tanh() for row, bias in zip(w, b, strict=True)]
    errors = [p + Scalar(-t) for p, t in zip(a, y, strict=True)]
    return sum((e * e for e in errors), Scalar(0.0)) * Scalar(0.5)


# --- glue ---
def submission(w, b, x, y):
    w = [[[Scalar(v) for v in row] for row in layer] for layer in w]
    b = [[Scalar(v) for v in layer] for layer in b]
    differentiate(half_squares(w, b, x, y))
    return w, b


CONVENTIONS = {"activations": "tanh", "gives": "nabla_w nabla_b", "leaf": "g", "examples": "list", "weights": "neurons"}
