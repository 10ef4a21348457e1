"""Changed from sigmoid to tanh in the hidden layers, forward only; backward still has a (1 - a) everywhere."""

import numpy as np


def forward(network, row):
    inputs = row
    for i, layer in enumerate(network):
        last = i == len(network) - 1
        outputs = []
        for neuron_w, neuron_b in zip(layer["weights"], layer["bias"]):
            s = np.dot(neuron_w, inputs) + neuron_b
            outputs.append(1 / (1 + np.exp(-s)) if last else np.tanh(s))
        layer["inputs"], layer["outputs"] = inputs, np.array(outputs)
        inputs = layer["outputs"]
    return inputs


def transfer_derivative(output):
    return output * (1.0 - output)


def backward(network, expected):
    for i in range(len(network) - 1, -1, -1):
        layer = network[i]
        if i == len(network) - 1:
            errors = layer["outputs"] - expected
        else:
            errors = [
                sum(network[i + 1]["weights"][k][j] * network[i + 1]["delta"][k] for k in range(len(network[i + 1]["delta"])))
                for j in range(len(layer["outputs"]))
            ]
        layer["delta"] = np.array([e * transfer_derivative(o) for e, o in zip(errors, layer["outputs"])])


# --- adapter ---
def check_me(w, b, x, y):
    net = [{"weights": W, "bias": c} for W, c in zip(w, b)]
    forward(net, x)
    backward(net, y)
    return [np.outer(layer["delta"], layer["inputs"]) for layer in net], [layer["delta"] for layer in net]


DECLARED = "examples=vector biases='(n,)' gives='nabla_w nabla_b' activations=tanh,tanh,sigmoid"
# --- answer ---
WRONG = [("BP2 2 3", r"sigmoid|a ?⊙? ?\(1 ?[−-] ?a|a\^?\S* ?⊙? ?\(1 ?[−-] ?a")]
