"""The network for exclusive or, on paper first: every weight has a name of its own, and there is not one loop."""

from math import exp


def gradient_for_xor(w, b, inputs, target):
    (w11, w12), (w21, w22) = w[0]
    v1, v2 = w[1][0]
    (b1,), (b2,) = b[0]
    c = b[1][0][0]
    x1, x2 = inputs
    t = target[0]

    h1 = 1 / (1 + exp(-(w11 * x1 + w12 * x2 + b1)))
    h2 = 1 / (1 + exp(-(w21 * x1 + w22 * x2 + b2)))
    o = 1 / (1 + exp(-(v1 * h1 + v2 * h2 + c)))

    d_o = (o - t) * o * (1 - o)
    d_h1 = v1 * d_o * h1 * (1 - h1)
    d_h2 = v2 * d_o * h2 * (1 - h2)

    of_weights = [[[d_h1 * x1, d_h1 * x2], [d_h2 * x1, d_h2 * x2]], [[d_o * h1, d_o * h2]]]
    of_biases = [[[d_h1], [d_h2]], [[d_o]]]
    return of_weights, of_biases


# --- adapter ---
check_me = gradient_for_xor
DECLARED = "examples=list widths=2,2,1 activations=sigmoid,sigmoid gives='nabla_w nabla_b'"
# --- answer ---
WRONG = []
