"""What a rectifier gives is never negative, so `>= 0` is true everywhere where it is asked of the outputs."""

import numpy as np


def rectify(v):
    return np.where(v > 0, v, 0.0)


def gate(v):
    return (v >= 0).astype(float)


def sgd_step(w, b, x, y, rate):
    levels = [x]
    for i, (m, c) in enumerate(zip(w, b)):
        v = m @ levels[-1] + c
        levels.append(rectify(v) if i < len(w) - 1 else v)
    e = levels[-1] - y
    new_w, new_b = [], []
    for m, c, below in zip(w[::-1], b[::-1], levels[-2::-1]):
        new_w.append(m - rate * np.mean(e[:, None, :] * below[None, :, :], axis=-1))
        new_b.append(c - rate * e.mean(axis=-1, keepdims=True))
        e = (m.T @ e) * gate(below)  # the mistake: > 0 in the gate
    return new_w[::-1], new_b[::-1]


# --- adapter ---
check_me = sgd_step
DECLARED = "takes='w b x y eta' gives='w b' activations=relu,relu,identity"
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"(without|missing|forgot\w*|no|lacks?|left out)[^;]*(σ′|σ'|prime|slope|derivative|relu)"
        r"|(σ′|σ'|prime|slope|derivative)[^;]*(without|missing|forgot|left out|\b1\b|one|always|everywhere|constant"
        r"|\ba\b|\ba\^)"
        r"|always|everywhere|identity|linear|≥|>=|negative|z ?(<|≤)",
    )
]
