"""Five layers, whose kinds a match statement tells apart, with one row at a time."""

import numpy as np

PLAN = ("silu", "tanh", "softplus", "tanh", "sigmoid")


def apply(kind, z):
    """The value and the slope."""
    s = 1 / (1 + np.exp(-z))
    match kind:
        case "sigmoid":
            return s, s - s * s
        case "tanh":
            t = np.tanh(z)
            return t, (1 - t) * (1 + t)
        case "softplus":
            return np.log1p(np.exp(z)), s
        case "silu":
            return s * z, s + z * s * (1 - s)
    raise ValueError(kind)


def row_gradient(w, b, row, wanted):
    values, slopes = [row], []
    for kind, wi, bi in zip(PLAN, w, b, strict=True):
        value, slope = apply(kind, values[-1].dot(wi.T) + bi)
        values.append(value)
        slopes.append(slope)
    error = values.pop() - wanted
    dw, db = [], []
    while slopes:
        error = error * slopes.pop()
        dw.append(error.T * values.pop())
        db.append(error)
        error = error.dot(w[len(slopes)])
    return dw[::-1], db[::-1]


# --- adapter ---
check_me = row_gradient
DECLARED = """examples=row biases='(1, n)' gives='nabla_w nabla_b' activations=silu,tanh,softplus,tanh,sigmoid"""
# --- answer ---
WRONG = []
