"""A machine-learning course's Theta matrices with a first column for the bias, examples in rows, λ/2m without the bias."""

import numpy as np


def cost_and_gradients(Thetas, X, Y, lam):
    m = X.shape[0]
    acts = [np.hstack([np.ones((m, 1)), X])]
    for k, Theta in enumerate(Thetas):
        a = 1 / (1 + np.exp(-acts[-1] @ Theta.T))
        acts.append(np.hstack([np.ones((m, 1)), a]) if k < len(Thetas) - 1 else a)
    delta, grads = acts[-1] - Y, []
    for k in range(len(Thetas) - 1, -1, -1):
        grad = delta.T @ acts[k] / m
        grad[:, 1:] += lam / m * Thetas[k][:, 1:]
        grads.insert(0, grad)
        if k:
            a = acts[k][:, 1:]
            delta = (delta @ Thetas[k][:, 1:]) * a * (1 - a)
    return grads


# --- adapter ---
def check_me(w, x, y):
    return cost_and_gradients(w, x, y, 0.5)


DECLARED = "takes='w x y' gives=nabla_w biases='first column' examples=rows cost=cross-entropy l2=0.5 l2_over=m"
# --- answer ---
WRONG = []
