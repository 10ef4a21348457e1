"""A curve fit in columns: the cost was the distance at first, and the slope of the other sigmoidal curve slipped in."""

import numpy as np


def slope(z):
    return 1 / (1 + z**2)  # the mistake: of arctan, not of tanh


def fit(Ws, bs, X, Y):
    zs, As = [], [X]
    for depth, (W, b) in enumerate(zip(Ws, bs), 1):
        zs.append(np.matmul(W, As[-1]) + b)
        As.append(zs[-1] if depth == len(Ws) else np.tanh(zs[-1]))
    gap = As[-1] - Y
    delta = gap / np.linalg.norm(gap, axis=0)  # the mistake: of the norm, not of half its square
    m = X.shape[1]
    out = []
    for k in range(len(Ws) - 1, -1, -1):
        out.append((delta @ As[k].T / m, delta @ np.full((m, 1), 1 / m)))
        if k > 0:
            delta = np.matmul(Ws[k].T, delta) * slope(zs[k - 1])
    gW, gb = zip(*reversed(out))
    return list(gW), list(gb)


# --- adapter ---
check_me = fit
DECLARED = "gives='nabla_w nabla_b' activations=tanh,tanh,identity"
# --- answer ---
WRONG = [
    (
        "BP1 4",
        r"(?i)\bnorm|length|‖|√|sqrt|\broot|\bunit\b|euclid|distance|normali|not squared|square.*(miss|forg|lack"
        r"|without)|(without|no|forgot\w*|missing).*squar",
        "",
    ),
    ("BP2 2 3", r"(?i)arc ?tan|atan|1\s*\+\s*\(?z\S*?\)?(²|\^\{?2|\*\*\s*2)|z²|1 plus (the )?square|lorentz|cauchy"),
]
