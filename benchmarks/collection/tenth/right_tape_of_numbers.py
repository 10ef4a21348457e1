"""Numbers that know how to send a derivative back; a tape lists them in the order in which they were made."""

import math

import numpy as np

TAPE = []


class Num:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = float(data), 0.0, parents
        TAPE.append(self)

    def __add__(self, other):
        return Num(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Num(self.data * other.data, ((self, other.data), (other, self.data)))

    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.data))
        return Num(s, ((self, s * (1 - s)),))

    def less(self, number):
        return Num(self.data - number, ((self, 1.0),))


def backward(root):
    root.grad = 1.0
    for node in reversed(TAPE):
        for parent, slope in node.parents:
            parent.grad += slope * node.grad


def loss_of(ws, bs, x, y):
    signal = x
    for w, b in zip(ws, bs):
        nxt = []
        for row, bias in zip(w, b):
            total = bias
            for weight, s in zip(row, signal):
                total = total + weight * s
            nxt.append(total.sigmoid())
        signal = nxt
    loss = Num(0)
    for s, goal in zip(signal, y):
        r = s.less(goal)
        loss = loss + r * r
    return loss


def graded(w, b, x, y):
    TAPE.clear()
    ws = [[[Num(v) for v in row] for row in m] for m in w]
    bs = [[Num(v) for v in np.ravel(c)] for c in b]
    backward(loss_of(ws, bs, [Num(v) for v in x], y))
    return ws, bs


# --- adapter ---
check_me = graded
DECLARED = "gives='nabla_w nabla_b' leaf=grad examples=list biases='(n,)' activations=sigmoid,sigmoid half=False"
# --- answer ---
WRONG = []
