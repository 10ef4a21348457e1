"""A stack of layer classes with a dropout layer whose mask comes from outside; rows, as in a deep learning framework."""

import numpy as np


class Affine:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def __call__(self, x):
        self.x = x
        return x.dot(self.w) + self.b

    def back(self, g):
        self.dw, self.db = self.x.T.dot(g), g.sum(0)
        return g.dot(self.w.T)


class Elu:
    def __call__(self, x):
        self.y = np.where(x >= 0, x, np.exp(np.minimum(x, 0)) - 1)
        return self.y

    def back(self, g):
        return g * np.where(self.y >= 0, 1, self.y + 1)


class Dropout:
    def __init__(self, mask):
        self.mask = mask

    def __call__(self, x):
        return x * self.mask

    def back(self, g):
        return g * self.mask


class SoftmaxLoss:
    def __call__(self, x, t):
        e = np.exp(x - x.max(1, keepdims=True))
        self.p, self.t = e / e.sum(1, keepdims=True), t
        return -np.log(self.p[range(len(t)), t]).mean()

    def back(self):
        g = self.p.copy()
        g[range(len(self.t)), self.t] -= 1
        return g / len(g)


def train_step(w, b, x, t, masks):
    dense = [Affine(*p) for p in zip(w, b)]
    stack = []
    for layer, mask in zip(dense, masks):
        stack += [layer, Elu(), Dropout(mask)]
    stack.append(dense[-1])
    for layer in stack:
        x = layer(x)
    loss = SoftmaxLoss()
    value, g = loss(x, t), loss.back()
    for layer in reversed(stack):
        g = layer.back(g)
    return value, [d.dw for d in dense], [d.db for d in dense]


# --- adapter ---
check_me = train_step
DECLARED = (
    "takes='w b x y mask' gives='cost nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' "
    "activations=elu,elu,softmax cost=categorical-cross-entropy targets=classes"
)
# --- answer ---
WRONG = []
