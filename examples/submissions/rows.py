"""A right submission, which has an example in each row."""

import numpy as np

CONVENTIONS = {"examples": "rows", "weights": "(in, out)", "takes": "x y w b", "gives": "nabla_w nabla_b"}


def submission(x, y, w, b):
    """The gradient of the mean of ½‖y − a‖² over the rows."""
    a = [x]
    for w_l, b_l in zip(w, b, strict=True):
        a.append(1 / (1 + np.exp(-(a[-1] @ w_l + b_l.T))))
    delta = (a[-1] - y) / len(x) * a[-1] * (1 - a[-1])
    nabla_w, nabla_b = [], []
    for l in reversed(range(len(w))):
        nabla_w.insert(0, a[l].T @ delta)
        nabla_b.insert(0, delta.sum(axis=0, keepdims=True).T)
        delta = delta @ w[l].T * a[l] * (1 - a[l])
    return nabla_w, nabla_b
