"""A gradient in small portions for a small memory: the mean of every portion, and in the end the mean of the means."""

import numpy as np

PORTION = 2


def of_portion(w, b, x, y):
    hidden = np.tanh(x @ w[0].T + b[0])
    out = 1 / (1 + np.exp(-(hidden @ w[1].T + b[1])))
    bar = (out - y) / len(x)
    hidden_bar = (bar @ w[1]) * (1 - hidden * hidden)
    return hidden_bar.T @ x, bar.T @ hidden, hidden_bar.sum(0), bar.sum(0)


def gradient(w, b, x, y):
    parts = [of_portion(w, b, x[i : i + PORTION], y[i : i + PORTION]) for i in range(0, len(x), PORTION)]
    means = [np.mean(part, axis=0) for part in zip(*parts)]  # the mistake: portions need not be of one size
    return means[:2], means[2:]


# --- adapter ---
check_me = gradient
DECLARED = """gives='nabla_w nabla_b' examples=rows biases='(n,)' activations=tanh,sigmoid cost=cross-entropy"""
# --- answer ---
WRONG = [
    (
        "",
        r"(?i)mean of (the |several |\w+ )?means|averages? of (the )?averages|(batch|portion|chunk|part|group|piece"
        r"|block)\w*.*(mean|averag|unequal|size|divi|equal|\b2\b|weigh|two|small)"
        r"|(mean|averag|weigh|divi)\w*.*(batches|portion|chunk|parts|group|piece|block)|\blast\b.*(twice|more|doubl"
        r"|weigh|count|1/3|too|2 times)|weigh\w*.*(example|[0-9]|last|\bm\b|equal)"
        r"|examples?.*(weigh|unequal|not equal|counts? (more|twice|double|less))|1/3|0\.33|1/6|0\.16",
        "BP1 3",
        "BP3 2 3",
        "BP4 2 3",
    )
]
