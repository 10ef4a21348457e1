"""An adaline: one layer of straight lines, and the delta rule summed over the examples."""

import numpy as np


class Adaline:
    def __init__(self, w, b):
        self.coef, self.intercept = w, b

    def net_input(self, x):
        return self.coef @ x + self.intercept

    def partial_fit(self, x, y, eta):
        change_w, change_b = np.zeros_like(self.coef), np.zeros_like(self.intercept)
        for xi, yi in zip(x.T, y.T):
            error = yi[:, None] - self.net_input(xi[:, None])
            change_w += error * xi
            change_b += error
        return self.coef + eta * change_w, self.intercept + eta * change_b


# --- adapter ---
def check_me(w, b, x, y, eta):
    return [[v] for v in Adaline(w[0], b[0]).partial_fit(x, y, eta)]


DECLARED = "takes='w b x y eta' gives='w b' activations=identity, total=sum"
# --- answer ---
WRONG = []
