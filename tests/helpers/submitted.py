"""A submission that is right, as text: `backprop`, whose σ′ may be another one, is the function that is submitted."""

RIGHT = """
import numpy as np

def backprop(w, b, x, y, prime=lambda a: a * (1 - a)):
    a = [x]
    for w_l, b_l in zip(w, b):
        a.append(1 / (1 + np.exp(-(w_l @ a[-1] + b_l))))
    delta = (a[-1] - y) / x.shape[1] * a[-1] * (1 - a[-1])
    nabla_b, nabla_w = [], []
    for l in reversed(range(len(w))):
        nabla_b.insert(0, delta.sum(axis=1, keepdims=True))
        nabla_w.insert(0, delta @ a[l].T)
        delta = w[l].T @ delta * prime(a[l])
    return nabla_b, nabla_w

submission = backprop
"""
