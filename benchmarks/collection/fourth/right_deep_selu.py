"""A deep net of selus that are written with their two constants, and a linear output, in plain recursion over five layers."""

import numpy as np

SCALE, ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717


def selu(z):
    return SCALE * np.where(z > 0, z, ALPHA * np.expm1(np.minimum(z, 0)))


def selu_slope(z):
    return SCALE * np.where(z > 0, 1, ALPHA * np.exp(np.minimum(z, 0)))


def down(a, y, W, b, gW, gb):
    """Go to the end of the net, and come back with ∂C/∂a of the layer that was entered."""
    if not W:
        return a - y
    z = W[0] @ a + b[0]
    top = len(W) == 1
    g = down(z if top else selu(z), y, W[1:], b[1:], gW, gb)
    g = g if top else g * selu_slope(z)
    gW.insert(0, g @ a.T / a.shape[1])
    gb.insert(0, np.average(g, axis=1)[:, None])
    return W[0].T @ g


# --- adapter ---
def check_me(w, b, x, y):
    down(x, y, list(w), list(b), nabla_w := [], nabla_b := [])
    return nabla_b, nabla_w


DECLARED = "activations=selu,selu,selu,selu,identity"
# --- answer ---
WRONG = []
