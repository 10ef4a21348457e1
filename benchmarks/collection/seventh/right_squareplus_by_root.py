"""One vector at a time through squareplus, whose slope is half of one and the quotient with the root."""

import numpy as np


def squareplus(z):
    root = np.sqrt(z * z + 4)
    return (z + root) / 2, (1 + z / root) / 2


def sensitivities(W, c, x, t):
    slopes, outs = [], [x]
    for Wi, ci in zip(W, c):
        out, slope = squareplus(np.matmul(outs[-1], Wi) + ci)
        outs.append(out)
        slopes.append(slope)
    s = (outs[-1] - t) * slopes[-1]
    dW, dc = [np.multiply.outer(outs[-2], s)], [s]
    for i in range(2, len(W) + 1):
        s = np.matmul(W[1 - i], s) * slopes[-i]
        dW.append(np.multiply.outer(outs[-i - 1], s))
        dc.append(s)
    dW.reverse()
    dc.reverse()
    return dc, dW


# --- adapter ---
check_me = sensitivities
DECLARED = "examples=vector weights='(in, out)' biases='(n,)' activations=squareplus,squareplus,squareplus"
# --- answer ---
WRONG = []
