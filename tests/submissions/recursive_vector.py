"""Recursion through the layers, one vector at a time; right."""

import numpy as np


def descend(layers, a, y):
    """The gradients of these layers, and what is sent back below them."""
    if not layers:
        return [], a - y
    (w, b), *rest = layers
    z = w @ a + b
    out = np.where(z > 0, z, np.expm1(z))
    gradients, back = descend(rest, out, y)
    delta = back * np.where(z > 0, 1, out + 1)
    return [(delta, np.multiply.outer(delta, a)), *gradients], delta @ w


# --- glue ---
def submission(w, b, x, y):
    gradients, _ = descend(list(zip(w, b, strict=True)), x, y)
    return [g for g, _ in gradients], [g for _, g in gradients]


CONVENTIONS = {"activations": "elu", "examples": "vector", "biases": "(n,)"}
