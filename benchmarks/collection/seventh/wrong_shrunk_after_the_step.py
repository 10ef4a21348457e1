"""Weight decay by shrinking, but it is the stepped weights that are shrunk, so that the gradient shrinks as well."""

import numpy as np


def train_step(W, b, X, T, lr, decay=0.25):
    m = X.shape[1]
    A = [X]
    for Wi, bi in zip(W, b):
        A.append(1 / (1 + np.exp(-(Wi @ A[-1] + bi))))
    d = A[-1] - T
    newW, newb = list(W), list(b)
    for i in range(len(W) - 1, -1, -1):
        back = W[i].T @ d * A[i] * (1 - A[i])
        newW[i] = (1 - lr * decay) * (W[i] - lr * (d @ A[i].T) / m)  # the mistake: the factor is for W alone
        newb[i] = b[i] - lr * d.mean(axis=1, keepdims=True)
        d = back
    return newW, newb


# --- adapter ---
check_me = train_step
DECLARED = "takes='w b x y eta' gives='w b' cost=cross-entropy l2=0.25"
# --- answer ---
WRONG = [("BP4 2 3 4", r"(?i)1 ?[-−] ?(ηλ|λη|λ|η)|shr[iu]nk|after the step|stepped|decay|ηλ|λη|updated|new weights|times")]
