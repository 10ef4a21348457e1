"""A student that learns the probabilities of a teacher: relu below, softmax above, rows."""

import numpy as np


def softmax(logits):
    shifted = logits - logits.max(-1, keepdims=True)
    return np.exp(shifted) / np.exp(shifted).sum(-1, keepdims=True)


def distill(student, inputs, teacher):
    hs = [inputs]
    for kernel, bias in student[:-1]:
        hs.append(np.maximum(hs[-1] @ kernel + bias, 0))
    kernel, bias = student[-1]
    g = (softmax(hs[-1] @ kernel + bias) - teacher) / len(inputs)
    out = []
    for (kernel, _), h in zip(student[::-1], hs[::-1], strict=True):
        out = [(h.T @ g, g.sum(0)), *out]
        g = (g @ kernel.T) * (h > 0)
    return out


# --- adapter ---
check_me = distill
DECLARED = (
    "activations=relu,relu,softmax cost=categorical-cross-entropy targets=probabilities examples=rows weights='(in, out)'"
    " biases='(n,)' parameters=pairs takes='params x y' gives=nabla_params"
)
# --- answer ---
WRONG = []
