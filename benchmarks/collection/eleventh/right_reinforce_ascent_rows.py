"""A policy by its likelihood: the sum of log-probabilities is climbed, with a rate that is handed over."""

import numpy as np


def policy_step(states, actions, W, B, lr):
    hs = [states]
    for Wl, Bl in zip(W[:-1], B[:-1]):
        hs.append(np.maximum(hs[-1] @ Wl + Bl, 0))
    prefs = hs[-1] @ W[-1] + B[-1]
    prefs = prefs - prefs.max(axis=1, keepdims=True)
    pi = np.exp(prefs) / np.exp(prefs).sum(axis=1, keepdims=True)
    grad_log = actions - pi
    new_W, new_B = [], []
    for Wl, Bl, h in zip(W[::-1], B[::-1], hs[::-1]):
        new_W.append(Wl + lr * h.T @ grad_log)
        new_B.append(Bl + lr * grad_log.sum(axis=0))
        grad_log = (grad_log @ Wl.T) * (h > 0)
    return new_W[::-1], new_B[::-1]


# --- adapter ---
check_me = policy_step
DECLARED = """activations=relu,relu,softmax cost=categorical-cross-entropy targets=one-hot takes='x y w b eta' gives='w b'
examples=rows weights='(in, out)' biases='(n,)' total=sum ascent=True step=ascent"""
# --- answer ---
WRONG = []
