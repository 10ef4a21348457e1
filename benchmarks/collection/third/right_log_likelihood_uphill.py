"""Multinomial logistic regression by maximum likelihood: the gradient of the summed log-likelihood, uphill."""

import numpy as np


def log_likelihood(W, c, X, Y):
    eta = X @ W + c
    top = eta.max(axis=1, keepdims=True)
    log_norm = top + np.log(np.exp(eta - top).sum(axis=1, keepdims=True))
    loglik = np.sum(Y * (eta - log_norm))
    residual = Y - np.exp(eta - log_norm)
    return loglik, X.T @ residual, residual.sum(axis=0)


# --- adapter ---
def check_me(w, b, x, y):
    _, score_w, score_c = log_likelihood(w[0], b[0], x, y)
    return [score_w], [score_c]


DECLARED = (
    "examples=rows weights='(in, out)' biases='(n,)' targets=one-hot gives='nabla_w nabla_b' total=sum ascent=True"
    " activations=softmax, cost=categorical-cross-entropy"
)
# --- answer ---
WRONG = []
