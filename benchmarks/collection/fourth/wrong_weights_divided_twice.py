"""δ is divided by the size of the batch, and the gradient of the weights once more; that of the biases is not."""

import numpy as np


class Net:
    def __init__(self, kernels, offsets):
        self.kernels, self.offsets = kernels, offsets

    def gradient(self, X, Y):
        a = [X]
        for kernel, offset in zip(self.kernels, self.offsets, strict=True):
            a.append(1 / (1 + np.exp(-(a[-1] @ kernel + offset))))
        d = (a[-1] - Y) / X.shape[0]
        for i in range(len(self.kernels))[::-1]:
            yield a[i].T @ d / X.shape[0], d.sum(0, keepdims=True)  # a mistake
            d = (d @ self.kernels[i].T) * a[i] * (1 - a[i])


# --- adapter ---
def check_me(w, b, x, y):
    return list(Net(w, b).gradient(x, y))[::-1]


DECLARED = "cost=cross-entropy examples=rows weights='(in, out)' biases='(1, n)' gives=nabla_params parameters=pairs"
# --- answer ---
WRONG = [("BP4 2 3 4", r"1/m|1/5|divided by m|over m|twice|m²|size of the batch|mean")]
