"""A mini-batch handed over as a list of pairs, the way a training loop cuts it; the examples are stacked inside."""

import numpy as np


def silu(z):
    return z / (1.0 + np.exp(-z))


def silu_slope(z):
    s = 1.0 / (1.0 + np.exp(-z))
    return s + z * s * (1.0 - s)


def grads_of_batch(batch, kernels, offsets):
    inputs = np.stack([features for features, _ in batch])
    wanted = np.stack([target for _, target in batch])
    pre, post = [], [inputs]
    for kernel, offset in zip(kernels[:-1], offsets[:-1]):
        pre.append(post[-1] @ kernel + offset)
        post.append(silu(pre[-1]))
    answer = post[-1] @ kernels[-1] + offsets[-1]
    err = 2.0 * (answer - wanted) / answer.size
    d_kernels, d_offsets = [], []
    for position in reversed(range(len(kernels))):
        d_kernels.insert(0, np.einsum("bi,bo->io", post[position], err))
        d_offsets.insert(0, np.einsum("bo->o", err))
        if position:
            err = np.einsum("bo,io->bi", err, kernels[position]) * silu_slope(pre[position - 1])
    return d_kernels, d_offsets


# --- adapter ---
def check_me(w, b, x, y):
    return grads_of_batch(list(zip(x, y)), w, b)


DECLARED = (
    "gives='nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' activations=silu,silu,identity "
    "half=False mean_over_outputs=True"
)
# --- answer ---
WRONG = []
