"""The step of stochastic gradient descent with weight decay, whose decay makes the weights grow."""

import numpy as np

LAMBDA = 0.25


def sgd_step(Ws, bs, X, labels, lr):
    m = X.shape[1]
    H = np.maximum(0, Ws[0] @ X + bs[0])
    S = Ws[1] @ H + bs[1]
    S = S - S.max(axis=0)
    P = np.exp(S) / np.exp(S).sum(axis=0)
    P[labels, np.arange(m)] -= 1
    D2 = P / m
    D1 = (Ws[1].T @ D2) * (H > 0)
    new_W = []
    for W, g in zip(Ws, (D1 @ X.T, D2 @ H.T)):
        new_W.append(W - lr * (g - LAMBDA * W))  # the mistake
    new_b = [b - lr * D.sum(axis=1, keepdims=True) for b, D in zip(bs, (D1, D2))]
    return new_W, new_b


# --- adapter ---
check_me = sgd_step
DECLARED = "takes='w b x y eta' gives='w b' targets=classes l2=0.25 activations=relu,softmax cost=categorical-cross-entropy"
# --- answer ---
WRONG = [("BP4 2 3", r"[−-] ?λ|sign|[−-]1\b|[−-] ?0\.25|minus|subtract|grow|opposite")]
