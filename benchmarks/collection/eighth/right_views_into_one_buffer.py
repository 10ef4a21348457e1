"""One buffer for all parameters and one for all gradients; layers are views, and products are written straight into them."""

import numpy as np

SIZES = (3, 5, 4, 2)


def views(buffer):
    start, found = 0, []
    for n, k in zip(SIZES, SIZES[1:]):
        weights = buffer[start : start + n * k].reshape(n, k)
        start += n * k
        found.append((weights, buffer[start : start + k]))
        start += k
    return found


def gradient(theta, X, T):
    grad = np.empty_like(theta)
    H = [X]
    for W, b in views(theta):
        H.append(1.0 / (1.0 + np.exp(-(H[-1].dot(W) + b))))
    D = H[-1] - T
    D /= len(X)
    layers = list(zip(views(theta), views(grad)))
    for i in range(len(layers) - 1, -1, -1):
        (W, _), (gW, gb) = layers[i]
        np.matmul(H[i].T, D, out=gW)
        np.sum(D, axis=0, out=gb)
        D = D.dot(W.T)
        D *= H[i]
        D *= 1.0 - H[i]
    return grad


# --- adapter ---
check_me = gradient
DECLARED = """takes='theta x y' gives=nabla_theta widths=3,5,4,2 examples=rows weights='(in, out)' biases='(n,)'
    cost=cross-entropy"""
# --- answer ---
WRONG = []
