"""Nothing is computed before it is asked for: every layer has its activation and its error as cached properties."""

from functools import cached_property

import numpy as np


class Node:
    before = after = None

    def __init__(self, w, b, slope_from_output=lambda a: a * (1 - a)):
        self.w, self.b = w, b
        self.slope_from_output = slope_from_output

    @cached_property
    def a(self):
        return 1 / (1 + np.exp(-(self.w @ self.before.a + self.b)))

    @cached_property
    def delta(self):
        return self.after.sends_back * self.slope_from_output(self.a)

    @property
    def sends_back(self):
        return self.w.T @ self.delta

    @property
    def grad_b(self):
        return self.delta.mean(axis=1, keepdims=True)

    @property
    def grad_w(self):
        return self.delta @ self.before.a.T / self.a.shape[1]


class Ends:
    def __init__(self, x, y, last):
        self.a, self.y, self.last = x, y, last

    @property
    def sends_back(self):
        return self.last.a - self.y


def gradient(w, b, x, y):
    nodes = [Node(*p) for p in zip(w, b)]
    ends = Ends(x, y, nodes[-1])
    for one, other in zip([ends, *nodes], [*nodes, ends]):
        one.after, other.before = other, one
    return [n.grad_w for n in nodes], [n.grad_b for n in nodes]


# --- adapter ---
check_me = gradient
DECLARED = "gives='nabla_w nabla_b'"
# --- answer ---
WRONG = []
