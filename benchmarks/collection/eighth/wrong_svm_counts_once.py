"""The multiclass hinge of an assignment, vectorised: ones where a margin is violated, and minus one for the right class."""

import numpy as np


def svm_two_layer(params, X, y):
    (W1, b1), (W2, b2) = params
    rows, num_classes = np.arange(X.shape[0]), W2.shape[1]
    hidden = np.maximum(X.dot(W1) + b1, 0)
    scores = hidden.dot(W2) + b2

    margins = scores - scores[rows, y][:, np.newaxis] + 1
    margins[rows, y] = 0
    dscores = (margins > 0).astype(float)
    dscores[rows, y] = -1  # the mistake
    dscores /= X.shape[0] * num_classes

    dhidden = dscores.dot(W2.T) * (hidden > 0)
    return [(X.T.dot(dhidden), dhidden.sum(axis=0)), (hidden.T.dot(dscores), dscores.sum(axis=0))]


# --- adapter ---
check_me = svm_two_layer
DECLARED = """takes='params x y' gives=nabla_params parameters=pairs examples=rows weights='(in, out)' biases='(n,)'
    targets=classes activations=relu,identity cost=multi-margin"""
# --- answer ---
WRONG = [
    (
        "BP1 3",
        r"(?i)(\btrue|\bright|correct|\bown|label|target|class|\by\b|neuron y).*(count|once|[−-]\s*1\b|minus one"
        r"|number of|how many|single|violat|margin)"
        r"|(count|\bonce|number of|how many|[−-]\s*1\b|minus one|violat|margin).*(\btrue|\bright|correct|\bown|label"
        r"|target|class|\by\b)"
        r"|margins?.*(count|once|number|sum|one|1\b)|(sum|count)\w* (of|over) (the )?(violat|margin)",
        "",
    )
]
