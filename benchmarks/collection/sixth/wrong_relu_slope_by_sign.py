"""np.sign gives minus one for what a ReLU has switched off."""

import numpy as np


class ReLU:
    def __call__(self, z):
        self.z = z
        return np.maximum(z, 0)

    def grad(self, upstream):
        return upstream * np.sign(self.z)  # the mistake


def three_layers(w, b, x, y):
    first, second = ReLU(), ReLU()
    a1 = first(x @ w[0] + b[0])
    a2 = second(a1 @ w[1] + b[1])
    d3 = (a2 @ w[2] + b[2] - y) / len(x)
    d2 = second.grad(d3 @ w[2].T)
    d1 = first.grad(d2 @ w[1].T)
    return [x.T @ d1, a1.T @ d2, a2.T @ d3], [d.sum(0) for d in (d1, d2, d3)]


# --- adapter ---
check_me = three_layers
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=relu,relu,identity"""
# --- answer ---
WRONG = [("BP2 2 3", r"(?i)\bsign|sgn|[-−]1\b|minus one|negative where|\babs|\|z")]
