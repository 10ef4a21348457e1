"""The bias stands inside of the loop over the inputs, so that it is added once for each of them."""

import numpy as np


def activate(weights, bias, inputs):
    total = 0.0
    for weight, value in zip(weights, inputs):
        total += weight * value + bias  # a mistake
    return np.tanh(total)


def forward(network, inputs):
    rows = [inputs]
    for weights, biases in network:
        rows.append([activate(w, b, rows[-1]) for w, b in zip(weights, biases)])
    return rows


def backward(network, inputs, expected):
    rows = forward(network, inputs)
    errors = [out - want for out, want in zip(rows[-1], expected)]
    gradient = []
    for (weights, _), outs, ins in zip(network[::-1], rows[:0:-1], rows[-2::-1]):
        deltas = [e * (1 - out * out) for e, out in zip(errors, outs)]
        gradient.append((np.outer(deltas, ins), np.array(deltas)))
        errors = [sum(w[i] * d for w, d in zip(weights, deltas)) for i in range(len(ins))]
    return gradient[::-1]


# --- adapter ---
check_me = lambda params, x, y: backward(params, list(x), list(y))
DECLARED = "takes='params x y' gives=nabla_params parameters=pairs examples=vector biases='(n,)' activations=tanh"
# --- answer ---
TIMES = (
    r"(?i)(bias|\bb(\^\{?\w)?).*(each|every|per|inner|inside|loop|times|n_|number|inputs|width|more than once|too often"
    r"|multiplied"
    r"|again|repeated)|(n_\{?l ?[−-] ?1\}?|n_in|fan.?in|times|\d) ?[·*×]? ?(the )?(bias|b\b)|z\^?\{?l?\}?.*(b\^|bias)"
)
WRONG = [("", TIMES, "BP1 4", "BP1 2 3 4", "BP2 2 3")]
ALSO = [("BP1 4", TIMES), ("BP2 2 3", TIMES), ("BP3 2 3 4", TIMES), ("BP4 2 3 4", TIMES)]
