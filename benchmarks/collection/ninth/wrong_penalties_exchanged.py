"""An elastic net whose two strengths are handed over in the other order."""

import numpy as np


def elastic(w, ridge, lasso):
    return ridge * w + lasso * np.sign(w)


def regularised_gradient(w, b, x, y, l1=0.25, l2=0.625):
    acts = [x]
    for i, (W, B) in enumerate(zip(w, b)):
        z = W @ acts[-1] + B
        acts.append(z if i == len(w) - 1 else np.tanh(z))
    d = (acts[-1] - y) / x.shape[1]
    gb, gw = [], []
    for W, a in zip(w[::-1], acts[-2::-1]):
        gb.append(d @ np.ones((x.shape[1], 1)))
        gw.append(d @ a.T + elastic(W, l1, l2))  # a mistake
        d = W.T @ d * (1 - a**2)
    return gb[::-1], gw[::-1]


# --- adapter ---
check_me = lambda w, b, x, y: regularised_gradient(w, b, x, y)
DECLARED = "activations=tanh,tanh,identity l1=0.25 l2=0.625"
# --- answer ---
EXCHANGED = (
    r"(?i)swap|exchang|interchang|other way|reversed|mixed up|strength of|confus|0\.625|5/8|0\.25\b|1/4\b|0\.375|3/8|2\.5\b"
    r"|5/2|0\.4\b"
    r"|2/5"
    r"|\bλ.*(for|and) .*λ|l1.*(for|and|instead of|in place of) .*l2|l2.*(for|and|instead of|in place of) .*l1"
)
WRONG = [("BP4 2 3 4", EXCHANGED, "")]
ALSO = [("", EXCHANGED)]
