"""Forward mode: every parameter is moved once as a dual number, in pure Python; right."""

from itertools import pairwise
from math import exp


def sigmoid(z, dz):
    s = 1 / (1 + exp(-z))
    return s, s * (1 - s) * dz


def directional(params, tangent, sizes, x, y):
    at, values = 0, [(v, 0.0) for v in x]
    for n_in, n_out in pairwise(sizes):
        bias_at = at + n_in * n_out
        nets = []
        for j in range(n_out):
            z, dz = params[bias_at + j], tangent[bias_at + j]
            for i, (a, da) in enumerate(values):
                k = at + j * n_in + i
                z, dz = z + params[k] * a, dz + tangent[k] * a + params[k] * da
            nets.append(sigmoid(z, dz))
        at, values = bias_at + n_out, nets
    return sum((a - t) * da for (a, da), t in zip(values, y, strict=True))


def gradient(params, sizes, x, y):
    unit = lambda k: [float(i == k) for i in range(len(params))]
    return [directional(params, unit(k), sizes, x, y) for k in range(len(params))]


# --- glue ---
def submission(theta, x, y):
    return gradient(theta.tolist(), (2, 3, 4), x, y)


CONVENTIONS = {
    "activations": ["sigmoid"] * 2,
    "widths": (2, 3, 4),
    "takes": "theta x y",
    "gives": "nabla_theta",
    "examples": "list",
}
