"""Two mistakes: no square in the quotient rule of the sigmoid, and a mean of biases beside a sum of weights."""

import numpy as np


def sig(z):
    return 1 / (1 + np.exp(-z))


def sig_derivative(z):
    return np.exp(-z) / (1 + np.exp(-z))  # a mistake


def batch(ws, bs, X, Y):
    zs, outs = [], [X]
    for w, b in zip(ws, bs):
        zs.append(outs[-1] @ w + b)
        outs.append(sig(zs[-1]))
    d = 2 * (outs[-1] - Y) * sig_derivative(zs[-1])
    gws, gbs = [], []
    for k in range(len(ws) - 1, -1, -1):
        gws.append(outs[k].T @ d)
        gbs.append(d.mean(axis=0, keepdims=True))  # a mistake
        if k:
            d = d @ ws[k].T * sig_derivative(zs[k - 1])
    return gws[::-1], gbs[::-1]


# --- adapter ---
check_me = batch
DECLARED = """gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(1, n)' total=sum half=False
    activations=sigmoid,sigmoid"""
# --- answer ---
SLOPE = (
    r"1 ?[−-] ?(σ|a|sigmoid)|σ\([−-] ?z|squar|without.{0,12}(a|σ)\b|quotient|"
    r"exp|(a|σ).{0,20}(missing|forgotten|left out)|/ ?(a|σ)"
)
WRONG = [
    ("BP1 3", SLOPE),
    ("BP2 2", SLOPE),
    ("BP3 2 3", r"1/m|/ ?m\b|1/5|0\.2\b|mean|averag|divided by|batch|number of examples"),
]
