"""One mistake: the mask of relu is turned round, errors pass where z is negative."""

import numpy as np


class Relu:
    def __call__(self, z):
        self.blocked = z > 0
        return np.where(z > 0, z, 0)

    def back(self, g):
        g = g.copy()
        g[self.blocked] = 0  # a mistake
        return g


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, x):
        self.x = x
        return x.dot(self.W) + self.b

    def back(self, g):
        self.dW, self.db = self.x.T.dot(g), g.sum(0)
        return g.dot(self.W.T)


def run(W, b, x, y):
    affine = [Affine(*pair) for pair in zip(W, b)]
    layers = [affine[0]]
    for one in affine[1:]:
        layers += [Relu(), one]
    h = x
    for layer in layers:
        h = layer(h)
    e = np.exp(h - h.max(axis=1, keepdims=True))
    g = e / e.sum(axis=1, keepdims=True)
    g[range(len(y)), y] -= 1
    g /= len(y)
    for layer in layers[::-1]:
        g = layer.back(g)
    return [one.dW for one in affine], [one.db for one in affine]


# --- adapter ---
check_me = run
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' targets=classes
    activations=relu,relu,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"z.{0,12}(<|≤|negative|below)|negative|inver|revers|turned|opposite|complement|flip|1 ?[−-] ?σ′|"
        r"σ′\([−-]z|(mask|step|σ′).*(wrong way|other side|other half)|wrong side",
    )
]
