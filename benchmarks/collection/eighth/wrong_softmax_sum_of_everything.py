"""Chemistry data, three classes: the softmax of a helper module that was written for a single example."""

import numpy as np


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)  # the mistake


def classify_and_learn(W, b, samples, classes):
    one_hot = np.zeros((len(samples), W[-1].shape[0]))
    one_hot[np.arange(len(samples)), classes] = 1
    H1 = np.tanh(samples.dot(W[0].T) + b[0])
    P = softmax(H1.dot(W[1].T) + b[1])
    D2 = (P - one_hot) / len(samples)
    D1 = D2.dot(W[1]) * (1 - np.square(H1))
    return [np.sum(D1, 0), np.sum(D2, 0)], [np.dot(D1.T, samples), np.dot(D2.T, H1)]


# --- adapter ---
check_me = classify_and_learn
DECLARED = """examples=rows biases='(n,)' targets=classes activations=tanh,softmax cost=categorical-cross-entropy"""
# --- answer ---
WRONG = [
    (
        "BP1 3",
        r"(?i)^(?!.*(along the batch|over the batch alone|each class|each column))"
        r"((?=.*(sum|normal|divi|softmax|denom|probab|exp|e\^|Σ|axis)).*(\ball\b|whole|every|entire|batch|examples"
        r"|matrix|axis|everything|together|total|rows)"
        r"|.*(add up|sums?) to (1/m|less))",
        "",
    )
]
