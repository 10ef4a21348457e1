"""A regression with celu, whose slope is made of its value, in a while loop."""

import numpy as np


def celu(z):
    return np.maximum(z, 0) + np.expm1(np.minimum(z, 0))


def celu_slope(value):
    return np.where(value > 0, 1.0, value + 1)


def fit_gradient(mats, offs, data, curve):
    n = data.shape[1]
    values, k = [data], 0
    while k < len(mats):
        z = mats[k].dot(values[k]) + offs[k]
        values.append(celu(z) if k < len(mats) - 1 else z)
        k += 1
    back = np.subtract(values[k], curve)
    dmats, doffs = [], []
    while k > 0:
        k -= 1
        dmats.append(back.dot(values[k].T) / n)
        doffs.append(back.mean(1).reshape(-1, 1))
        if k:
            back = mats[k].T.dot(back) * celu_slope(values[k])
    return doffs[::-1], dmats[::-1]


# --- adapter ---
check_me = fit_gradient
DECLARED = "activations=celu,celu,identity"
# --- answer ---
WRONG = []
