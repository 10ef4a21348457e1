"""The penalty in the cost has a half and its gradient has a two: twice the decay in every matrix."""

import numpy as np


class Regressor:
    reg = 0.25

    def fit_gradients(self, coefs, intercepts, X, y):
        n = X.shape[0]
        layers = [X]
        for i, (c, k) in enumerate(zip(coefs, intercepts)):
            s = layers[-1].dot(c) + k
            layers.append(s if i == len(coefs) - 1 else np.tanh(s))
        loss = ((layers[-1] - y) ** 2).sum() / (2 * n)
        loss += 0.5 * self.reg * sum((c**2).sum() for c in coefs)
        d = (layers[-1] - y) / n
        coef_grads, intercept_grads = [], []
        for i in range(len(coefs))[::-1]:
            coef_grads.insert(0, layers[i].T.dot(d) + 2 * self.reg * coefs[i])  # the mistake
            intercept_grads.insert(0, d.sum(0, keepdims=True))
            d = d.dot(coefs[i].T) * (1 - layers[i] ** 2)
        return loss, coef_grads, intercept_grads


# --- adapter ---
check_me = Regressor().fit_gradients
DECLARED = (
    "examples=rows weights='(in, out)' biases='(1, n)' gives='cost nabla_w nabla_b' l2=0.25 activations=tanh,tanh,identity"
)
# --- answer ---
WRONG = [("BP4 2 3 4", r"2 ?λ|2 times|twice|doubled?|λ.*(0\.5|½|2)|(0\.5|½|1/2).*(λ|w)|l2=0\.5")]
