"""The return stands one step too far to the right, and so only one example is ever seen."""

import numpy as np


def one(w, b, x, y):
    a = [x]
    for wi, bi in zip(w, b):
        a.append(1 / (1 + np.exp(-wi.dot(a[-1]) - bi)))
    d = (a[-1] - y) * a[-1] * (1 - a[-1])
    gw, gb = [], []
    for i in range(len(w) - 1, -1, -1):
        gw.insert(0, np.outer(d, a[i]))
        gb.insert(0, d)
        d = w[i].T.dot(d) * a[i] * (1 - a[i])
    return gw, gb


def mini_batch(w, b, X, Y):
    sum_w = [np.zeros_like(wi) for wi in w]
    sum_b = [np.zeros_like(bi) for bi in b]
    for x, y in zip(X, Y):
        gw, gb = one(w, b, x, y)
        sum_w = [s + g for s, g in zip(sum_w, gw)]
        sum_b = [s + g for s, g in zip(sum_b, gb)]
        return [s / len(X) for s in sum_w], [s / len(X) for s in sum_b]  # the mistake: it belongs behind the loop
    return None


# --- adapter ---
check_me = mini_batch
DECLARED = "gives='nabla_w nabla_b' examples=rows biases='(n,)'"
# --- answer ---
TRUE = r"(?i)first|one example|single example|example (0|1)\b|only|alone|(other|later) examples|left out|missing"
WRONG = [("BP3 2 3 4", TRUE), ("BP4 2 3 4", TRUE)]
