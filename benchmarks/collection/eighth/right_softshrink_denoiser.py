"""A denoiser: soft thresholds in the middle, a straight line at the end, and a loss that is quadratic near zero only."""

import numpy as np

LAMBDA = 0.5


def shrink(z):
    return np.sign(z) * np.maximum(np.abs(z) - LAMBDA, 0)


class Denoiser:
    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases

    def encode(self, noisy):
        self.inputs, self.pre = [], []
        signal = noisy
        for W, b in zip(self.weights, self.biases):
            self.inputs.append(signal)
            self.pre.append(np.einsum("ij,kj->ki", W, signal) + b)
            signal = shrink(self.pre[-1])
        return self.pre[-1]

    def decode_error(self, noisy, clean):
        gap = self.encode(noisy) - clean
        flow = np.where(np.abs(gap) < 1, gap, np.sign(gap)) / noisy.shape[0]
        grads = {}
        for depth in reversed(range(len(self.weights))):
            grads[depth] = flow.T @ self.inputs[depth], flow.sum(axis=0)
            if depth:
                flow = (flow @ self.weights[depth]) * (np.abs(self.pre[depth - 1]) > LAMBDA)
        return [grads[d][0] for d in sorted(grads)], [grads[d][1] for d in sorted(grads)]


# --- adapter ---
def check_me(w, b, x, y):
    return Denoiser(w, b).decode_error(x, y)


DECLARED = """gives='nabla_w nabla_b' examples=rows biases='(n,)' activations=softshrink,softshrink,identity
    cost=smooth-l1"""
# --- answer ---
WRONG = []
