"""An estimator with fitted attributes coefs_ and intercepts_; a private method gives the gradients in their order."""

import numpy as np


class Regressor:
    def __init__(self, coefs, intercepts):
        self.coefs_, self.intercepts_ = coefs, intercepts

    def _hidden(self, X):
        return np.logaddexp(0, X @ self.coefs_[0] + self.intercepts_[0])

    def _gradients(self, X, y):
        H = self._hidden(X)
        residual = (H @ self.coefs_[1] + self.intercepts_[1] - y) / X.shape[0]
        inner = residual @ self.coefs_[1].T * -np.expm1(-H)
        coef_grads = [X.T @ inner, H.T @ residual]
        intercept_grads = [inner.sum(axis=0), residual.sum(axis=0)]
        return coef_grads, intercept_grads


# --- adapter ---
def check_me(net, X, y):
    return Regressor(net.coefs_, net.intercepts_)._gradients(X, y)


DECLARED = """takes='params x y' gives='nabla_w nabla_b' parameters=object w_key=coefs_ b_key=intercepts_ examples=rows
    weights='(in, out)' biases='(n,)' activations=softplus,identity"""
# --- answer ---
WRONG = []
