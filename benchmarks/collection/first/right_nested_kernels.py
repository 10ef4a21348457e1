"""Nested dictionaries of kernels and biases, as a functional library has them."""

import numpy as np


def value_and_grad(params, batch_x, batch_y):
    names = sorted(params)
    hs, zs = [batch_x], []
    for name in names:
        zs.append(hs[-1] @ params[name]["kernel"] + params[name]["bias"])
        s = 1 / (1 + np.exp(-zs[-1]))
        hs.append(zs[-1] * s if name != names[-1] else zs[-1])
    cot = (hs[-1] - batch_y) / batch_x.shape[0]
    grads = {}
    for i in range(len(names) - 1, -1, -1):
        if i < len(names) - 1:
            s = 1 / (1 + np.exp(-zs[i]))
            cot = cot * (s + zs[i] * s * (1 - s))
        grads[names[i]] = {"kernel": hs[i].T @ cot, "bias": cot.sum(0)}
        cot = cot @ params[names[i]]["kernel"].T
    return grads


# --- adapter ---
check_me = value_and_grad
DECLARED = """takes='params x y' gives=nabla_params parameters=dict w_key=Dense_{i}/kernel b_key=Dense_{i}/bias examples=rows
    weights='(in, out)' biases='(n,)' activations=silu,silu,identity"""
# --- answer ---
WRONG = []
