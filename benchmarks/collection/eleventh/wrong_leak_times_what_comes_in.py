"""Parametric rectifiers with a slope of a quarter, written with np.where twice."""

import numpy as np

SLOPE = 0.25


def act(z):
    return np.where(z > 0, z, SLOPE * z)


def d_act(z):
    return np.where(z > 0, 1, SLOPE * z)  # the mistake


def grads(params, x, y):
    zs, hs = [], [x]
    for k, (W, b) in enumerate(params):
        zs.append(W @ hs[-1] + b)
        hs.append(act(zs[-1]) if k < len(params) - 1 else zs[-1])
    m = x.shape[1]
    dz = (hs[-1] - y) / m
    out = [(dz @ hs[-2].T, dz.sum(1, keepdims=True))]
    for k in range(len(params) - 2, -1, -1):
        dz = (params[k + 1][0].T @ dz) * d_act(zs[k])
        out.append((dz @ hs[k].T, dz.sum(1, keepdims=True)))
    return out[::-1]


# --- adapter ---
check_me = grads
DECLARED = "activations=prelu,prelu,identity takes='params x y' gives=nabla_params parameters=pairs"
# --- answer ---
WRONG = [
    (
        "BP2 2 3",
        r"^(?!.*((is|was|are|were) (missing|left out|forg)|without)).*(0\.25|1/4|¼|quarter|z ?/ ?4|[Ll]eak|negativ|z ?[<≤]"
        r"|[<≤] ?0|below (0|zero)|σ\(z"
        r"|a\^l|value|itself|branch|αz|α ?[·*] ?z|times z|its own|for (its )?(slope|σ′)|σ for σ′)",
        "",
    ),
]
