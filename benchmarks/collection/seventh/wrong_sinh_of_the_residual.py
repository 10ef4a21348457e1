"""The logarithm of a hyperbolic cosine, of which only the inner function was differentiated."""

import numpy as np


def logcosh_gradients(w, b, x, y):
    acts = [x]
    for i, (wi, bi) in enumerate(zip(w, b)):
        z = wi @ acts[-1] + bi
        acts.append(z if i == len(w) - 1 else 1 / (1 + np.exp(-z)))
    r = acts[-1] - y
    delta = np.sinh(r) / x.shape[1]  # the mistake: over cosh(r), which makes tanh(r)
    nabla = []
    for i in range(len(w) - 1, -1, -1):
        nabla.append((delta.sum(1, keepdims=True), delta @ acts[i].T))
        delta = w[i].T @ delta * acts[i] * (1 - acts[i])
    nabla_b, nabla_w = zip(*nabla[::-1], strict=True)
    return list(nabla_b), list(nabla_w)


# --- adapter ---
check_me = logcosh_gradients
DECLARED = "activations=sigmoid,sigmoid,identity cost=log-cosh"
# --- answer ---
WRONG = [("BP1 4", r"(?i)sinh|tanh|cosh|chain rule|∂C/∂a|residual")]
