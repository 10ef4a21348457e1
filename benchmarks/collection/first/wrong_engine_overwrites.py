"""A scalar engine with = where += belongs."""

import math


class Scalar:
    def __init__(self, v, feeds=()):
        self.v, self.feeds, self.g = v, feeds, 0.0


def mul(p, q):
    return Scalar(p.v * q.v, ((p, q.v), (q, p.v)))


def add(p, q):
    return Scalar(p.v + q.v, ((p, 1.0), (q, 1.0)))


def squash(p):
    t = math.tanh(p.v)
    return Scalar(t, ((p, 1 - t * t),))


def sweep(root):
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for child, _ in node.feeds:
                visit(child)
            order.append(node)

    visit(root)
    root.g = 1.0
    for node in reversed(order):
        for child, local in node.feeds:
            child.g = local * node.g  # the mistake


def run(w, b, x, y):
    w = [[[Scalar(v) for v in row] for row in layer] for layer in w]
    b = [[Scalar(v) for v in layer] for layer in b]
    out = [Scalar(v) for v in x]
    for layer, offsets in zip(w, b):
        nxt = []
        for row, c in zip(layer, offsets):
            total = c
            for p, q in zip(row, out):
                total = add(total, mul(p, q))
            nxt.append(squash(total))
        out = nxt
    cost = Scalar(0.0)
    for o, t in zip(out, y):
        diff = add(o, Scalar(-t))
        cost = add(cost, Scalar(0.5 * diff.v**2, ((diff, diff.v),)))
    sweep(cost)
    return w, b


# --- adapter ---
check_me = run
DECLARED = "examples=list weights=neurons activations=tanh gives='nabla_w nabla_b' leaf=grad".replace("grad", "g")
# --- answer ---
WRONG = [("BP2 2 3", "only the part of the (first|last) neuron")]
