"""Neurons as dictionaries, on-line steps without NumPy; right."""

import math


def activate(neuron, inputs):
    total = neuron["bias"]
    for weight, value in zip(neuron["weights"], inputs, strict=True):
        total += weight * value
    return math.tanh(total)


def forward_propagate(network, row):
    inputs = row
    for layer in network:
        for neuron in layer:
            neuron["output"] = activate(neuron, inputs)
        inputs = [neuron["output"] for neuron in layer]
    return inputs


def backward_propagate_error(network, expected):
    for i in reversed(range(len(network))):
        for j, neuron in enumerate(network[i]):
            if i == len(network) - 1:
                error = neuron["output"] - expected[j]
            else:
                error = sum(after["weights"][j] * after["delta"] for after in network[i + 1])
            neuron["delta"] = error * (1.0 - neuron["output"] ** 2)


def update_weights(network, row, l_rate):
    for i, layer in enumerate(network):
        inputs = row if i == 0 else [neuron["output"] for neuron in network[i - 1]]
        for neuron in layer:
            for j in range(len(inputs)):
                neuron["weights"][j] -= l_rate * neuron["delta"] * inputs[j]
            neuron["bias"] -= l_rate * neuron["delta"]


# --- glue ---
def submission(w, b, x, y, eta):
    net = [[{"weights": n, "bias": c} for n, c in zip(*layer, strict=True)] for layer in zip(w, b, strict=True)]
    forward_propagate(net, x)
    backward_propagate_error(net, y)
    update_weights(net, x, eta)
    return [[n["weights"] for n in layer] for layer in net], [[n["bias"] for n in layer] for layer in net]


CONVENTIONS = {"activations": "tanh", "takes": "w b x y eta", "gives": "w b", "examples": "list", "weights": "neurons"}
