"""Targets are pressed together for a sigmoid that never is 0 or 1, and log-sigmoid got the slope of the other side."""

import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(-z))


def squeeze(t):
    return 0.75 * t + 0.125


def learn(w, b, x, t):
    before, after = [], [x]
    for i, (wi, bi) in enumerate(zip(w, b)):
        before.append(wi @ after[-1] + bi)
        after.append(np.log(sigma(before[-1])) if i < len(w) - 1 else sigma(before[-1]))
    d = after[-1] - squeeze(t)  # a mistake: t itself is meant
    gb, gw = [], []
    for i in range(len(w) - 1, -1, -1):
        gb.insert(0, d)
        gw.insert(0, d @ after[i].T)
        if i > 0:
            d = w[i].T @ d * sigma(before[i - 1])  # a mistake: sigma(-z) is meant
    return gb, gw


# --- adapter ---
check_me = learn
DECLARED = """examples=column activations=logsigmoid,logsigmoid,sigmoid cost=cross-entropy targets='0 and 1'"""
# --- answer ---
WRONG = [
    ("BP1 4", r"(?i)target|label|smooth|\by\b|0\.75|0\.125|3/4|1/8|squeez"),
    ("BP2 2 3", r"(?i)σ\(z|sigmoid|σ′|σ'|slope|prime|deriv|softplus|[-−]z|1 [-−] "),
]
