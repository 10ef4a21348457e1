"""The hidden units were changed to the hyperbolic tangent to learn faster; their derivative was not changed."""

import numpy as np


class Layer:
    def __init__(self, kernel, shift, squash=True):
        self.kernel, self.shift, self.squash = kernel, shift, squash

    def run(self, signal):
        self.signal = signal
        self.out = self.kernel @ signal + self.shift
        if self.squash:
            self.out = np.tanh(self.out)
        return self.out

    def unrun(self, blame):
        if self.squash:
            blame = blame * self.out * (1 - self.out)  # the mistake: 1 − out²
        self.dkernel, self.dshift = np.outer(blame, self.signal), blame
        return blame @ self.kernel


def sweep(kernels, shifts, x, y):
    net = [Layer(*both) for both in zip(kernels, shifts)]
    net[-1].squash = False
    for layer in net:
        x = layer.run(x)
    blame = x - y
    for layer in net[::-1]:
        blame = layer.unrun(blame)
    return [layer.dshift for layer in net], [layer.dkernel for layer in net]


# --- adapter ---
check_me = sweep
DECLARED = "examples=vector biases='(n,)' activations=tanh,tanh,identity"
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"\ba(\^\S+)? ?[⊙*·×]? ?\(1 ?[−-] ?a|tanh(\(z\S*\))? ?[⊙*·×]? ?\(1 ?[−-] ?tanh|sigmoid|logistic"
        r"|\ba(\^\S+)? ?[−-] ?\(?a"
        r"|tanh(\(z\S*\))? ?[−-] ?tanh|another activation|σ(′|') (for|instead)",
    )
]
