"""One mistake: every ∇w is divided by its own length, for steps of one size."""

import numpy as np


def normalised(g):
    return g / np.linalg.norm(g)  # a mistake


def steepest(w, b, x, y):
    a = [x]
    for v, c in zip(w, b):
        a.append(1 / (1 + np.exp(-(v @ a[-1] + c))))
    delta = (a[-1] - y) * a[-1] * (1 - a[-1])
    gb, gw = [delta], [normalised(delta @ a[-2].T)]
    for k in range(2, len(w) + 1):
        delta = (w[-k + 1].T @ delta) * a[-k] * (1 - a[-k])
        gb.insert(0, delta)
        gw.insert(0, normalised(delta @ a[-k - 1].T))
    return gb, gw


# --- adapter ---
check_me = steepest
DECLARED = "examples=column"
# --- answer ---
WRONG = [("BP4 2 3 4", r"norm|length|‖|\bunit|magnitude|own size|sqrt|√")]
