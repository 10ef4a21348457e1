"""A small automatic differentiation of whole arrays: a Tensor knows its parents and how to send a gradient to them."""

import numpy as np


class Tensor:
    def __init__(self, data, parents=(), send=lambda g: ()):
        self.data, self.parents, self.send = data, parents, send
        self.grad = np.zeros_like(data)

    def __matmul__(self, other):
        return Tensor(self.data @ other.data, (self, other), lambda g: (g @ other.data.T, self.data.T @ g))

    def __add__(self, other):
        def shrink(g, shape):
            for axis, n in enumerate(shape):
                if n == 1 and g.shape[axis] != 1:
                    g = g.sum(axis=axis, keepdims=True)
            return g

        return Tensor(
            self.data + other.data,
            (self, other),
            lambda g: (shrink(g, self.data.shape), shrink(g, other.data.shape)),
        )

    def sigmoid(self):
        s = 1 / (1 + np.exp(-self.data))
        return Tensor(s, (self,), lambda g: (g * s * (1 - s),))

    def half_mse(self, target):
        d = self.data - target
        n = target.shape[1]
        return Tensor(np.array((d * d).sum() / (2 * n)), (self,), lambda g: (g * d / n,))

    def backward(self):
        order, seen = [], set()

        def visit(t):
            if id(t) not in seen:
                seen.add(id(t))
                for p in t.parents:
                    visit(p)
                order.append(t)

        visit(self)
        self.grad = np.ones_like(self.data)
        for t in reversed(order):
            for p, g in zip(t.parents, t.send(t.grad)):
                p.grad = p.grad + g


class Result:
    pass


# --- adapter ---
def check_me(w, b, x, y):
    ws, bs, a, out = [Tensor(v) for v in w], [Tensor(v) for v in b], Tensor(x), Result()
    for W, c in zip(ws, bs):
        a = (W @ a + c).sigmoid()
    a.half_mse(y).backward()
    out.dw, out.db = [t.grad for t in ws], [t.grad for t in bs]
    return out


DECLARED = "gives='nabla_w nabla_b' attr='dw db'"
# --- answer ---
WRONG = []
