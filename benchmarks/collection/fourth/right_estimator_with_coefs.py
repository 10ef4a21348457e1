"""An estimator with coefs and intercepts and one method for the cost and its gradients; the penalty is over the examples."""

import numpy as np


class Regressor:
    def __init__(self, coefs, intercepts, alpha):
        self.coefs, self.intercepts, self.alpha = coefs, intercepts, alpha

    def _forward(self, X):
        found = [X]
        for i, (coef, intercept) in enumerate(zip(self.coefs, self.intercepts, strict=True)):
            found.append(found[-1] @ coef + intercept)
            if i < len(self.coefs) - 1:
                np.maximum(found[-1], 0, out=found[-1])
        return found

    def _cost_and_gradients(self, X, y):
        layers = self._forward(X)
        n = X.shape[0]
        delta = layers[-1] - y
        cost = (delta**2).sum() / 2 / n + self.alpha / 2 / n * sum(np.vdot(c, c) for c in self.coefs)
        coef_grads, intercept_grads = [], []
        for i in range(len(self.coefs) - 1, -1, -1):
            coef_grads.append((layers[i].T @ delta + self.alpha * self.coefs[i]) / n)
            intercept_grads.append(delta.mean(0))
            delta = delta @ self.coefs[i].T
            delta[layers[i] == 0] = 0
        return cost, coef_grads[::-1], intercept_grads[::-1]


# --- adapter ---
def check_me(w, b, x, y):
    return Regressor(w, b, 0.75)._cost_and_gradients(x, y)


DECLARED = (
    "activations=relu,relu,identity examples=rows weights='(in, out)' biases='(n,)' l2=0.75 l2_over=m"
    " gives='cost nabla_w nabla_b'"
)
# --- answer ---
WRONG = []
