"""A parenthesis is closed too early: the bias is added to what the sigmoid returns, and the way back is made for that."""

import numpy as np


def sig(v):
    return 1 / (1 + np.exp(-v))


def whole_pass(w, b, x, y):
    inside, signals = [], [x]
    for wi, bi in zip(w, b):
        s = sig(wi @ signals[-1])
        inside.append(s)
        signals.append(s + bi)  # the mistake: the bias belongs inside
    g = (signals[-1] - y) / y.shape[1]
    dw, db = [], []
    for wi, s, below in zip(w[::-1], inside[::-1], signals[-2::-1]):
        db.insert(0, g.sum(axis=1, keepdims=True))
        g = g * s * (1 - s)
        dw.insert(0, g @ below.T)
        g = wi.T @ g
    return signals[-1], db, dw


# --- adapter ---
check_me = whole_pass
DECLARED = "gives='output nabla_b nabla_w'"
# --- answer ---
WRONG = [("", r"(?i)bias|\+ ?b|\bb\b|b\^|after|outside|without \+")]
