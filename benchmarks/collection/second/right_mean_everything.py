"""np.mean over everything, and smooth L1 as detectors have it."""

import numpy as np


def smooth(params, X, Y):
    H = np.maximum(X @ params[0]["w"] + params[0]["b"], 0)
    R = H @ params[1]["w"] + params[1]["b"] - Y
    G = np.clip(R, -1, 1) / R.size
    GH = (G @ params[1]["w"].T) * np.sign(H)
    return [{"w": X.T @ GH, "b": GH.sum(axis=0)}, {"w": H.T @ G, "b": G.sum(axis=0)}]


# --- adapter ---
check_me = smooth
DECLARED = """takes='params x y' gives=nabla_params parameters='list of dicts' examples=rows weights='(in, out)' biases='(n,)'
    activations=relu,identity cost=smooth-l1 mean_over_outputs=True"""
# --- answer ---
WRONG = []
