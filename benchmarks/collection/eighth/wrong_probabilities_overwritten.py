"""A softmax classifier that returns its probabilities too; the error is made from them as the lecture notes do it."""

import numpy as np


class SoftmaxNet:
    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases

    def probabilities(self, X):
        self.hidden = np.maximum(0, X @ self.weights[0] + self.biases[0])
        scores = self.hidden @ self.weights[1] + self.biases[1]
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def loss_gradients(self, X, labels):
        N = X.shape[0]
        probs = self.probabilities(X)
        dscores = probs  # the mistake
        dscores[np.arange(N), labels] -= 1
        dscores /= N
        dhidden = dscores @ self.weights[1].T
        dhidden[self.hidden <= 0] = 0
        dW = [X.T @ dhidden, self.hidden.T @ dscores]
        return probs, dW, [dhidden.sum(axis=0), dscores.sum(axis=0)]


# --- adapter ---
def check_me(w, b, x, y):
    return SoftmaxNet(w, b).loss_gradients(x, y)


DECLARED = """gives='output nabla_w nabla_b' examples=rows weights='(in, out)' biases='(n,)' targets=classes
    activations=relu,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = [
    (
        "",
        r"(?i)(−|-|minus|less)\s*(the )?(y\b|target|one-hot|1\b|one\b|label)|δ|delta|∇z|gradient|error|residual"
        r"|overwr|in[ -]place"
        r"|changed|modif|same array|alias|\bcopy|\bcopied|subtract|∂C/∂z",
        "BP1 3",
    )
]
ALSO = (("", r"(?i)1/m|divided by m|\b0\.2\b|1/5|mean"),)
