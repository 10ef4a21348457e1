"""Six linear-tanh layers without biases; what lies behind each layer is multiplied up once and used for its gradient."""

import numpy as np


def jacobians(ws, x):
    """One matrix for each layer, and the activations, of a single vector."""
    hs, js = [x], []
    for w in ws:
        h = np.tanh(w @ hs[-1])
        js.append(np.diag(1 - h**2))
        hs.append(h)
    return hs, js


def grad_one(ws, x, y):
    hs, js = jacobians(ws, x)
    behind = (hs[-1] - y)[None, :]
    out = []
    for k in reversed(range(len(ws))):
        behind = behind @ js[k]
        out.append(np.kron(behind.T, hs[k][None, :]))
        behind = behind @ ws[k]
    return out[::-1]


def grad(ws, x, y):
    columns = [grad_one(ws, *pair) for pair in zip(x.T, y.T)]
    return [np.mean(layer, axis=0) for layer in zip(*columns)]


# --- adapter ---
check_me = grad
DECLARED = "takes='w x y' gives=nabla_w biases=none activations=tanh,tanh,tanh,tanh,tanh,tanh widths=3,4,3,5,3,4,2"
# --- answer ---
WRONG = []
