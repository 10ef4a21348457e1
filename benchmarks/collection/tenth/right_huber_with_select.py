"""Robust regression: where a residual is large only its sign counts."""

import numpy as np


def rho(r):
    inside = np.abs(r) <= 1
    return np.select([inside, ~inside], [0.5 * r * r, np.abs(r) - 0.5])


def psi(r):
    return np.select([r < -1, r > 1], [-1.0, 1.0], default=r)


def robust(b, w, x, y):
    (b1, b2), (w1, w2) = b, w
    h = 1 / (1 + np.exp(-(w1 @ x + b1)))
    r = w2 @ h + b2 - y
    n = r.shape[1]
    value = rho(r).sum(axis=0).mean()
    s2 = psi(r) / n
    s1 = np.einsum("ki,kn,in,in->in", w2, s2, h, 1 - h)
    db = [np.einsum("in->i", s)[:, np.newaxis] for s in (s1, s2)]
    dw = [np.einsum("in,jn->ij", s, a) for s, a in ((s1, x), (s2, h))]
    return value, db, dw


# --- adapter ---
check_me = robust
DECLARED = "takes='b w x y' gives='cost nabla_b nabla_w' activations=sigmoid,identity cost=huber"
# --- answer ---
WRONG = []
