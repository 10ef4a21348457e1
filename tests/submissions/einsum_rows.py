"""Everything by einsum, examples in rows, weights (out, in); right."""

import numpy as np


def derivatives(kernels, offsets, batch, wanted):
    signals, slopes = [batch], []
    for kernel, offset in zip(kernels, offsets, strict=True):
        net = np.einsum("oi,mi->mo", kernel, signals[-1]) + offset
        gate = 1 / (1 + np.exp(-net))
        signals.append(net * gate)
        slopes.append(gate * (1 + net * (1 - gate)))
    delta = (signals[-1] - wanted) * slopes[-1] / len(batch)
    dk, do = [], []
    for k in range(len(kernels))[::-1]:
        dk.append(np.einsum("mo,mi->oi", delta, signals[k]))
        do.append(np.einsum("mo->o", delta)[None])
        if k:
            delta = np.einsum("mo,oi->mi", delta, kernels[k]) * slopes[k - 1]
    return dk[::-1], do[::-1]


# --- glue ---
submission = derivatives
CONVENTIONS = {"activations": "silu", "gives": "nabla_w nabla_b", "examples": "rows", "biases": "(1, n)"}
