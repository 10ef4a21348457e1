"""Lists of neurons without NumPy, one example at a time; right."""

from math import exp


def output_of(weights, bias, inputs):
    return 1 / (1 + exp(-(sum(w * v for w, v in zip(weights, inputs, strict=True)) + bias)))


def backpropagate(layers, biases, inputs, targets):
    outputs = [inputs]
    for layer, bias in zip(layers, biases, strict=True):
        outputs.append([output_of(neuron, b, outputs[-1]) for neuron, b in zip(layer, bias, strict=True)])
    deltas = [[(o - t) * o * (1 - o) for o, t in zip(outputs[-1], targets, strict=True)]]
    for i in range(len(layers) - 1, 0, -1):
        row = []
        for j, o in enumerate(outputs[i]):
            back = sum(layers[i][k][j] * deltas[0][k] for k in range(len(layers[i])))
            row.append(back * o * (1 - o))
        deltas.insert(0, row)
    return deltas, [[[d * v for v in before] for d in row] for row, before in zip(deltas, outputs[:-1], strict=True)]


# --- glue ---
submission = backpropagate
CONVENTIONS = {"examples": "list", "weights": "neurons"}
