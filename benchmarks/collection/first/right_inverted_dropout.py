"""Inverted dropout behind each hidden layer, with the masks handed in by the training loop."""

import numpy as np


def step_gradients(Ws, bs, X, Y, masks):
    A, Z = [X], []
    for i in range(len(Ws)):
        Z.append(A[-1] @ Ws[i] + bs[i])
        A.append(Z[-1] if i == len(Ws) - 1 else np.maximum(Z[-1], 0) * masks[i])
    g = (A[-1] - Y) / len(X)
    out_w, out_b = [], []
    for i in range(len(Ws) - 1, -1, -1):
        out_w = [A[i].T @ g, *out_w]
        out_b = [g.sum(0), *out_b]
        if i:
            g = (g @ Ws[i].T) * masks[i - 1] * (Z[i - 1] > 0)
    return out_w, out_b


# --- adapter ---
check_me = step_gradients
DECLARED = """takes='w b x y mask' gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)'
    activations=relu,relu,identity"""
# --- answer ---
WRONG = []
