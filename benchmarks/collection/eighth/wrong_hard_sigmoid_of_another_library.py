"""A small framework with hard sigmoids, (z + 3) / 6 cut off at 0 and 1, and the slope that one remembers from elsewhere."""

import numpy as np


class HardSigmoid:
    def __call__(self, z):
        self.a = np.minimum(1, np.maximum(0, z / 6 + 0.5))
        return self.a

    def grad(self, g):
        return g * np.where((self.a > 0) & (self.a < 1), 0.2, 0.0)  # the mistake


class Affine:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def __call__(self, x):
        self.x = x
        return x @ self.w.T + self.b

    def grad(self, g):
        self.gw, self.gb = g.T @ self.x, g.sum(axis=0)
        return g @ self.w


class Chain:
    def __init__(self, *links):
        self.links = links

    def __call__(self, x):
        for link in self.links:
            x = link(x)
        return x

    def grad(self, g):
        for link in self.links[::-1]:
            g = link.grad(g)


def sweep(w, b, x, y):
    affine = [Affine(*p) for p in zip(w, b)]
    chain = Chain(affine[0], HardSigmoid(), affine[1], HardSigmoid(), affine[2])
    chain.grad((chain(x) - y) / len(x))
    return [a.gw for a in affine], [a.gb for a in affine]


# --- adapter ---
check_me = sweep
DECLARED = """gives='nabla_w nabla_b' examples=rows biases='(n,)' activations=hardsigmoid,hardsigmoid,identity"""
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"(?i)\b0\.2\b|\b1/5|\b6/5|\b1\.(2|19)|\b5/6|\b0\.83|keras|20 ?%|one fifth|too (steep|large|big)|another (hard"
        r"|library|slope|defin)",
    )
]
