"""A flat list w, b, w, b, …, and gradients in the same order."""

import numpy as np


def gradients(params, X, Y):
    Ws, bs = params[0::2], params[1::2]
    acts = [X]
    for W, c in zip(Ws, bs):
        acts.append(1 / (1 + np.exp(-(acts[-1] @ W + c))))
    d = (acts[-1] - Y) / Y.size
    flat = []
    for k in range(len(Ws) - 1, -1, -1):
        d = d * acts[k + 1] * (1 - acts[k + 1])
        flat = [acts[k].T @ d, d.sum(axis=0), *flat]
        d = d @ Ws[k].T
    return flat


# --- adapter ---
check_me = gradients
DECLARED = """takes='params x y' gives=nabla_params parameters=flat examples=rows weights='(in, out)' biases='(n,)'
    mean_over_outputs=True"""
# --- answer ---
WRONG = []
