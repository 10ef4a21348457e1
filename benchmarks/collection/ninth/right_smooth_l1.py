"""Pairs of parameters as in JAX's examples, and a regression under the smooth L1 cost, without a mean over the outputs."""

import numpy as np


def relu6(z):
    return np.minimum(np.maximum(z, 0), 6)


def predict(params, x):
    kept = []
    for w, b in params[:-1]:
        z = np.dot(x, w) + b
        kept.append((x, z))
        x = relu6(z)
    w, b = params[-1]
    kept.append((x, None))
    return np.dot(x, w) + b, kept


def grad(params, x, y):
    out, kept = predict(params, x)
    ct = np.clip(out - y, -1, 1) / x.shape[0]
    found = []
    for (w, b), (inp, z) in zip(params[::-1], kept[::-1]):
        if z is not None:
            ct = ct * ((z > 0) & (z < 6))
        found.append((np.dot(inp.T, ct), np.sum(ct, axis=0)))
        ct = np.dot(ct, w.T)
    return found[::-1]


# --- adapter ---
check_me = grad
DECLARED = """takes='params x y' gives=nabla_params parameters=pairs examples=rows weights='(in, out)' biases='(n,)'
activations=relu6,relu6,identity cost=smooth-l1"""
# --- answer ---
WRONG = []
