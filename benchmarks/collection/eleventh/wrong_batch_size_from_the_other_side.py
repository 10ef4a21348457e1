"""Rows and a helper that finds out how many examples there are."""

import numpy as np


def count(Y):
    return Y.shape[1]  # the mistake


def loop_back(layers, X, Y):
    H = [X]
    for layer in layers:
        H.append(np.log1p(np.exp(H[-1] @ layer["W"].T + layer["b"])))
    dH = (H[-1] - Y) / count(Y)
    for n in range(len(layers), 0, -1):
        dS = dH * -np.expm1(-H[n])
        yield {"W": dS.T @ H[n - 1], "b": dS.sum(axis=0)}
        dH = dS @ layers[n - 1]["W"]


# --- adapter ---
def check_me(params, x, y):
    return list(loop_back(params, x, y))[::-1]


DECLARED = """activations=softplus,softplus,softplus takes='params x y' gives=nabla_params parameters='list of dicts'
w_key=W b_key=b examples=rows biases='(n,)'"""
# --- answer ---
RATIO = (
    r"5/3|[2-9]/[2-9]|[1-9]\.\d|1\.66|1\.67|m ?/ ?n|m ?/ ?3|n_?\^?\{?L|[Oo]utput|[Ss]hape|\b[Aa]xis"
    r"|[Cc]olumns?|m times|times m|[Tt]otal=sum|mean_over|1/m"
    r"|[Dd]ivid|[Ss]um.*mean|neurons|classes|batch size|number of examples"
)
WRONG = [
    ("", RATIO, "BP1 4"),
]
ALSO = [("BP2 2 3", RATIO), ("BP3 2 3 4", RATIO), ("BP4 2 3 4", RATIO)]
