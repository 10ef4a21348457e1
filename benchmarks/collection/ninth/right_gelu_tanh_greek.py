"""Parameters in a dictionary with Greek names, and the approximate GELU of language models."""

from types import SimpleNamespace

import numpy as np

K = np.sqrt(2 / np.pi)


def gelu(z):
    t = np.tanh(K * (z + 0.044715 * z**3))
    value = 0.5 * z * (1 + t)
    slope = 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * K * (1 + 3 * 0.044715 * z * z)
    return SimpleNamespace(value=value, slope=slope)


def loss_grad(p, x, y):
    count = len(p) // 2
    steps, a = [], SimpleNamespace(value=x)
    for i in range(1, count + 1):
        z = p[f"theta_{i}"] @ a.value + p[f"beta_{i}"]
        steps.append((i, a.value))
        a = gelu(z)
        steps[-1] += (a.slope,)
    back, g = (a.value - y) / x.shape[1], {}
    for i, inp, slope in reversed(steps):
        back = back * slope
        g[f"d_theta_{i}"] = back @ inp.T
        g[f"d_beta_{i}"] = np.sum(back, axis=1, keepdims=True)
        back = p[f"theta_{i}"].T @ back
    return g


# --- adapter ---
check_me = loss_grad
DECLARED = """takes='params x y' gives=nabla_params parameters=dict activations=gelu_tanh
w_key=theta_{} b_key=beta_{} nabla_w_key=d_theta_{} nabla_b_key=d_beta_{}"""
# --- answer ---
WRONG = []
