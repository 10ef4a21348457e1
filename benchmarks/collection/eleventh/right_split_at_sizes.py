"""One vector for an optimiser: all matrices, then all offsets, cut by np.split; a lasso on the matrices."""

import numpy as np

LAYERS = [3, 5, 4, 2]
SHAPES = list(zip(LAYERS[1:], LAYERS[:-1]))
CUTS = np.cumsum([rows * columns for rows, columns in SHAPES] + LAYERS[1:])[:-1]
ALPHA = 0.375


def unpack(theta):
    parts = np.split(theta, CUTS)
    matrices = [part.reshape(shape) for part, shape in zip(parts, SHAPES)]
    return matrices, [part[:, np.newaxis] for part in parts[len(SHAPES) :]]


def value_and_gradient(theta, X, Y):
    W, c = unpack(theta)
    m = X.shape[1]
    acts = [X]
    for i, (Wi, ci) in enumerate(zip(W, c)):
        z = Wi @ acts[-1] + ci
        acts.append(np.tanh(z) if i + 1 < len(W) else z)
    value = 0.5 * np.sum((acts[-1] - Y) ** 2) / m + ALPHA * sum(np.abs(Wi).sum() for Wi in W)
    D = (acts[-1] - Y) / m
    gW, gc = [], []
    for i in range(len(W) - 1, -1, -1):
        gW.append(D @ acts[i].T + ALPHA * np.sign(W[i]))
        gc.append(D.sum(axis=1))
        if i:
            D = (W[i].T @ D) * (1 - acts[i] ** 2)
    return value, np.concatenate([g.ravel() for g in gW[::-1] + gc[::-1]])


# --- adapter ---
check_me = value_and_gradient
DECLARED = (
    """activations=tanh,tanh,identity widths=3,5,4,2 takes='theta x y' gives='cost nabla_theta' order='w w b b' l1=0.375"""
)
# --- answer ---
WRONG = []
