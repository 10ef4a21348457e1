"""A classifier with integer labels, which turns them into rows of the unit matrix; relu in front of softmax."""

import numpy as np


class Classifier:
    def __init__(self, W, B):
        self.W, self.B = W, B

    def activations(self, X):
        outs = [X]
        for depth, (W, B) in enumerate(zip(self.W, self.B), start=1):
            scores = np.dot(outs[-1], W.T) + B
            outs.append(scores if depth == len(self.W) else np.maximum(scores, 0))
        return outs

    def gradient(self, X, labels):
        *below, scores = self.activations(X)
        scores = scores - scores.max(axis=1)[:, None]
        log_total = np.log(np.exp(scores).sum(axis=1))[:, None]
        error = np.exp(scores - log_total) - np.eye(scores.shape[1])[labels]
        dW, dB = {}, {}
        for i in range(len(below) - 1, -1, -1):
            dW[i] = np.dot(error.T, below[i]) / len(X)
            dB[i] = np.mean(error, axis=0)
            error = np.where(below[i] > 0, np.dot(error, self.W[i]), 0)
        return [dW[i] for i in sorted(dW)], [dB[i] for i in sorted(dB)]


# --- adapter ---
check_me = lambda W, B, X, labels: Classifier(W, B).gradient(X, labels)  # noqa: E731
DECLARED = """examples=rows biases='(n,)' gives='nabla_w nabla_b' targets=classes activations=relu,relu,softmax
    cost=categorical-cross-entropy"""
# --- answer ---
WRONG = []
