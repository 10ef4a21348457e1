"""The mean over the batch as a stream would have it: after k examples the mean moves by a k-th of what the k-th differs."""

import numpy as np


def single(Ws, bs, x, y):
    outs = [x]
    for W, b in zip(Ws, bs):
        outs.append(1 / (1 + np.exp(-(W @ outs[-1] + b))))
    grad = (outs[-1] - y) * outs[-1] * (1 - outs[-1])
    for i in range(len(Ws) - 1, -1, -1):
        yield i, np.outer(grad, outs[i]), grad
        grad = (grad @ Ws[i]) * outs[i] * (1 - outs[i])


def stream(X, Y, Ws, bs):
    mean_W = [np.zeros(W.shape) for W in Ws]
    mean_b = [np.zeros(b.shape) for b in bs]
    for k, (x, y) in enumerate(zip(X, Y), start=1):
        for i, gW, gb in single(Ws, bs, x, y):
            mean_W[i] += (gW - mean_W[i]) / k
            mean_b[i] += (gb - mean_b[i]) / k
    return mean_W, mean_b


# --- adapter ---
check_me = stream
DECLARED = "takes='x y w b' gives='nabla_w nabla_b' examples=rows biases='(n,)'"
# --- answer ---
WRONG = []
