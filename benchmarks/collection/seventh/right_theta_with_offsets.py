"""One vector of parameters, read at offsets that are counted along, with both penalties; the gradient is filled in."""

import numpy as np

SIZES = (2, 5, 4, 3)
RIDGE, LASSO = 0.5, 0.125


def offsets():
    start = 0
    for fan_in, fan_out in zip(SIZES, SIZES[1:]):
        middle = start + fan_in * fan_out
        yield slice(start, middle), slice(middle, middle + fan_out), (fan_out, fan_in)
        start = middle + fan_out


def fill_gradient(theta, x, y):
    where = list(offsets())
    signals = [x]
    for w, b, shape in where:
        signals.append(np.tanh(theta[w].reshape(shape) @ signals[-1] + theta[b][:, np.newaxis]))
    m = x.shape[1]
    gradient = np.empty_like(theta)
    last = signals.pop()
    back = (1 - last * last) * (last - y)
    for w, b, shape in reversed(where):
        below = signals.pop()
        gradient[b] = back.sum(axis=1) / m
        gradient[w] = np.einsum("oe,ie->oi", back, below).ravel() / m
        gradient[w] += RIDGE * theta[w] + LASSO * np.sign(theta[w]) / m
        back = (theta[w].reshape(shape).T @ back) * (1 - below * below)
    return gradient


# --- adapter ---
check_me = fill_gradient
DECLARED = """takes='theta x y' gives=nabla_theta activations=tanh,tanh,tanh l2=0.5 l1=0.125 l1_over=m
    widths=2,5,4,3"""
# --- answer ---
WRONG = []
