"""A statistician's port: the deviance of a logistic network, which is twice minus the log likelihood, halved again by hand."""

import numpy as np
from numpy import exp, log, ones


class NnetFit:
    """One hidden layer, as in a formula interface: units in rows, one matrix of coefficients for each layer."""

    def __init__(self, coef):
        self.alpha, self.beta = coef

    def eta(self, X):
        self.H = 1 / (1 + exp(-np.c_[ones(len(X)), X] @ self.alpha.T))
        return np.c_[ones(len(X)), self.H] @ self.beta.T

    def score(self, X, Y):
        """The gradient of the log likelihood of independent Bernoulli responses, a mean over the units."""
        mu = 1 / (1 + exp(-self.eta(X)))
        loglik = (Y * log(mu) + (1 - Y) * log(1 - mu)).sum() / len(X)
        working = (Y - mu) / len(X)
        s_beta = working.T @ np.c_[ones(len(X)), self.H]
        back = (working @ self.beta[:, 1:]) * self.H * (1 - self.H)
        s_alpha = back.T @ np.c_[ones(len(X)), X]
        return loglik, [s_alpha, s_beta]


# --- adapter ---
def check_me(w, x, y):
    return NnetFit(w).score(x, y)


DECLARED = (
    "takes='w x y' gives='cost nabla_w' biases='first column' examples=rows activations=sigmoid,sigmoid cost=cross-entropy "
    "ascent=True"
)
# --- answer ---
WRONG = []
