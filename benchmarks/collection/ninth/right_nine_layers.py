"""A deep one of nine layers, whose layers keep what they need on a stack."""

import numpy as np


def deep(ws, bs, x, y):
    stack, a = [], x
    for w, b in zip(ws, bs):
        stack.append(a)
        a = np.tanh(w @ a + b)
    g = a - y
    gb, gw = [], []
    for w in ws[::-1]:
        g = g - g * a * a
        a = stack.pop()
        gb.append(g)
        gw.append(g * a.T)
        g = w.T @ g
    return gb[::-1], gw[::-1]


# --- adapter ---
check_me = deep
DECLARED = "examples=column activations=tanh,tanh,tanh,tanh,tanh,tanh,tanh,tanh"
# --- answer ---
WRONG = []
