"""Logistic regression of a statistics course: fitted probabilities, a score, and a ridge that spares the intercept."""

import numpy as np


class LogisticRidge:
    penalty = 0.875

    def fitted(self, beta, intercept, X):
        eta = X.dot(beta) + intercept
        return np.exp(eta) / (1 + np.exp(eta))

    def score(self, beta, intercept, X, y):
        residuals = y - self.fitted(beta, intercept, X)
        n = y.shape[0]
        return -X.T.dot(residuals) / n + self.penalty * beta, -residuals.mean()


# --- adapter ---
check_me = LogisticRidge().score
DECLARED = """activations=sigmoid, cost=cross-entropy parameters=alone weights='(in,)' biases=number y='(m,)' examples=rows
gives='nabla_w nabla_b' l2=0.875"""
# --- answer ---
WRONG = []
