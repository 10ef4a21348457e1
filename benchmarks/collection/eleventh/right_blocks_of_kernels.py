"""A list with a dictionary for each block, kernels (in, out); the cost comes back first, like from value_and_grad."""

import numpy as np


def elu(v):
    return np.where(v > 0, v, np.expm1(np.minimum(v, 0)))


def d_elu(v):
    return np.where(v > 0, 1.0, np.exp(np.minimum(v, 0)))


def value_and_grad(blocks, x, y):
    tape, h = [], x
    for block in blocks:
        v = np.einsum("bi,io->bo", h, block["kernel"]) + block["bias"]
        tape.append((h, v))
        h = elu(v)
    batch = len(x)
    value = np.einsum("bo,bo->", h - y, h - y) / batch
    ct = 2 * (h - y) / batch
    grads = []
    for block, (h, v) in zip(blocks[::-1], tape[::-1]):
        ct = ct * d_elu(v)
        grads.append({"kernel": np.einsum("bi,bo->io", h, ct), "bias": np.einsum("bo->o", ct)})
        ct = np.einsum("bo,io->bi", ct, block["kernel"])
    return value, grads[::-1]


# --- adapter ---
check_me = value_and_grad
DECLARED = """activations=elu,elu,elu takes='params x y' gives='cost nabla_params' parameters='list of dicts'
w_key=kernel b_key=bias examples=rows weights='(in, out)' biases='(n,)' half=False"""
# --- answer ---
WRONG = []
